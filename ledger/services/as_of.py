"""As-of: the point at which a question is asked, on the recorded and the effective axis.

Recorded: a position, or an instant (the last entry recorded by then). Effective: an accounting day. Every answer
names the position and the log root it was read at, so that it can be asked again for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledger.domain import dates
from ledger.domain.refusals import Refused
from ledger.services.node import Node
from ledger.store.reads import journal, log
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class Point:
    """Where a question is answered.

    Attributes:
        at: the instant at which what is due is judged.
        effective_on: last accounting day that counts, or ``None`` for all.
        is_now: neither axis was named, so the projections answer.
    """

    position: int
    root: str
    at: datetime
    effective_on: str | None
    is_now: bool


def point(node: Node, unit: ReadingUnit, recorded_as_of: int | str | None, effective_as_of: str | None) -> Point:
    """Find the point of a question.

    Raises:
        Refused: ``position_unknown`` for a position that the journal has not reached.
    """
    head = unit.head
    now = node.clock()
    position, at = head.position, max(now, dates.parse_instant(head.recorded_at)) if head.recorded_at else now
    if isinstance(recorded_as_of, int):
        if not 0 <= recorded_as_of <= head.position:
            raise Refused("position_unknown", "/recorded_as_of", position=head.position, asked=recorded_as_of)
        position = recorded_as_of
        recorded_at = journal.recorded_at(unit, position)
        at = dates.parse_instant(recorded_at) if recorded_at else at
    elif recorded_as_of is not None:
        position, at = journal.position_at(unit, recorded_as_of), dates.parse_instant(recorded_as_of)
    if effective_as_of is not None:
        day_after = date.fromisoformat(effective_as_of) + timedelta(days=1)
        at = dates.start_of(day_after) - timedelta(milliseconds=1)
    is_now = recorded_as_of is None and effective_as_of is None
    return Point(position, log.root_at(unit, position).hex(), at, effective_as_of, is_now)
