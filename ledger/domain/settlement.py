"""Settlement: what falls due by the clock, booked in the order of the days on which it fell due.

A day begins with lots that lapse (their last day was the day before), awards that are dropped because documents did not
come, and pending lots that activate; then holds whose
time ran out give back their lots; then arrears are paid from what became available. Each is a transaction of its own
with that day as its accounting date, so the books are the same however late the clock was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books, selectable
from ledger.domain.commands import Private
from ledger.domain.dates import business_day_of
from ledger.domain.desk import Desk
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import ArrearsPaid, HoldReleased, LotsActivated, LotsExpired, PendingDropped
from ledger.domain.redemption_usage import given_back
from ledger.domain.taking_back import excess_without, standing, take_back


def settle(desk: Desk, holder: str) -> None:
    """Book all that is due for a holder at the desk's time.

    Raises:
        WalletIncomplete: when arrears could be paid from lots that were not loaded.
    """
    while day := _next_due_day(desk, holder):
        _expire(desk, holder, day)
        _drop(desk, holder, day)
        _activate(desk, holder, day)
        _time_out(desk, holder, day)
        pay_arrears(desk, holder, day)


def pay_arrears(desk: Desk, holder: str, day: str = "") -> None:
    """Pay a holder's arrears from what is available, soonest expiry first; ``day`` is today where not given."""
    owed = desk.balance_of(holder, "arrears")
    payable = min(owed, desk.balance_of(holder, "available"))
    if payable:
        available, arrears = of_holder(holder, "available"), of_holder(holder, "arrears")
        legs = []
        for lot, points in take_soonest(desk, holder, payable):
            legs += [Leg(available, lot, points), Leg(arrears, lot, -points)]
        desk.record(ArrearsPaid(holder), legs, effective_on=desk.accounting_day(day or desk.today))


def take_soonest(desk: Desk, holder: str, points: int) -> list[tuple[str, int]]:
    """Choose available lots for ``points``, soonest expiry first, tie by position: (lot, points) pairs.

    The caller has seen that so much is available.
    """
    taken = []
    for part in selectable(desk.books, holder, desk.books.lot_balances.find("wallet", (holder, "available"))):
        share = min(points, -part.amount)
        taken.append((part.lot, share))
        points -= share
        if not points:
            return taken
    raise AssertionError(f"{holder}: the available account has {points} points more than its lots")


def give_back(desk: Desk, source: str, holder: str, lot: rows.Lot, points: int, day: str) -> list[Leg]:
    """Move points of a lot back to its holder with its own dates: available, or expired if its last day is over."""
    target = "expired" if lot.expires_on < day else of_holder(holder, "available")
    return [Leg(source, lot.lot, points), Leg(target, lot.lot, -points)]


def _overdue_holds(desk: Desk, holder: str) -> list[rows.Redemption]:
    holds = desk.books.redemptions.find("open_hold", holder)
    return sorted(
        (hold for hold in holds if hold.hold_expires_at <= desk.recorded_at),
        key=lambda hold: (hold.hold_expires_at, hold.position),
    )


def _parts(desk: Desk, holder: str, state: str, day: str) -> list[rows.LotBalance]:
    parts: Iterable[rows.LotBalance] = desk.books.lot_balances.find("wallet", (holder, state))
    return sorted((part for part in parts if part.due_on <= day), key=lambda part: (part.due_on, part.lot_position))


def _next_due_day(desk: Desk, holder: str) -> str:
    days = [part.due_on for state in ("available", "pending") for part in _parts(desk, holder, state, desk.today)]
    days += [business_day_of(hold.hold_expires_at) for hold in _overdue_holds(desk, holder)]
    return min(days, default="")


def _expire(desk: Desk, holder: str, day: str) -> None:
    legs = []
    for part in _parts(desk, holder, "available", day):
        legs += [Leg(part.account, part.lot, -part.amount), Leg("expired", part.lot, part.amount)]
    if legs:
        desk.record(LotsExpired(holder), legs, effective_on=desk.accounting_day(day))


def _drop(desk: Desk, holder: str, day: str) -> None:
    """Take back awards whose documents did not come in time; what their agreement is worth without them stays."""
    for part in _parts(desk, holder, "pending", day):
        row = desk.books.accruals.require(desk.books.lots.require(part.lot).accrual)
        if row.missing:
            points = min(standing(row), excess_without(desk.books, row)) if row.agreement else standing(row)
            take_back(desk, PendingDropped, row, points, whole=True, effective_on=desk.accounting_day(day))


def _activate(desk: Desk, holder: str, day: str) -> None:
    available = of_holder(holder, "available")
    legs = []
    for part in _parts(desk, holder, "pending", day):
        legs += [Leg(part.account, part.lot, -part.amount), Leg(available, part.lot, part.amount)]
    if legs:
        desk.record(LotsActivated(holder), legs, effective_on=desk.accounting_day(day))


def _time_out(desk: Desk, holder: str, day: str) -> None:
    for hold in _overdue_holds(desk, holder):
        if business_day_of(hold.hold_expires_at) <= day:
            release(desk, hold, "timed_out", day)


def lots_by_expiry(books: Books, redemption: str, part: str) -> list[tuple[rows.Lot, int]]:
    """Give a redemption's lots with what it holds or has captured of each, soonest expiry first, tie by position."""
    parts = [
        (books.lots.require(row.lot), int(getattr(row, part)))
        for row in books.redemption_lots.find("redemption", redemption)
    ]
    return sorted((pair for pair in parts if pair[1]), key=lambda pair: (pair[0].expires_on, pair[0].position))


def release(
    desk: Desk, hold: rows.Redemption, cause: str, day: str, private: Mapping[str, Private] | None = None
) -> Entry:
    """End a hold with nothing used: every lot goes back with its dates."""
    held = of_holder(hold.organization, "held")
    legs = []
    for lot, points in lots_by_expiry(desk.books, hold.redemption, "held"):
        legs += give_back(desk, held, hold.organization, lot, points, day)
    fact = HoldReleased(
        hold.redemption, hold.organization, cause, given_back(desk.books, hold, hold.held, hold.quantity)
    )
    return desk.record(fact, legs, effective_on=desk.accounting_day(day), private=private)
