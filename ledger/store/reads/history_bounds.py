"""History bounds: what a filter says in words of another kind, looked up once for a page.

What is recorded never goes back, so an instant is a position; nothing takes effect, and nothing occurred, after the day
on which it is recorded, so a first day is an instant, and a last day is one too but for what was recorded late.
"""

from __future__ import annotations

from datetime import date

from ledger.domain import dates
from ledger.domain.journal.entries import SYSTEM
from ledger.store.reads import late
from ledger.store.reads.paging import NO_POSITION
from ledger.store.store import Store


def first_instant(day: str) -> str:
    """Give the first instant of a business day, "" for none."""
    return dates.instant_text(dates.start_of(date.fromisoformat(day))) if day else ""


def last_before(store: Store, instant: str) -> int:
    """Give the last position that was recorded before an instant, 0 where there is none."""
    found = store.glance.ask(*late.last_before(instant))
    return int(found[0][0]) if found else 0


def last_within(store: Store, column: late.Column, first_day: str, last_day: str) -> int:
    """Give a position behind which no entry's day is within some days; 0 where none is.

    It is the last of the days in the month of ``last_day``, of what was recorded late of the months before, or of what
    was recorded by the end of ``last_day``: a few seeks for each month that has late entries.

    Args:
        column: of ``entries``: when it takes effect (``effective_on``) or when it occurred (``occurred_on``).
    """
    newest = store.glance.ask(f"SELECT max(e.{column}) FROM entries AS e WHERE e.{column} <> ''", ())[0][0]
    if newest is None or newest <= last_day:
        return NO_POSITION
    found = store.glance.ask(*late.last_by_day(column, first_day, last_day))
    if first_day[: late.MONTH_LETTERS] < last_day[: late.MONTH_LETTERS]:
        found += store.glance.ask(*late.last_by_month(column, first_day, last_day))
        found.append(("", last_before(store, late.end_of(last_day))))
    return max((int(position) for _, position in found), default=0)


def person_of(store: Store, client: str) -> str:
    """Give the person behind a client, whose entries lead to those of the client; nobody's leads nowhere."""
    if client == SYSTEM:
        return ""
    found = store.glance.ask("SELECT person FROM clients WHERE client = ?", (client,))
    return str(found[0][0]) if found else client
