"""History bounds: what a filter says in words of another kind, looked up once for a page.

What is recorded never goes back, so an instant is a position; nothing takes effect, and nothing occurred, after the day
on which it is recorded, so a first day is an instant.
"""

from __future__ import annotations

from datetime import date

from ledger.domain import dates
from ledger.domain.journal.entries import SYSTEM
from ledger.store.reads.paging import NO_POSITION
from ledger.store.store import Store


def first_instant(day: str) -> str:
    """Give the first instant of a business day, "" for none."""
    return dates.instant_text(dates.start_of(date.fromisoformat(day))) if day else ""


def last_before(store: Store, instant: str) -> int:
    """Give the last position that was recorded before an instant, 0 where there is none."""
    last = "SELECT position FROM entries WHERE recorded_at < ? ORDER BY recorded_at DESC, position DESC LIMIT 1"
    found = store.glance.ask(last, (instant,))
    return int(found[0][0]) if found else 0


def last_within(store: Store, column: str, first_day: str, last_day: str) -> int:
    """Give the last position whose day is within some days, looked up day by day along the index of its column.

    Args:
        column: of ``entries``: when it takes effect (``effective_on``) or when it occurred (``occurred_on``).
    """
    days = f"SELECT max(e.{column}) FROM entries AS e WHERE e.{column} <> ''"
    newest = store.glance.ask(days, ())[0][0]
    if newest is None or newest <= last_day:
        return NO_POSITION
    sql = (
        f"WITH RECURSIVE days(day) AS ({days} AND e.{column} <= ?"
        f" UNION ALL SELECT ({days} AND e.{column} < d.day AND e.{column} >= ?) FROM days AS d WHERE d.day IS NOT NULL)"
        f" SELECT max((SELECT max(e.position) FROM entries AS e WHERE e.{column} <> '' AND e.{column} = d.day))"
        " FROM days AS d WHERE d.day IS NOT NULL"
    )
    return int(store.glance.ask(sql, (last_day, first_day))[0][0] or 0)


def person_of(store: Store, client: str) -> str:
    """Give the person behind a client, whose entries lead to those of the client; nobody's leads nowhere."""
    if client == SYSTEM:
        return ""
    found = store.glance.ask("SELECT person FROM clients WHERE client = ?", (client,))
    return str(found[0][0]) if found else client
