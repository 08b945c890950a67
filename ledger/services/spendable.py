"""Spendable: what a hold could have taken at a point, all that was due by then being settled.

The settlement that every command runs first is run on books that are thrown away. They hold what was due at that point,
which the holder's next entries tell. Only where the holder owed points, or both axes are asked for, are they the whole
wallet as its own postings up to that point add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after, pending_until
from ledger.domain.books.fold_objections import DISPUTED, latest_of
from ledger.domain.dates import instant_text
from ledger.domain.desk import Desk, Moment
from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.needs import Needs
from ledger.domain.settlement import settle
from ledger.services.as_of import Point
from ledger.services.context import NO_SEED
from ledger.services.node import Node
from ledger.store.reads import accounts, redemptions
from ledger.store.reads.due import Due, due_at
from ledger.store.units import ReadingUnit


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
    row = settled_books(node, unit, holder, when, booked, due).balances.get(of_holder(holder, "available"))
    return abs(row.balance) if row else 0


def settled_books(
    node: Node, unit: ReadingUnit, holder: str, when: Point, booked: Mapping[str, int], due: Due
) -> Books:
    """Settle a wallet of which this is due, in books of its own that are thrown away, and give them."""
    books = _books_at(unit, holder, when, booked, due)
    settle(Desk(books, node.ledger, Actor(SYSTEM), NO_SEED, Moment.of(when.at)), holder)
    return books


def whole_wallet(unit: ReadingUnit, holder: str, when: Point) -> Due:
    """Give all that stood in a wallet at a point, due or not; in the past the work grows with the holder's postings."""
    if when.is_now:
        return Due(accounts.lots_of(unit, holder), redemptions.held_now(unit, holder))
    parts = accounts.lots_of(unit, holder, when.position, when.effective_on)
    return Due(parts, _held_at(unit, holder, when))


def _books_at(unit: ReadingUnit, holder: str, when: Point, booked: Mapping[str, int], due: Due) -> Books:
    books = Books(when.position, instant_text(when.at), complete=True)
    books.balances.admit(
        rows.Balance(account, holder_of(account), kind_of(account), amount, 0) for account, amount in booked.items()
    )
    found = Books()
    contested = {part.lot.accrual for part in due.parts if part.state == DISPUTED}
    pending = contested | {part.lot.accrual for part in due.parts if part.state == "pending"}
    if pending or due.held:
        needs = Needs(accruals=pending, redemptions=set(due.held), objections_to=contested)
        unit.load(found, needs, "", "")
        unit.load(found, Needs(program_codes={row.program for row in found.redemptions.rows()}), "", "")
    awards = {row.accrual: row._replace(missing="") for row in found.accruals.rows()}
    waiting = {row.accrual for row in awards.values() if not 0 < row.documented_at <= when.position}
    books.accruals.admit(awards.values())
    objections = [row for row in found.objections.rows() if row.position <= when.position]
    books.objections.admit(objections)
    free_on = {accrual: day_after(latest_of(books, accrual).decide_by) for accrual in contested}
    for lot, state, amount in due.parts:
        if state in ("pending", DISPUTED) and lot.accrual in waiting:
            continue  # without its documents it was spendable at no day, whether they came later or it was dropped
        account = of_holder(holder, state)
        books.lots.admit((lot,))
        day = pending_until(lot, awards[lot.accrual]) if state == "pending" else ""
        day = day_after(lot.expires_on) if state == "available" else day
        day = free_on[lot.accrual] if state == DISPUTED else day
        books.lot_balances.admit((rows.LotBalance(account, lot.lot, holder, state, amount, day, lot.position),))
    books.programs.admit(found.programs.rows())
    for row in found.redemptions.rows():
        parts = due.held[row.redemption]
        books.redemptions.admit((row._replace(status="held", settled_at="", held=sum(parts.values())),))
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
