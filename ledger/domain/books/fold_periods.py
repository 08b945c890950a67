"""Fold of periods: what a closing says of each account, and the day up to which nothing is posted any more."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.closing_lines import lines_of
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def closed(books: Books, entry: Entry, fact: facts.PeriodClosed) -> None:
    """A period is closed: its lines stand for ever, and those of a month count for its year."""
    period = CalendarPeriod.named(fact.period)
    year = period.first_day[: len("2026")]
    counts = period.is_month and books.activity.watched(year)
    for line in lines_of(books, period):
        books.period_lines.put(line)
        if counts:
            books.activity.add(year, line.account, line.debit, line.credit)
    books.activity.forget(period.name)
    if period.is_month:
        books.closed_through = period.last_day
    books.periods.put(
        rows.Period(
            period=period.name,
            first_day=fact.first_day,
            last_day=fact.last_day,
            lines=fact.lines,
            root=fact.root,
            debit=fact.debit,
            credit=fact.credit,
            through=fact.through,
            log_root=fact.log_root,
            prior=fact.prior,
            proposal=fact.proposal,
            closed_at=entry.recorded_at,
            entry=entry.id,
            position=entry.position,
        )
    )
