"""Balances: what a holder has, as booked and as it could be spent, now or at any point.

``posted`` is the available account as booked. ``spendable`` is what a hold could take at that point: the same
settlement that every command runs first is run here on books that are thrown away.
"""

from __future__ import annotations

from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold import due_on
from ledger.domain.commands import SettleDue, Submission
from ledger.domain.dates import instant_text
from ledger.domain.desk import Desk, Moment
from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.needs import Needs
from ledger.domain.settlement import settle
from ledger.services.as_of import Point, point
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.posting import preview_in
from ledger.services.visibility import require_organization
from ledger.store.reads import accounts, redemptions
from ledger.store.units import ReadingUnit

_NO_SEED: Final = "0" * 32


def balance(
    node: Node,
    caller: Caller,
    organization_id: str,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give a wallet at a point; points are whole and not negative.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        booked = accounts.balances_at(unit, (), organization_id, when.position, when.effective_on)
        if when.is_now:
            ask = Submission(SYSTEM, "", _NO_SEED, (SettleDue(organization_id),))
            outcome = preview_in(node, unit, [ask]).answers[0].outcomes[0]
            spendable = outcome.result["balance"]["spendable"]
        else:
            spendable = _spendable_at(node, unit, organization_id, when, booked)
    shown = {state: abs(booked.get(of_holder(organization_id, state), 0)) for state in HOLDER_STATES}
    return {
        "organization_id": organization_id,
        "posted": shown.pop("available"),
        "spendable": spendable,
        **shown,
        "position": when.position,
        "root": when.root,
    }


def lots(
    node: Node,
    caller: Caller,
    organization_id: str,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give what a wallet's lots hold at a point, soonest expiry first.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        found = accounts.lots_of(unit, organization_id, when.position, when.effective_on)
    return {
        "organization_id": organization_id,
        "items": [
            {
                "lot": part.lot.lot,
                "state": part.state,
                "points": abs(part.amount),
                "accrual_id": part.lot.accrual,
                "rule": part.lot.rule,
                "active_on": part.lot.active_on,
                "expires_on": part.lot.expires_on,
            }
            for part in found
        ],
        "position": when.position,
        "root": when.root,
    }


def _spendable_at(node: Node, unit: ReadingUnit, holder: str, when: Point, booked: dict[str, int]) -> int:
    """Settle a holder's books as they stood, and give what is available then."""
    books = _books_at(unit, holder, when, booked)
    desk = Desk(books, node.ledger, Actor(SYSTEM), _NO_SEED, Moment.of(when.at))
    settle(desk, holder)
    return desk.balance_of(holder, "available")


def _books_at(unit: ReadingUnit, holder: str, when: Point, booked: dict[str, int]) -> Books:
    books = Books(when.position, instant_text(when.at), complete=True)
    books.balances.admit(
        rows.Balance(account, holder_of(account), kind_of(account), amount, 0) for account, amount in booked.items()
    )
    pending: set[str] = set()
    for part in accounts.lots_of(unit, holder, when.position, when.effective_on):
        lot, account = part.lot, of_holder(holder, part.state)
        due = due_on(part.state, lot)
        books.lots.admit((lot,))
        books.lot_balances.admit(
            (rows.LotBalance(account, lot.lot, holder, part.state, part.amount, due, lot.position),)
        )
        if part.state == "pending":
            pending.add(lot.accrual)
    held = _held_at(unit, holder, when)
    found = Books()
    unit.load(found, Needs(accruals=pending, redemptions=set(held)), "", "")
    unit.load(found, Needs(program_codes={row.program for row in found.redemptions.rows()}), "", "")
    books.accruals.admit(found.accruals.rows())
    books.programs.admit(found.programs.rows())
    for row in found.redemptions.rows():
        parts = held[row.redemption]
        books.redemptions.admit((row._replace(status="held", held=sum(parts.values())),))
        books.redemption_lots.admit(rows.RedemptionLot(row.redemption, lot, share, 0) for lot, share in parts.items())
    return books


def _held_at(unit: ReadingUnit, holder: str, when: Point) -> dict[str, dict[str, int]]:
    """Give the holds that stood open: points by lot by redemption; reversals took from the oldest first."""
    parts = redemptions.held_at(unit, of_holder(holder, "held"), when.position, when.effective_on)
    held: dict[str, dict[str, int]] = {}
    for part in parts:
        if part.subject.startswith("red_"):
            held.setdefault(part.subject, {})[part.lot] = -part.amount
    for reversal in (part for part in parts if not part.subject.startswith("red_")):
        left = reversal.amount
        for redemption in sorted(held):
            taken = min(left, held[redemption].get(reversal.lot, 0))
            if taken:
                held[redemption][reversal.lot] -= taken
                left -= taken
    return {redemption: lots for redemption, lots in held.items() if any(lots.values())}
