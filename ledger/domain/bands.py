"""Bands: spans of days that a report counts points in; the noun is Band.

Invariant: the bands of a report follow each other without gap or overlap and hold every day there is, so that what is
counted in them adds up to the whole. Days are ISO text, both ends included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.domain.dates import months_after

FIRST_DAY: Final = "0001-01-01"
LAST_DAY: Final = "9999-12-31"
AGE_MONTHS: Final = (3, 6, 12, 24, 36)
"""Ends of the bands of outstanding points, in months since they became active, or until they lapse."""
OWED_DAYS: Final = (30, 90, 180, 365)
"""Ends of the bands of arrears, in days since they were first owed."""
FORECAST_MONTHS: Final = 36


class Band(NamedTuple):
    """A span of days under its name."""

    name: str
    first_day: str
    last_day: str


def ages(today: date) -> list[Band]:
    """Give the bands of points by the months since they became active; what is not active yet comes first.

    >>> [band.name for band in ages(date(2026, 9, 1))][:3], ages(date(2026, 9, 1))[1].first_day
    (['not_active_yet', '0-3_months', '3-6_months'], '2026-06-02')
    """
    edges = [_day_after(months_after(today, -months)) for months in AGE_MONTHS]
    names = _names(AGE_MONTHS, "months")
    return [Band("not_active_yet", _day_after(today), LAST_DAY), *_backwards(names, today.isoformat(), edges)]


def remaining(today: date) -> list[Band]:
    """Give the bands of points by the months until they lapse; what has no day left comes first."""
    ends = [(months_after(today, months) - timedelta(days=1)).isoformat() for months in AGE_MONTHS]
    firsts = [today.isoformat(), *(_next(end) for end in ends)]
    named = zip(_names(AGE_MONTHS, "months"), firsts, [*ends, LAST_DAY], strict=True)
    return [Band("day_is_over", FIRST_DAY, _day_before(today)), *(Band(*each) for each in named)]


def owed(today: date) -> list[Band]:
    """Give the bands of arrears by the days since they were first owed."""
    edges = [(today - timedelta(days=days - 1)).isoformat() for days in OWED_DAYS]
    return _backwards(_names(OWED_DAYS, "days"), LAST_DAY, edges)


def months_ahead(today: date, months: int = FORECAST_MONTHS) -> list[Band]:
    """Give the month of ``today`` and those after it, between what lies before today and what comes later."""
    first = today.replace(day=1)
    starts = [months_after(first, number) for number in range(months + 1)]
    spans = [Band(start.isoformat()[:7], start.isoformat(), _day_before(end)) for start, end in pairwise(starts)]
    spans[0] = spans[0]._replace(first_day=today.isoformat())
    return [
        Band("day_is_over", FIRST_DAY, _day_before(today)),
        *spans,
        Band("later", starts[-1].isoformat(), LAST_DAY),
    ]


def _backwards(names: Sequence[str], last: str, edges: Sequence[str]) -> list[Band]:
    lasts = [last, *(_before(edge) for edge in edges)]
    return [Band(*each) for each in zip(names, [*edges, FIRST_DAY], lasts, strict=True)]


def _names(ends: Sequence[int], unit: str) -> list[str]:
    spans = [f"{start}-{end}_{unit}" for start, end in zip((0, *ends), ends, strict=False)]
    return [*spans, f"{ends[-1]}_{unit}_and_more"]


def _day_after(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()


def _day_before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


def _next(day: str) -> str:
    return _day_after(date.fromisoformat(day))


def _before(day: str) -> str:
    return _day_before(date.fromisoformat(day))
