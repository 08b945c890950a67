"""Dates: what day it is in the business, and how long points live.

Instants are timezone-aware UTC ``datetime`` values of millisecond precision; business dates are ``date`` values in
Asia/Seoul. The fiscal year is the calendar year. Nothing here reads a clock.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

SEOUL = timezone(timedelta(hours=9), "Asia/Seoul")
"""Korea has kept UTC+9 without daylight saving since 1988; a fixed offset gives one answer on every machine."""


def business_date(at: datetime) -> date:
    """Give the business date of an instant.

    >>> business_date(datetime(2026, 8, 31, 15, 0, tzinfo=UTC))
    datetime.date(2026, 9, 1)
    """
    return at.astimezone(SEOUL).date()


@lru_cache(maxsize=4096)
def business_day_of(instant: str) -> str:
    """Give the business date, as ISO text, of an instant that ``instant_text`` wrote.

    >>> business_day_of("2026-08-31T15:00:00.000Z")
    '2026-09-01'
    """
    return business_date(parse_instant(instant)).isoformat()


def start_of(day: date) -> datetime:
    """Give the first instant of a business date, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL).astimezone(UTC)


def truncate_to_milliseconds(at: datetime) -> datetime:
    """Drop what is below the millisecond, so that text and value are the same instant."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def instant_text(at: datetime) -> str:
    """Write an instant as RFC 3339 text in UTC with milliseconds.

    >>> instant_text(datetime(2026, 8, 31, 15, 0, tzinfo=UTC))
    '2026-08-31T15:00:00.000Z'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def parse_instant(text: str) -> datetime:
    """Read what ``instant_text`` wrote; raises ``ValueError`` for anything else.

    >>> instant_text(parse_instant("2026-08-31T15:00:00.000Z"))
    '2026-08-31T15:00:00.000Z'
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or instant_text(at) != text:
        raise ValueError(f"expected an RFC 3339 instant in UTC with milliseconds, found {text!r}")
    return at.astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Give the same day of the month that lies ``months`` after ``day``, or its last where it is shorter.

    Before the first and after the last day that a calendar knows, it is that day.

    >>> months_after(date(2026, 1, 31), 1), months_after(date(2026, 8, 31), -24)
    (datetime.date(2026, 2, 28), datetime.date(2024, 8, 31))
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def add_months_to_month_end(day: date, months: int) -> date:
    """Give the last day of the month that lies ``months`` after ``day``: the end of validity.

    >>> add_months_to_month_end(date(2026, 9, 1), 36)
    datetime.date(2029, 9, 30)
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, calendar.monthrange(year, month)[1])
