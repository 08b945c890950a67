"""Periods: months and fiscal years that are closed for good, by two persons.

A month closes when it is over, when those before it are closed, and when nothing is due in it any more; a year when its
months are closed. From then on no entry takes effect in it: what comes late is accounted on the first open day and
keeps its real date. The closing says what each account held before, what moved, and what it held after, by one Merkle
root, and which log it covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.act import Act, Terms
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.closing_lines import lines_of, root_over
from ledger.domain.commands import ProposeClosing
from ledger.domain.dates import business_day_of
from ledger.domain.desk import Desk
from ledger.domain.journal.facts import PeriodClosed
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused


def period_named(name: str, opened_on: str, today: str) -> CalendarPeriod:
    """Give a period of this ledger: one that has begun, and had not ended before the ledger opened.

    Refusals, in this order: ``period_unknown``.
    """
    try:
        period = CalendarPeriod.named(name)
    except ValueError:
        raise Refused("period_unknown", period=name) from None
    if period.last_day < opened_on or today < period.first_day:
        raise Refused("period_unknown", period=name)
    return period


def need_closing(terms: Terms, needs: Needs) -> None:
    """Need all that a closing rests on: the order, the closings before, what was posted, and what is still due."""
    try:
        period = CalendarPeriod.named(terms["period"])
    except ValueError:
        return
    needs.periods.update((period.name, period.before().name))
    needs.period_lines.add(period.before().name)
    needs.activity.add(period.name)
    needs.due_through.add(period.last_day)


def check_order(desk: Desk, name: str) -> CalendarPeriod:
    """Give the period of a name, if it is the next of its length to close.

    Refusals, in this order: those of ``period_named``, ``period_already_closed``, ``period_not_over``,
    ``period_not_next``.
    """
    period = period_named(name, desk.ledger.opened_on, desk.today)
    if desk.books.periods.get(period.name) is not None:
        raise Refused("period_already_closed", period=period.name)
    if desk.today <= period.last_day:
        raise Refused("period_not_over", period=period.name, last_day=period.last_day)
    if waits_for := still_open_before(desk.books, period, desk.ledger.opened_on):
        raise Refused("period_not_next", period=period.name, next=waits_for)
    return period


def still_open_before(books: Books, period: CalendarPeriod, opened_on: str) -> str:
    """Give the period that must be closed before this one can be, "" where it is the next."""
    if not period.is_first(opened_on) and books.periods.get(period.before().name) is None:
        return period.before().name
    if not period.is_month and books.closed_through < period.last_day:
        last = books.closed_through
        return CalendarPeriod.named(last[:7]).after().name if last else opened_on[:7]
    return ""


def due_by(books: Books, last_day: str) -> str:
    """Give somebody of whom something is due by a day, "" where nothing is due for anybody.

    Whatever is at hand is looked at too: what this unit of work did came after it was asked.
    """
    if books.complete:
        return min(_due_in_replay(books, last_day), default="")
    if books.due_through[last_day]:
        return books.due_through[last_day]
    parts = [part.holder for part in books.lot_balances.rows() if part.amount and "" < part.due_on <= last_day]
    holds = [
        hold.holder
        for hold in books.redemptions.rows()
        if not hold.settled_at and business_day_of(hold.hold_expires_at) <= last_day
    ]
    return min((*parts, *holds), default="")


def _due_in_replay(books: Books, last_day: str) -> Iterator[str]:
    """Walk those of whom something is due by a day, by the days that are left: whatever was due before is settled."""
    for day in books.lot_balances.index_keys("due"):
        if day <= last_day:
            yield from (part.holder for part in books.lot_balances.find("due", day))
    for day in books.redemptions.index_keys("ends_on"):
        if day <= last_day:
            yield from (hold.holder for hold in books.redemptions.find("ends_on", day))


def closing_of(books: Books, period: CalendarPeriod, log_root: str, proposal: str) -> PeriodClosed:
    """Tell the closing of a period as the books have it."""
    lines, prior = lines_of(books, period), books.periods.get(period.before().name)
    return PeriodClosed(
        period=period.name,
        first_day=period.first_day,
        last_day=period.last_day,
        lines=len(lines),
        root=root_over(lines),
        debit=sum(line.debit for line in lines),
        credit=sum(line.credit for line in lines),
        through=books.position,
        log_root=log_root,
        prior=prior.position if prior else 0,
        proposal=proposal,
    )


def check(desk: Desk, terms: Terms) -> int:
    """See that a period can be closed; it moves no points.

    Refusals, in this order: those of ``check_order``, ``period_not_settled``.
    """
    period = check_order(desk, terms["period"])
    if holder := due_by(desk.books, period.last_day):
        raise Refused("period_not_settled", period=period.name, organization_id=holder)
    return 0


def enact(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    """Close a period that can be closed."""
    period = CalendarPeriod.named(terms["period"])
    desk.record(closing_of(desk.books, period, desk.log_root(), row.proposal))
    return period_shown(desk.books.periods.require(period.name))


def carries_out(books: Books, fact: Any, terms: Terms) -> bool:
    """Tell whether a closing is of the period that was proposed."""
    return isinstance(fact, PeriodClosed) and fact.period == terms["period"]


def _terms(command: ProposeClosing) -> Terms:
    return {"period": command.period}


def period_shown(row: rows.Period) -> dict[str, Any]:
    """Show a closed period in the words of the wire."""
    return {
        "period": row.period,
        "status": "closed",
        "first_day": row.first_day,
        "last_day": row.last_day,
        "closed_at": row.closed_at,
        "lines": row.lines,
        "root": row.root,
        "totals": {"debit": row.debit, "credit": row.credit},
        "through": row.through,
        "log_root": row.log_root,
        "prior": row.prior or None,
        "proposal_id": row.proposal or None,
        "transaction_id": row.entry,
        "position": row.position,
    }


def open_period_shown(period: CalendarPeriod, proposal: str) -> dict[str, Any]:
    """Show a period that is open, and the proposal to close it, where there is one."""
    nothing = dict.fromkeys(("closed_at", "lines", "root", "totals", "through", "log_root", "prior"))
    return {
        "period": period.name,
        "status": "closing_proposed" if proposal else "open",
        "first_day": period.first_day,
        "last_day": period.last_day,
        **nothing,
        "proposal_id": proposal or None,
        "transaction_id": None,
        "position": None,
    }


ACT: Final = Act(
    name="close_period",
    propose="periods.propose",
    approve="periods.approve",
    reasons=(),
    kinds=(PeriodClosed.KIND,),
    terms=_terms,
    check=check,
    enact=enact,
    carries_out=carries_out,
    first=need_closing,
)
