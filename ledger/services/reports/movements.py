"""Movements: what was issued, redeemed, expired, forfeited, adjusted and written off, by period and noun.

Debits and credits are told apart: what was issued and what was taken back of it, what was redeemed and what a
cancellation gave back. ``net`` is on the side on which such accounts grow. A point that was redeemed, expired or
forfeited still names its lot, so each is told by the activity that earned it and the university that reported it too.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from ledger.domain.bands import FIRST_DAY
from ledger.domain.books.accounts import normal_of
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    EFFECTIVE_FROM,
    POSTINGS,
    TRANSACTIONS,
    Column,
    Option,
    Report,
    Row,
    Wanted,
    numbered,
    postings_link,
    report_link,
    transactions_link,
    where_of,
)
from ledger.store.reads.reports_movements import movements
from ledger.store.reads.reports_postings import BY_HAND
from ledger.store.reads.reports_usage import terms_at
from ledger.store.units import ReadingUnit

KINDS: Final = ("issued", "redeemed", "expired", "forfeited", "adjusted", "written-off")
BY: Final = ("total", "account", "activity", "university", "program", "strategy")
PER: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "year": 12}
"""Periods, in months."""
EVERY: Final = "all"
REDEEMED: Final = "redeemed"
_YEAR_MONTHS: Final = 12


def rows(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    """Give a row for each period, movement and key in which anything moved."""
    by, months = wanted.get("by") or BY[0], PER[wanted.get("per") or "month"]
    first_day = wanted.get("effective_from") or FIRST_DAY
    spending = by in ("program", "strategy")
    kind = REDEEMED if spending else wanted.get("movement") or EVERY
    with node.store.reading() as unit:
        found = movements(unit, "account" if spending else by, where_of(when), first_day, "" if kind == EVERY else kind)
        strategies = _strategies(unit, when.position) if by == "strategy" else {}
    sums: dict[tuple[str, str, str], list[int]] = {}
    for line in found:
        key = line.key.partition(":")[2] if spending else line.key
        key = strategies.get(key, key)
        both = sums.setdefault((_period(line.month, months), line.kind, key), [0, 0])
        both[0] += line.debit
        both[1] += line.credit
    ordered = sorted(sums, key=lambda place: (place[0], KINDS.index(place[1]), place[2]))
    return numbered((_row(when, by, months, first_day, place, *sums[place]) for place in ordered), after)


def _strategies(unit: ReadingUnit, position: int) -> dict[str, str]:
    """Give the strategy of the public plan that each program belonged to at a position, by the program's code."""
    return {terms.code: json.loads(terms.terms)["strategy"] for terms in terms_at(unit, "programs", position)}


def _period(month: str, months: int) -> str:
    """Name the period that a month is in.

    >>> _period("2026-08", 1), _period("2026-08", 3), _period("2026-08", 12)
    ('2026-08', '2026-Q3', '2026')
    """
    year, _, number = month.partition("-")
    if months == 1:
        return month
    return year if months == _YEAR_MONTHS else f"{year}-Q{(int(number) - 1) // months + 1}"


def _days(period: str) -> tuple[str, str]:
    """Give the first and the last day of a period.

    >>> _days("2026-Q1"), _days("2026-02"), _days("2026")
    (('2026-01-01', '2026-03-31'), ('2026-02-01', '2026-02-28'), ('2026-01-01', '2026-12-31'))
    """
    year, _, part = period.partition("-")
    if not part:
        return f"{year}-01-01", f"{year}-12-31"
    first, last = (3 * int(part[1:]) - 2, 3 * int(part[1:])) if part.startswith("Q") else (int(part), int(part))
    days = calendar.monthrange(int(year), last)[1]
    return date(int(year), first, 1).isoformat(), date(int(year), last, days).isoformat()


def _row(
    when: Point, by: str, months: int, first_day: str, place: tuple[str, str, str], debit: int, credit: int
) -> dict[str, Any]:
    period, kind, key = place
    first, last = _days(period)
    first, last = max(first, first_day), min(last, when.effective_on or last)
    days = {"effective_from": first, "effective_as_of": last}
    filters = {"effective_from": first, "effective_to": last}
    legs: dict[str, str] = {"kinds": kind}
    transactions = finer = None
    if by == "account":
        legs = {"account": key}
    elif by == "program":
        legs = {"account": f"{REDEEMED}:{key}"}
    elif by == "activity":
        legs |= {"activity": key or BY_HAND}
        legs |= {"account": f"issued:{key}"} if kind == "issued" else {}
    elif by == "university":
        legs |= {"university_id": key or BY_HAND}
    if "account" in legs or (by == "total" and kind not in ("issued", REDEEMED, "adjusted")):
        transactions = transactions_link(when, account=legs.get("account", kind), **filters)
    if by in ("total", "strategy"):
        per = next(name for name, length in PER.items() if length == months)
        finer = report_link(
            when, "movements", by="program" if by == "strategy" else "account", per=per, movement=kind, **days
        )
    return {
        "period": period,
        "first_day": first,
        "last_day": last,
        "movement": kind,
        "key": key or (BY_HAND if by in ("activity", "university") else None),
        "debit": debit,
        "credit": credit,
        "net": (normal_of(kind) or 1) * (debit - credit),
        "transactions": transactions,
        "postings": None if by == "strategy" else postings_link(when, **legs, **days),
        "rows": finer,
    }


REPORT: Final = Report(
    "movements",
    "Give what was issued, redeemed, expired, forfeited, adjusted and written off, by period and by what you name.",
    (
        Column("period", told="such as 2026-08, 2026-Q3 or 2026"),
        Column("first_day", "day", told="of it that counts"),
        Column("last_day", "day", told="of it that counts"),
        Column("movement", told="issued, redeemed, expired, forfeited, adjusted or written-off"),
        Column("key", optional=True, told="account, activity, university, program or strategy; null for the total"),
        Column("debit", "whole"),
        Column("credit", "whole"),
        Column("net", "whole", told="on the side on which such accounts grow; of adjusted: taken less granted"),
        TRANSACTIONS,
        POSTINGS,
        Column("rows", optional=True, told="address of this report with finer rows, which add up to the figure"),
    ),
    (
        Option("by", choices=BY, told="program and strategy tell what was redeemed alone"),
        Option("per", choices=tuple(PER)),
        Option("movement", choices=(EVERY, *KINDS)),
        EFFECTIVE_FROM,
    ),
    rows,
)
