"""Late entries: recorded in a later month than the one in which they take effect, or occurred.

Nothing takes effect, and nothing occurred, after the business day on which it is recorded. So whatever is recorded
behind the end of a day and is of an earlier month was recorded in a later month than its own, by UTC's months too: a
business day ends at 15:00 UTC of its own date. These few entries have an index by month, and whoever looks for what
came after a day looks month by month, and day by day in that day's own month alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from ledger.domain import dates
from ledger.store.engines.backend import Question

Column = Literal["effective_on", "occurred_on"]
"""The day of an entry that is asked for."""

MONTH_LETTERS: Final = 7


def last_before(instant: str) -> Question:
    """Ask for the last position that was recorded before an instant; there is no row where there is none."""
    last = "SELECT position FROM entries WHERE recorded_at < ? ORDER BY recorded_at DESC, position DESC LIMIT 1"
    return Question(last, (instant,))


def end_of(day: str) -> str:
    """Give the first instant behind a business day.

    >>> end_of("2026-08-31")
    '2026-08-31T15:00:00.000Z'
    """
    return dates.instant_text(dates.start_of(date.fromisoformat(day)) + timedelta(days=1))


def last_by_month(column: Column, first_day: str, last_day: str) -> Question:
    """Ask for the last late entry of each month before that of ``last_day``: month and position, newest month first.

    Args:
        first_day: no month before that of this day; "" for none.
    """
    month = f"substr(e.{column}, 1, {MONTH_LETTERS})"
    late = f"e.{column} <> '' AND {month} < substr(e.recorded_at, 1, {MONTH_LETTERS})"
    return _last_by(month, late, "<", first_day[:MONTH_LETTERS], last_day[:MONTH_LETTERS])


def last_by_day(column: Column, first_day: str, last_day: str) -> Question:
    """Ask for the last entry of each day up to ``last_day`` in its month: day and position, newest day first.

    Args:
        first_day: no day before this; "" for none.
    """
    begins = max(first_day, f"{last_day[:MONTH_LETTERS]}-01")
    return _last_by(f"e.{column}", f"e.{column} <> ''", "<=", begins, last_day)


def _last_by(value: str, among: str, until: str, first: str, last: str) -> Question:
    """Walk the values that there are, a seek for each, and find the last entry of each by another."""
    greatest = f"SELECT max({value}) FROM entries AS e WHERE {among} AND {value} >= ?"
    sql = (
        f"WITH RECURSIVE found(value) AS ({greatest} AND {value} {until} ?"
        f" UNION ALL SELECT ({greatest} AND {value} < f.value) FROM found AS f WHERE f.value IS NOT NULL)"
        f" SELECT f.value, (SELECT max(e.position) FROM entries AS e WHERE {among} AND {value} = f.value)"
        " FROM found AS f WHERE f.value IS NOT NULL"
    )
    return Question(sql, (first, last, first))
