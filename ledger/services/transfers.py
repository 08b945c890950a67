"""Transfers: propose what becomes of companies: mergers, successions, affiliations and closures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.domain.commands import Answer, ProposeAffiliation, ProposeClosure, ProposeMerger, ProposeSuccession
from ledger.domain.refusals import Refused
from ledger.services.context import Request, private
from ledger.services.corrections import Grounds
from ledger.services.node import Node
from ledger.services.posting import answer

MERGER: Final = "merger"
KINDS: Final = (MERGER, "succession")


@dataclass(frozen=True, slots=True)
class TransferInput:
    """What of whose is to become whose.

    Attributes:
        points: how many of what is available, ``None`` for all of it; ``lots`` names lots instead. A merger has
            neither: it takes everything.
    """

    kind: str
    source_id: str
    target_id: str
    grounds: Grounds
    points: int | None = None
    lots: tuple[str, ...] = ()


def propose_transfer(node: Node, request: Request, item: TransferInput) -> Answer:
    """Propose a merger or a succession.

    Raises:
        Refused: ``merger_takes_everything``.
    """
    why = item.grounds
    grounds = why.reason_code, private(node, "reason", why.reason), why.document
    if item.kind != MERGER:
        command = ProposeSuccession(item.source_id, item.target_id, *grounds, item.points, item.lots)
        return answer(node, request, command)
    if item.points is not None or item.lots:
        raise Refused("merger_takes_everything", "/points" if item.points else "/lots", organization_id=item.source_id)
    return answer(node, request, ProposeMerger(item.source_id, item.target_id, *grounds))


def propose_closure(node: Node, request: Request, organization_id: str, why: Grounds) -> Answer:
    """Propose to close a company."""
    reason = private(node, "reason", why.reason)
    return answer(node, request, ProposeClosure(organization_id, why.reason_code, reason, why.document))


def propose_affiliation(
    node: Node, request: Request, organization_ids: Sequence[str], why: Grounds, *, together: bool
) -> Answer:
    """Propose that companies count as one, or each alone again."""
    reason = private(node, "reason", why.reason)
    told = tuple(organization_ids), together, why.reason_code, reason, why.document
    return answer(node, request, ProposeAffiliation(*told))
