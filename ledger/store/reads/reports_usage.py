"""Report of usage: what of every limit of the scheme was used at a point, and what the limits were.

Meters are kept at the journal's head. Of the past they are that, less what entries behind the point moved, which are
walked page by page; so the near past is near.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AllotmentSet
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.journal import entries_of
from ledger.store.reads.reports_parts import Where
from ledger.store.units import ReadingUnit

PAGE: Final = 1_000
_MOVERS: Final = (
    "'accrual', 'activity_noted', 'reversal', 'activity_withdrawn', 'drop', 'hold', 'application', 'selection',"
    " 'capture', 'release', 'application_ended', 'cancellation', 'revocation'"
)
"""Kinds of entries that move meters."""

METERS: Final = ("budget:", "cap:RULE:", "quota:")
"""What the names of the scheme's own limits begin with."""


class Terms(NamedTuple):
    """The newest version of a rule's or a program's terms, as JSON text."""

    code: str
    version: int
    terms: str


class Issued(NamedTuple):
    """What a university issued of the awards that were posted in a year, less what was taken back, in points."""

    university: str
    year: int
    points: int


def meters(unit: ReadingUnit, where: Where) -> dict[str, int]:
    """Give what is used on every meter of programs and of rules' own limits, at a point."""
    among = " OR ".join("(meter >= ? AND meter < ?)" for _ in METERS)
    ends = tuple(end for start in METERS for end in (start, start[:-1] + ";"))
    (found,) = ask(unit, Question(f"SELECT meter, used FROM usage WHERE {among}", ends))
    used = {meter: int(count) for meter, count in found}
    if not where.is_head(unit):
        for meter, delta in _moved_behind(unit, where):
            if meter in used:
                used[meter] -= delta
    return used


def terms_at(unit: ReadingUnit, table: str, position: int) -> list[Terms]:
    """Give the newest terms of every rule or program at a position: ``table`` is "rules" or "programs"."""
    sql = (
        f"SELECT t.code, t.version, t.terms FROM {table} AS t WHERE t.position <= ? AND t.version ="
        f" (SELECT max(n.version) FROM {table} AS n WHERE n.code = t.code AND n.position <= ?) ORDER BY t.code"
    )
    (found,) = ask(unit, Question(sql, (position, position)))
    return [Terms._make(row) for row in found]


def allotments_at(unit: ReadingUnit, position: int) -> dict[tuple[str, int], int]:
    """Give the allotments that were set by a position: most points by university and year."""
    told = (Entry.from_bytes(data).fact for data in entries_of(unit, (AllotmentSet.KIND,), position))
    return {(fact.university, fact.year): fact.points_max for fact in told if isinstance(fact, AllotmentSet)}


def issued(unit: ReadingUnit, where: Where) -> list[Issued]:
    """Give what universities had issued at a point, by the year in which the award was posted."""
    counts, counted = where.postings()
    sql = (
        "SELECT a.university, substr(a.posted_on, 1, 4), sum(p.amount) FROM postings AS p"
        " JOIN balances AS b ON b.account = p.account AND b.kind = 'issued' JOIN lots AS l ON l.lot = p.lot"
        f" JOIN accruals AS a ON a.accrual = l.accrual WHERE p.holder = '' AND {counts} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    (found,) = ask(unit, Question(sql, counted))
    return [Issued(university, int(year), int(points)) for university, year, points in found]


def _moved_behind(unit: ReadingUnit, where: Where) -> Iterator[tuple[str, int]]:
    """Walk what entries moved on meters that do not count at a point."""
    condition, after = "position > ?", where.position
    parameters: tuple[int | str, ...] = (where.position,)
    if where.effective_on is not None:
        condition, after = "(position > ? OR effective_on > ?)", 0
        parameters = (where.position, where.effective_on)
    sql = (
        f"SELECT position, bytes FROM entries WHERE kind IN ({_MOVERS}) AND {condition} AND position > ?"
        f" ORDER BY position LIMIT {PAGE}"
    )
    while True:
        (found,) = ask(unit, Question(sql, (*parameters, after)))
        for _, data in found:
            fact: Any = Entry.from_bytes(bytes(data)).fact
            yield from getattr(fact, "usage", {}).items()
        if len(found) < PAGE:
            return
        after = found[-1][0]
