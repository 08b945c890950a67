"""Settlement: what falls due by the clock, booked in the order of the days on which it fell due.

A day begins with objections that nobody decided, whose lots come free, with lots that lapse (their last day was the day
before), awards that are dropped because documents did not come, and pending lots that activate; then holds whose time
ran out give back their lots; then arrears are paid from what became available. Each is a transaction of its own with
that day as its accounting date, so the books are the same however late the clock was asked. What fell due in a period
that is closed by now is booked on the first open day, all of it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ledger.domain.books import rows
from ledger.domain.books.fold_objections import DISPUTED, latest_of
from ledger.domain.commands import Private
from ledger.domain.dates import business_day_of
from ledger.domain.desk import Desk
from ledger.domain.endings import release_of
from ledger.domain.freezing import thawing
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import (
    ApplicationEnded,
    ArrearsPaid,
    HoldReleased,
    LotsActivated,
    LotsExpired,
    ObjectionEnded,
    PendingDropped,
)
from ledger.domain.movements import CLOCKED, activating, arrears_payment, lapsing, parts_due
from ledger.domain.taking_back import excess_without, standing, take_back


def settle(desk: Desk, holder: str) -> None:
    """Book all that is due for a holder at the desk's time.

    Raises:
        WalletIncomplete: when arrears could be paid from lots that were not loaded.
    """
    while due := _next_due_day(desk, holder):
        day = desk.accounting_day(due)
        _thaw(desk, holder, day)
        _expire(desk, holder, day)
        _drop(desk, holder, day)
        _activate(desk, holder, day)
        _time_out(desk, holder, day)
        pay_arrears(desk, holder, day)


def settle_program(desk: Desk, program: str) -> None:
    """Settle everybody whose hold for a program is over, so that what it took counts no more, swept or not."""
    overdue = [
        row for row in desk.books.redemptions.find("overdue", program) if row.hold_expires_at <= desk.recorded_at
    ]
    for row in sorted(overdue, key=lambda row: (row.hold_expires_at, row.position)):
        settle(desk, row.holder)


def pay_arrears(desk: Desk, holder: str, day: str = "") -> None:
    """Pay a holder's arrears from what is available, soonest expiry first; ``day`` is today where not given."""
    if legs := arrears_payment(desk.books, holder):
        desk.record(ArrearsPaid(holder), legs, effective_on=desk.accounting_day(day or desk.today))


def _overdue_holds(desk: Desk, holder: str) -> list[rows.Redemption]:
    holds = desk.books.redemptions.find("open_hold", holder)
    return sorted(
        (hold for hold in holds if hold.hold_expires_at <= desk.recorded_at),
        key=lambda hold: (hold.hold_expires_at, hold.position),
    )


def _next_due_day(desk: Desk, holder: str) -> str:
    days = [part.due_on for state in CLOCKED for part in parts_due(desk.books, holder, state, desk.today)]
    days += [business_day_of(hold.hold_expires_at) for hold in _overdue_holds(desk, holder)]
    return min(days, default="")


def _thaw(desk: Desk, holder: str, day: str) -> None:
    """End objections whose time is over, as far as they are about this holder's lots."""
    due = parts_due(desk.books, holder, DISPUTED, day)
    for accrual in dict.fromkeys(desk.books.lots.require(part.lot).accrual for part in due):
        row = latest_of(desk.books, accrual)
        legs = thawing(desk.books, row, day, 0, partial(desk.new_id, "lot"), holder).legs
        told = row.objection, row.accrual, row.organization, row.university, "timed_out", holder
        desk.record(ObjectionEnded(*told), legs, effective_on=desk.accounting_day(day))


def _expire(desk: Desk, holder: str, day: str) -> None:
    if legs := lapsing(desk.books, holder, day):
        desk.record(LotsExpired(holder), legs, effective_on=day)


def _drop(desk: Desk, holder: str, day: str) -> None:
    """Take back awards whose documents did not come in time; what their agreement is worth without them stays."""
    for part in parts_due(desk.books, holder, "pending", day):
        row = desk.books.accruals.require(desk.books.lots.require(part.lot).accrual)
        if row.missing:
            points = min(standing(row), excess_without(desk.books, row)) if row.agreement else standing(row)
            take_back(desk, PendingDropped, row, points, whole=True, effective_on=day)


def _activate(desk: Desk, holder: str, day: str) -> None:
    if legs := activating(desk.books, holder, day):
        desk.record(LotsActivated(holder), legs, effective_on=day)


def _time_out(desk: Desk, holder: str, day: str) -> None:
    for hold in _overdue_holds(desk, holder):
        ended_on = business_day_of(hold.hold_expires_at)
        if ended_on <= day:
            release(desk, hold, "timed_out", ended_on)


def release(
    desk: Desk, hold: rows.Redemption, cause: str, day: str, private: Mapping[str, Private] | None = None
) -> Entry:
    """End a hold, or an application for a right, with nothing used: every lot goes back with its dates."""
    ending = release_of(desk.books, hold, day, partial(desk.new_id, "lot"))
    kind = HoldReleased if ending.legs else ApplicationEnded
    fact = kind(hold.redemption, hold.holder, cause, ending.usage, ending.grace)
    return desk.record(fact, ending.legs, effective_on=desk.accounting_day(day), private=private)
