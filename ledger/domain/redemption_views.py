"""Redemption views: a redemption as answers show it, and who may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.agencies import owns_program
from ledger.domain.books import rows
from ledger.domain.desk import Desk
from ledger.domain.handler import balance_shown
from ledger.domain.journal.entries import Entry
from ledger.domain.refusals import Refused


def visible(desk: Desk, redemption_id: str) -> rows.Redemption:
    """Give a redemption that the actor may know of: its company, the owner of its program, the operator.

    Raises:
        Refused: ``redemption_unknown``.
    """
    row = desk.books.redemptions.get(redemption_id)
    actor = desk.books.organizations.require(desk.actor.organization)
    if row is None or not (
        actor.kind == "operator" or row.holder == actor.organization or owns_program(desk.books, actor, row.program)
    ):
        raise Refused("redemption_unknown", redemption_id=redemption_id)
    return row


def shown(desk: Desk, redemption: str, entry: Entry) -> Mapping[str, Any]:
    """Show a redemption after an entry about it, with its company's wallet where that is the actor's own."""
    row = desk.books.redemptions.require(redemption)
    told = {
        "id": row.redemption,
        "status": row.status,
        "organization_id": row.organization,
        "holder_id": row.holder,
        "program": row.program,
        "quantity": row.quantity,
        "points": row.points,
        "held": row.held,
        "captured": row.captured,
        "returned": row.returned,
        "revoked": row.revoked,
        "hold_expires_at": row.hold_expires_at,
        "call": row.call or None,
        "pool": row.pool or None,
        "amount_krw": row.amount_krw,
        "executed_krw": row.executed_krw,
        "valid_until": row.valid_until or None,
        "transaction_id": entry.id,
        "position": entry.position,
    }
    agency = desk.books.organizations.require(desk.actor.organization).kind == "agency"
    return told if agency else {**told, "balance": balance_shown(desk, row.holder)}
