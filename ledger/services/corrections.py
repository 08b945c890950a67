"""Corrections: propose what people move by hand."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.commands import Answer, ProposeAdjustment, ProposeReinstatement, ProposeWriteOff
from ledger.domain.journal.facts import Evidence
from ledger.services.context import Request, private
from ledger.services.node import Node
from ledger.services.posting import answer


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something is done by hand: a code, words, and a document."""

    reason_code: str
    reason: str
    document: Evidence


@dataclass(frozen=True, slots=True)
class CorrectionInput:
    """What of whose points is to be moved by hand.

    Attributes:
        direction: "credit" or "debit" for an adjustment, else "".
        expires_on: the last day of what is granted, or "".
        lot_id: the lot that lapsed and comes back, or "".
    """

    organization_id: str
    points: int
    grounds: Grounds
    direction: str = ""
    expires_on: str = ""
    lot_id: str = ""


def propose_adjustment(node: Node, request: Request, item: CorrectionInput) -> Answer:
    """Propose to put a wallet right."""
    why = item.grounds
    reason = private(node, "reason", why.reason)
    told = (item.organization_id, item.direction, item.points, why.reason_code, reason, why.document, item.expires_on)
    return answer(node, request, ProposeAdjustment(*told))


def propose_write_off(node: Node, request: Request, item: CorrectionInput) -> Answer:
    """Propose to give up what a holder owes."""
    why = item.grounds
    reason = private(node, "reason", why.reason)
    command = ProposeWriteOff(item.organization_id, item.points, why.reason_code, reason, why.document)
    return answer(node, request, command)


def propose_reinstatement(node: Node, request: Request, item: CorrectionInput) -> Answer:
    """Propose to bring back points that lapsed."""
    why = item.grounds
    reason = private(node, "reason", why.reason)
    told = (item.organization_id, item.lot_id, item.points, item.expires_on, why.reason_code, reason, why.document)
    return answer(node, request, ProposeReinstatement(*told))
