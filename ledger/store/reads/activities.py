"""Activities: every award of some rules in the order of the journal, with what stands of it at a position.

Walked page by page in constant memory. Inputs stand in the entries' bytes, and only those that are wanted are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, AccrualReversed
from ledger.domain.simulation import Activity
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.units import ReadingUnit

PAGE: Final = 1_000
AWARDS: Final = "'accrual', 'activity_noted'"
TAKEN_BACK: Final = frozenset({"reversed", "dropped"})
"""Statuses of activities that were taken back as a whole."""
_COLUMNS: Final = (
    "a.university, a.organization, a.rule, a.rule_version, a.occurred_on, a.agreement, a.paid_krw, a.points,"
    " a.reversed_points, a.status, a.accrual"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which awards: of these rules; ``with_inputs`` of them, occurred in the period, with their inputs."""

    rules: Collection[str]
    with_inputs: Collection[str]
    occurred_from: str
    occurred_to: str


def activities(unit: ReadingUnit, wanted: Wanted, position: int, page: int = PAGE) -> Iterator[tuple[int, Activity]]:
    """Walk the awards up to ``position``, each behind its own position, with what stood of it there."""
    later = _taken_back_behind(unit, position)
    backend, behind = unit.backend, 0
    sql = (
        f"SELECT a.position, {_COLUMNS}, CASE WHEN {backend.among('a.rule')} AND a.occurred_on BETWEEN ? AND ?"
        f" THEN e.bytes END FROM accruals AS a JOIN entries AS e ON e.position = a.position AND e.kind IN ({AWARDS})"
        f" WHERE a.position > ? AND a.position <= ? AND {backend.among('a.rule')} ORDER BY a.position LIMIT {page}"
    )
    period = (wanted.occurred_from, wanted.occurred_to)
    while True:
        parameters = (backend.keys(wanted.with_inputs), *period, behind, position, backend.keys(wanted.rules))
        (found,) = ask(unit, Question(sql, parameters))
        for at, *columns in found:
            yield at, _activity(columns, later)
        if len(found) < page:
            return
        behind = found[-1][0]


def _activity(columns: list[Any], later: dict[str, tuple[int, bool]]) -> Activity:
    university, organization, rule, version, occurred_on, agreement, paid_krw, points, reversed_points = columns[:9]
    status, accrual, data = columns[9:]
    undone, whole = later.get(accrual, (0, False))
    return Activity(
        university,
        organization,
        rule,
        version,
        occurred_on,
        agreement,
        paid_krw,
        points,
        reversed_points - undone,
        taken_back=status in TAKEN_BACK and not whole,
        inputs=_inputs(data),
    )


def _inputs(data: Any) -> dict[str, int]:
    fact = None if data is None else Entry.from_bytes(bytes(data)).fact
    return dict(fact.inputs) if isinstance(fact, AccrualPosted) else {}


def _taken_back_behind(unit: ReadingUnit, position: int) -> dict[str, tuple[int, bool]]:
    """Give what was taken back behind a position, by accrual: the points, and whether all of it was."""
    taken: dict[str, tuple[int, bool]] = {}
    behind = position
    sql = (
        "SELECT position, bytes FROM entries WHERE kind IN ('reversal', 'activity_withdrawn', 'drop') AND position > ?"
        f" ORDER BY position LIMIT {PAGE}"
    )
    while True:
        (found,) = ask(unit, Question(sql, (behind,)))
        for _, data in found:
            fact = Entry.from_bytes(bytes(data)).fact
            if isinstance(fact, AccrualReversed):
                points, whole = taken.get(fact.accrual, (0, False))
                taken[fact.accrual] = (points + fact.points, whole or fact.whole)
        if len(found) < PAGE:
            return taken
        behind = found[-1][0]
