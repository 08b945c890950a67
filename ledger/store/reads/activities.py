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
TakenBack = tuple[int, bool, int, int]
"""What was taken back of an award: points, whether all of it, points of what a rule had added to it, and KRW."""
_FOLLOWED: Final = (
    "coalesce((SELECT sum(p.points - p.reversed_points) FROM accrual_parts AS p"
    " WHERE p.accrual = a.accrual AND p.rule = ?), 0)"
)
_COLUMNS: Final = (
    "a.university, a.organization, a.rule, a.rule_version, a.occurred_on, a.agreement, a.paid_krw, a.points,"
    " a.reversed_points, a.status, a.accrual, a.posted_on"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which awards: of these rules; ``with_inputs`` of them, occurred in the period, with their inputs.

    ``follower`` is the rule of which each award tells what it added to it.
    """

    rules: Collection[str]
    with_inputs: Collection[str]
    occurred_from: str
    occurred_to: str
    follower: str = ""


def activities(unit: ReadingUnit, wanted: Wanted, position: int, page: int = PAGE) -> Iterator[tuple[int, Activity]]:
    """Walk the awards up to ``position``, each behind its own position, with what stood of it there."""
    later = _taken_back_behind(unit, position, wanted.follower)
    backend, behind = unit.backend, 0
    sql = (
        f"SELECT a.position, {_COLUMNS}, {_FOLLOWED},"
        f" CASE WHEN {backend.among('a.rule')} AND a.occurred_on BETWEEN ? AND ? THEN e.bytes END"
        f" FROM accruals AS a JOIN entries AS e ON e.position = a.position AND e.kind IN ({AWARDS})"
        f" WHERE a.position > ? AND a.position <= ? AND {backend.among('a.rule')} ORDER BY a.position LIMIT {page}"
    )
    period = (wanted.occurred_from, wanted.occurred_to)
    while True:
        parameters = (
            wanted.follower,
            backend.keys(wanted.with_inputs),
            *period,
            behind,
            position,
            backend.keys(wanted.rules),
        )
        (found,) = ask(unit, Question(sql, parameters))
        for at, *columns in found:
            yield at, _activity(columns, later)
        if len(found) < page:
            return
        behind = found[-1][0]


def _activity(columns: list[Any], later: dict[str, TakenBack]) -> Activity:
    university, organization, rule, version, occurred_on, agreement, paid_krw, points, reversed_points = columns[:9]
    status, accrual, posted_on, followed, data = columns[9:]
    undone, whole, unfollowed, unpaid_krw = later.get(accrual, (0, False, 0, 0))
    return Activity(
        university,
        organization,
        rule,
        version,
        occurred_on,
        agreement,
        paid_krw + unpaid_krw,
        points,
        reversed_points - undone,
        taken_back=status in TAKEN_BACK and not whole,
        inputs=_inputs(data),
        posted_on=posted_on,
        followed=int(followed) + unfollowed,
    )


def _inputs(data: Any) -> dict[str, int]:
    fact = None if data is None else Entry.from_bytes(bytes(data)).fact
    return dict(fact.inputs) if isinstance(fact, AccrualPosted) else {}


def _taken_back_behind(unit: ReadingUnit, position: int, follower: str) -> dict[str, TakenBack]:
    """Give what was taken back behind a position, by accrual."""
    taken: dict[str, TakenBack] = {}
    behind = position
    sql = (
        "SELECT position, bytes FROM entries WHERE kind IN ('reversal', 'activity_withdrawn', 'drop') AND position > ?"
        f" ORDER BY position LIMIT {PAGE}"
    )
    while True:
        (found,) = ask(unit, Question(sql, (behind,)))
        for _, data in found:
            entry = Entry.from_bytes(bytes(data))
            fact = entry.fact
            if isinstance(fact, AccrualReversed):
                points, whole, followed, paid_krw = taken.get(fact.accrual, (0, False, 0, 0))
                followed -= sum(leg.amount for leg in entry.postings if leg.account == f"issued:{follower}")
                whole = whole or fact.whole
                taken[fact.accrual] = (points + fact.points, whole, followed, paid_krw + fact.paid_krw)
        if len(found) < PAGE:
            return taken
        behind = found[-1][0]
