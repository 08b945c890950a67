"""Period checks: what a replay asks of closings, and of every entry because of them.

Nothing takes effect in a closed period, what happened on a day is accounted on that day or the first that was open, and
a closing is what the books before it give: its place in the order, its lines, its sums, and the log that it covers.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after, pending_until
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.merkle import Frontier
from ledger.domain.periods import closing_of, due_by, still_open_before

LEAVES_AT_ONCE: Final = 1_000


class LogSoFar:
    """The log that a replay has walked: leaf by leaf, hashed in batches."""

    def __init__(self) -> None:
        self._frontier = Frontier()
        self._leaves: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Take the next leaf."""
        self._leaves.append(leaf)
        if len(self._leaves) == LEAVES_AT_ONCE:
            self._extend()

    def root(self) -> str:
        """Give the root over all leaves so far, hexadecimal."""
        self._extend()
        return self._frontier.root().hex()

    def _extend(self) -> None:
        self._frontier = self._frontier.extend(self._leaves)[0]
        self._leaves = []


def log_differs(log: LogSoFar, entry: Entry) -> Finding | None:
    """Hold a closing to the log that it says it covers."""
    fact = entry.fact
    if not isinstance(fact, facts.PeriodClosed) or fact.log_root == (root := log.root()):
        return None
    return Place(entry).finding("closing_covers_another_log", root, fact.log_root)


def first_open_day(books: Books, day: str) -> str:
    """Give the accounting day of what happened on a day."""
    return max(day, books.opened_on, day_after(books.closed_through) if books.closed_through else "")


def _takes_effect_on_an_open_day(books: Books, entry: Entry) -> Finding | None:
    if books.closed_through and entry.effective_on <= books.closed_through:
        expected = f"a day after {books.closed_through}"
        return Place(entry).finding("accounted_in_a_closed_period", expected, entry.effective_on)
    return None


def _happened_on(books: Books, entry: Entry) -> str:
    """Give the day of what an entry tells, as far as the books can tell it, else ""."""
    fact = entry.fact
    if isinstance(fact, facts.AccrualPosted):
        return entry.occurred_on
    if isinstance(fact, facts.PendingDropped):
        return day_after(books.accruals.require(fact.accrual).evidence_by)
    if isinstance(fact, facts.HoldReleased) and fact.cause == "timed_out":
        return business_day_of(books.redemptions.require(fact.redemption).hold_expires_at)
    if isinstance(fact, facts.LotsExpired | facts.LotsActivated):
        lots = [books.lots.require(posting.lot) for posting in entry.postings]
        if isinstance(fact, facts.LotsExpired):
            return min((day_after(lot.expires_on) for lot in lots), default="")
        return min((pending_until(lot, books.accruals.require(lot.accrual)) for lot in lots), default="")
    return ""


def _accounted_when_it_happened(books: Books, entry: Entry) -> Finding | None:
    if not (day := _happened_on(books, entry)):
        return None
    expected = first_open_day(books, day)
    return (
        None
        if entry.effective_on == expected
        else Place(entry).finding("accounted_on_another_day", expected, entry.effective_on)
    )


def _closes_in_order(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.PeriodClosed):
        return None
    period, today = CalendarPeriod.named(fact.period), business_day_of(entry.recorded_at)
    first = still_open_before(books, period, books.opened_on)
    over = books.opened_on <= period.last_day < today
    if first or not over or books.periods.get(period.name) is not None:
        expected = f"{first} to close first" if first else "a period that is over and open"
        return Place(entry).finding("period_closed_out_of_order", expected, period.name)
    return None


def _nothing_was_due(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, facts.PeriodClosed) and (holder := due_by(books, fact.last_day)):
        return Place(entry).finding("period_closed_unsettled", f"nothing due by {fact.last_day}", holder)
    return None


def _closing_is_what_the_books_give(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.PeriodClosed):
        return None
    expected = closing_of(books, CalendarPeriod.named(fact.period), fact.log_root, fact.proposal)
    return None if fact == expected else Place(entry).finding("closing_differs", expected, fact)


CHECKS: Final[tuple[Check, ...]] = (
    _takes_effect_on_an_open_day,
    about(
        _accounted_when_it_happened,
        facts.AccrualPosted,
        facts.PendingDropped,
        facts.HoldReleased,
        facts.LotsExpired,
        facts.LotsActivated,
    ),
    about(_closes_in_order, facts.PeriodClosed),
    about(_nothing_was_due, facts.PeriodClosed),
    about(_closing_is_what_the_books_give, facts.PeriodClosed),
)
"""Every check of closings and of what they close, in this order."""
