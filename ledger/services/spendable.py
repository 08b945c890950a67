"""Spendable: what a hold could have taken at a point, all that was due by then being settled.

The settlement that every command runs first is run on books that are thrown away. They hold what was due at that point,
which the holder's next entries tell. Only where the holder owed points, or both axes are asked for, are they the whole
wallet as its own postings up to that point add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.figures import due_on
from ledger.domain.dates import instant_text
from ledger.domain.desk import Desk, Moment
from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.needs import Needs
from ledger.domain.settlement import settle
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.store.reads import accounts, redemptions
from ledger.store.reads.due import Due, due_at
from ledger.store.units import ReadingUnit

NO_SEED: Final = "0" * 32
"""For what is decided and thrown away: nobody sees its ids."""


def spendable_at(node: Node, unit: ReadingUnit, holder: str, when: Point, booked: Mapping[str, int]) -> int:
    """Give what was spendable at a point, in points; ``booked`` are the holder's signed balances by account."""
    found = None
    if not booked.get(of_holder(holder, "arrears")) and _is_simple(node, unit, when):
        moment = Moment.of(when.at)
        found = due_at(unit, holder, when.position, moment.today, moment.recorded_at)
    return settled(node, unit, holder, when, booked, whole_wallet(unit, holder, when) if found is None else found)


def _is_simple(node: Node, unit: ReadingUnit, when: Point) -> bool:
    """Tell whether what was due then is what the journal settled next.

    On an accounting day that is so at the head alone: seen from an earlier position, a day may lie behind what came
    next. Before the ledger opened there was nothing, whatever fell due then.
    """
    day = when.effective_on
    return day is None or (when.position == unit.head.position and day >= node.ledger.opened_on)


def settled(node: Node, unit: ReadingUnit, holder: str, when: Point, booked: Mapping[str, int], due: Due) -> int:
    """Settle a wallet of which this is due, and give what is available then."""
    desk = Desk(_books_at(unit, holder, when, booked, due), node.ledger, Actor(SYSTEM), NO_SEED, Moment.of(when.at))
    settle(desk, holder)
    return desk.balance_of(holder, "available")


def whole_wallet(unit: ReadingUnit, holder: str, when: Point) -> Due:
    """Give all that stood in a wallet at a point, due or not; the work grows with the holder's postings."""
    parts = accounts.lots_of(unit, holder, when.position, when.effective_on)
    return Due(parts, _held_at(unit, holder, when))


def _books_at(unit: ReadingUnit, holder: str, when: Point, booked: Mapping[str, int], due: Due) -> Books:
    books = Books(when.position, instant_text(when.at), complete=True)
    books.balances.admit(
        rows.Balance(account, holder_of(account), kind_of(account), amount, 0) for account, amount in booked.items()
    )
    for lot, state, amount in due.parts:
        account = of_holder(holder, state)
        books.lots.admit((lot,))
        books.lot_balances.admit(
            (rows.LotBalance(account, lot.lot, holder, state, amount, due_on(state, lot), lot.position),)
        )
    pending = {part.lot.accrual for part in due.parts if part.state == "pending"}
    found = Books()
    if pending or due.held:
        unit.load(found, Needs(accruals=pending, redemptions=set(due.held)), "", "")
        unit.load(found, Needs(program_codes={row.program for row in found.redemptions.rows()}), "", "")
    books.accruals.admit(found.accruals.rows())
    books.programs.admit(found.programs.rows())
    for row in found.redemptions.rows():
        parts = due.held[row.redemption]
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
