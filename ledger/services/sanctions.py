"""Sanctions: propose, impose, reject and withdraw what companies forfeit, and tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, ApproveSanction, ProposeSanction, RejectSanction, WithdrawSanction
from ledger.domain.dates import business_date
from ledger.domain.journal.facts import Evidence
from ledger.domain.refusals import Refused
from ledger.domain.sanctions import sanction_shown
from ledger.services.context import Caller, Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.visibility import narrowed, require_reader, sees_all
from ledger.store.reads import sanctions as read
from ledger.store.reads import vault

REASONS: Final = ("reason", "rejected_because", "withdrawn_because")
"""Texts of the vault: why it was proposed, and why it came to nothing."""

STATUSES: Final = ("proposed", "imposed", "rejected", "withdrawn", "expired")
"""What nobody decided by its last day is expired from the day after on; nothing needs to be recorded for that."""


@dataclass(frozen=True, slots=True)
class SanctionInput:
    """A sanction as somebody proposes it; ``points`` is ``None`` for all that is available when it is approved."""

    organization_id: str
    cause: str
    reason: str
    document: Evidence
    points: int | None = None


def propose_sanction(node: Node, request: Request, item: SanctionInput) -> Answer:
    """Propose that a company forfeits points."""
    reason = private(node, "reason", item.reason)
    return answer(node, request, ProposeSanction(item.organization_id, item.cause, reason, item.document, item.points))


def approve_sanction(node: Node, request: Request, sanction_id: str) -> Answer:
    """Impose a proposed sanction."""
    return answer(node, request, ApproveSanction(sanction_id))


def reject_sanction(node: Node, request: Request, sanction_id: str, reason: str) -> Answer:
    """Decline a proposed sanction."""
    return answer(node, request, RejectSanction(sanction_id, private(node, "reason", reason)))


def withdraw_sanction(node: Node, request: Request, sanction_id: str, reason: str) -> Answer:
    """Take a proposed sanction back."""
    return answer(node, request, WithdrawSanction(sanction_id, private(node, "reason", reason)))


def list_sanctions(
    node: Node, caller: Caller, organization_id: str, status: str, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` sanctions behind position ``after``, in the order in which they were proposed.

    Raises:
        Refused: ``permission_missing``; ``organization_unknown`` for another's.
    """
    wanted = read.Wanted(_today(node), narrowed(caller, organization_id), status)
    with node.store.reading() as unit:
        found = read.sanctions(unit, wanted, after, limit)
        texts = vault.texts(unit, [row.sanction for row in found])
    return [_shown(row, texts, wanted.today) for row in found]


def get_sanction(node: Node, caller: Caller, sanction_id: str) -> dict[str, Any]:
    """Give one sanction.

    Raises:
        Refused: ``permission_missing``, ``sanction_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.sanction(unit, sanction_id)
        if row is None or not (sees_all(caller) or row.organization == caller.organization_id):
            raise Refused("sanction_unknown", sanction_id=sanction_id)
        return _shown(row, vault.texts(unit, [row.sanction]), _today(node))


def _today(node: Node) -> str:
    return business_date(node.clock()).isoformat()


def _shown(row: rows.Sanction, texts: Mapping[tuple[str, str], str], today: str) -> dict[str, Any]:
    reasons = {field: texts.get((row.sanction, field)) for field in REASONS}
    if row.status == "proposed" and "" < row.act_by < today:
        row = row._replace(status="expired")
    return {**sanction_shown(row), **reasons}
