"""Budgets: what is outstanding and used against what the scheme set aside.

Programs' quotas and budgets by period, universities' allotments by year, rules' and campaigns' own limits, and last
the liability: all points that holders have against what the programs' points quotas could still take.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.domain.dates import business_date
from ledger.domain.programs.meters import quotas
from ledger.domain.programs.terms import ProgramTerms
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    POSTINGS,
    TRANSACTIONS,
    Column,
    Report,
    Row,
    Wanted,
    numbered,
    postings_link,
    transactions_link,
    where_of,
)
from ledger.store.reads import reports_usage as reads
from ledger.store.reads.reports_parts import OUTSTANDING, parts_total

Usage = dict[str, int]


def rows(node: Node, when: Point, after: str, _: Wanted) -> Iterator[Row]:
    """Give a row for each limit that is set or was used, and the liability behind them."""
    where = where_of(when)
    with node.store.reading() as unit:
        used = reads.meters(unit, where)
        programs = reads.terms_at(unit, "programs", when.position)
        rules = reads.terms_at(unit, "rules", when.position)
        allotments = reads.allotments_at(unit, when.position)
        issued = {(line.university, line.year): line.points for line in reads.issued(unit, where)}
        outstanding = parts_total(unit, where)
    told = list(_programs(when, programs, used))
    told += _allotments(when, allotments, issued)
    told += _rules(when, rules, used)
    room = [row["remaining"] for row in told if row["limit"] == "program_points" and row["current"]]
    liability = _row("liability", "", "", "points", sum(room) if room else None, outstanding)
    liability["postings"] = postings_link(when, kinds=",".join(OUTSTANDING))
    return numbered([*told, liability], after)


def _programs(when: Point, programs: Iterable[reads.Terms], used: Usage) -> Iterator[dict[str, Any]]:
    year = str(business_date(when.at).year)
    for version in programs:
        terms = ProgramTerms.from_json(version.code, json.loads(version.terms))
        now = terms.call or year
        seen = {name.split(":")[2] for name in used if name.split(":")[:2] in ([f, version.code] for f in _FAMILIES)}
        for period in sorted({now, *seen}):
            meters = {meter.counts: meter for meter in quotas(terms, version.code, period)}
            executed = meters.pop("executed_krw", None)
            for counts, meter in meters.items():
                row = _row(f"program_{counts}", version.code, period, counts, meter.maximum, used.get(meter.name, 0))
                if executed is not None and counts == "krw":
                    row["executed"] = used.get(executed.name, 0)
                    row["committed"] = row["used"] - row["executed"]
                yield row | {"current": period == now, "transactions": transactions_link(when, program=version.code)}


def _allotments(
    when: Point, allotments: dict[tuple[str, int], int], issued: dict[tuple[str, int], int]
) -> Iterator[dict[str, Any]]:
    today = business_date(when.at).year
    for university, year in sorted(allotments.keys() | issued.keys()):
        place = university, year
        row = _row("allotment", university, str(year), "points", allotments.get(place), issued.get(place, 0))
        legs = postings_link(when, kinds="issued", university_id=university, posted_year=str(year))
        yield row | {"current": year == today, "postings": legs}


def _rules(when: Point, rules: Iterable[reads.Terms], used: Usage) -> Iterator[dict[str, Any]]:
    told = set()
    for version in rules:
        terms = json.loads(version.terms)
        for limit in terms["limits"]:
            whose = limit.get("pool") or version.code
            if limit["scope"] != "rule" or whose in told:
                continue
            told.add(whose)
            name = "campaign" if terms.get("follows") else "rule"
            row = _row(name, whose, "", "points", limit["points_max"], used.get(f"cap:RULE:{whose}", 0))
            pooled = bool(limit.get("pool"))
            yield row | {
                "transactions": None if pooled else transactions_link(when, account=f"issued:{whose}"),
                "postings": None if pooled else postings_link(when, account=f"issued:{whose}"),
            }


def _row(limit: str, key: str, period: str, unit: str, maximum: int | None, used: int) -> dict[str, Any]:
    return {
        "limit": limit,
        "key": key or None,
        "period": period or None,
        "current": True,
        "unit": unit,
        "maximum": maximum,
        "used": used,
        "committed": None,
        "executed": None,
        "remaining": None if maximum is None else maximum - used,
        "transactions": None,
        "postings": None,
    }


_FAMILIES: Final = ("quota", "budget")
REPORT: Final = Report(
    "budgets",
    "Give what is used of programs' quotas and budgets, allotments and campaigns, and the liability against them.",
    (
        Column(
            "limit",
            told="program_points, program_quantity, program_applications, program_krw, allotment, rule,"
            " campaign, or liability",
        ),
        Column("key", optional=True, told="program, university or rule"),
        Column("period", optional=True, told="calendar year or call"),
        Column("current", "truth", told="whether the period is that of the day of the point"),
        Column("unit", told="points, quantity, applications or krw"),
        Column("maximum", "whole", optional=True, told="null for none; of the liability: what quotas have left"),
        Column("used", "whole", told="of the liability: all points that holders have"),
        Column("committed", "whole", optional=True, told="of a budget: bound by holds and selections, not paid yet"),
        Column("executed", "whole", optional=True, told="of a budget: paid for what was captured"),
        Column("remaining", "whole", optional=True, told="below zero where more is outstanding than could be taken"),
        TRANSACTIONS,
        POSTINGS,
    ),
    (),
    rows,
)
