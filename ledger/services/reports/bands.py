"""Banded reports: outstanding points by age and by what is left of their life, arrears by how long they are owed.

Payments settle the oldest debt first. Each holder stands behind the total of all; holders are taken a page at a time,
so memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.domain.bands import FIRST_DAY, LAST_DAY, Band, ages, months_ahead, owed, remaining
from ledger.domain.dates import business_date
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    OF_HOLDER,
    POSTINGS,
    TRANSACTIONS,
    Column,
    Option,
    Report,
    Row,
    Wanted,
    numbered,
    postings_link,
    transactions_link,
    where_of,
)
from ledger.store.reads.reports_parts import OUTSTANDING, BandSum, by_band, holders, owed_by_band
from ledger.store.units import ReadingUnit

PAGE: Final = 200
"""How many holders are summed at a time."""
ARREARS: Final = ("arrears",)
OWED: Final = "owed"
"""Of what a debt is, by no day of its lot: postings lead to all of a holder's bands together."""
Sum = Callable[[ReadingUnit, Sequence[str] | None], Iterable[BandSum]]


def _ageing(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    day = "expires_on" if wanted.get("by") == "remaining" else "active_on"
    bands = (remaining if day == "expires_on" else ages)(business_date(when.at))

    def summed(unit: ReadingUnit, among: Sequence[str] | None) -> list[BandSum]:
        return by_band(unit, where_of(when), day, bands, among)

    return _banded(node, when, after, wanted, bands, OUTSTANDING, day.removesuffix("_on"), summed)


def _arrears(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    bands = owed(business_date(when.at))

    def summed(unit: ReadingUnit, among: Sequence[str] | None) -> list[BandSum]:
        return owed_by_band(unit, where_of(when), bands, among)

    return _banded(node, when, after, wanted, bands, ARREARS, OWED, summed)


def _forecast(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    """Give what lapses by month: of all, or of each kind of organization."""
    bands, by_kind = months_ahead(business_date(when.at)), wanted.get("by") == "organization_kind"
    with node.store.reading() as unit:
        found = by_band(unit, where_of(when), "expires_on", bands, None, by_kind=by_kind)
    rows = _cells(when, found, bands, OUTSTANDING, "expires")
    return numbered(({"month": row["band"], **_without(row, "organization_id", "band")} for row in rows), after)


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _banded(
    node: Node,
    when: Point,
    after: str,
    wanted: Wanted,
    bands: Sequence[Band],
    states: Sequence[str],
    prefix: str,
    summed: Sum,
) -> Iterator[Row]:
    """Walk the bands of all holders together, then of each; the key is a holder and a band's number."""
    one, (last, _, number) = wanted.get("organization_id", ""), after.partition("|")
    behind = (last, int(number or -1))
    names = [band.name for band in bands]
    for found in _summed(node, summed, one, last):
        for row in _cells(when, found, bands, states, prefix):
            del row["organization_kind"]
            place = row["organization_id"] or "", names.index(row["band"])
            if place > behind:
                yield Row(f"{place[0]}|{place[1]}", row)


def _summed(node: Node, summed: Sum, one: str, last: str) -> Iterator[list[BandSum]]:
    """Sum all holders together, then a page of them at a time from ``last`` on; or ``one`` alone."""
    if not one and not last:
        with node.store.reading() as unit:
            total = list(summed(unit, None))
        yield total
    page = [one or last] if one or last else []
    while True:
        with node.store.reading() as unit:
            page = page or holders(unit, last, PAGE)
            found = list(summed(unit, page)) if page else []
        yield found
        if one or not page:
            return
        last, page = page[-1], []


def _cells(
    when: Point, found: Iterable[BandSum], bands: Sequence[Band], states: Sequence[str], prefix: str
) -> Iterator[dict[str, Any]]:
    """Give a row for each band of each holder or kind of holder in which there is anything."""
    sums: dict[tuple[str, str, int], dict[str, int]] = {}
    for line in found:
        sums.setdefault((line.holder, line.kind, line.band), dict.fromkeys(states, 0))[line.state] = line.points
    for (holder, kind, number), points in sums.items():
        band = bands[number]
        days = {f"{prefix}_from": band.first_day, f"{prefix}_to": band.last_day}
        days = {name: day for name, day in days.items() if prefix != OWED and day not in (FIRST_DAY, LAST_DAY)}
        legs = {"kinds": ",".join(states), "organization_id": holder, "holder_kind": kind, **days}
        yield {
            "organization_id": holder or None,
            "organization_kind": kind or None,
            "band": band.name,
            "first_day": band.first_day,
            "last_day": band.last_day,
            **(points if len(states) > 1 else {}),
            "points": sum(points.values()),
            "transactions": transactions_link(when, organization_id=holder) if holder else None,
            "postings": postings_link(when, **legs),
        }


def _columns(first: Sequence[Column], states: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        *first,
        Column("first_day", "day", told="of the band; 0001-01-01 where it has no beginning"),
        Column("last_day", "day", told="of the band; 9999-12-31 where it has no end"),
        *(Column(state, "whole", told=told) for state, told in states.items()),
        Column("points", "whole"),
        TRANSACTIONS,
        POSTINGS,
    )


_STATES: Final = {
    "available": "",
    "pending": "earned, not active yet",
    "held": "reserved; released, they lapse on their day",
    "disputed": "frozen by an objection",
}
_HOLDER: Final = Column("organization_id", optional=True, told="null for all holders together")
_BAND: Final = Column("band", told="such as 3-6_months")
AGEING: Final = Report(
    "ageing",
    "Give outstanding points by the months since they became active, or until they lapse; in total and by holder.",
    _columns((_HOLDER, _BAND), _STATES),
    (Option("by", choices=("age", "remaining"), told="age since active, or what is left of life"), OF_HOLDER),
    _ageing,
)
ARREARS_AGEING: Final = Report(
    "arrears",
    "Give what holders owe back by the days since it was owed, payments settling the oldest first.",
    _columns((_HOLDER, _BAND), {}),
    (OF_HOLDER,),
    _arrears,
)
FORECAST: Final = Report(
    "expiry-forecast",
    "Give what lapses in each of the next 36 months, by state; of all holders, or by their kind.",
    _columns(
        (
            Column("month", told="such as 2027-03; day_is_over before today, later behind the last month"),
            Column("organization_kind", optional=True, told="null for all together"),
        ),
        _STATES,
    ),
    (Option("by", choices=("total", "organization_kind")),),
    _forecast,
)
