"""Tiers: their versions, and what organizations earned towards them, as the journal stood at a position."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.earned import earned_question
from ledger.store.schema import TierVersions
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def versions(unit: ReadingUnit, position: int | None = None) -> list[rows.TierVersion]:
    """Give the versions of the tiers that were set by a position, or by now, oldest first."""
    chosen = select(*projection(rows.TierVersion).columns).order_by(TierVersions.version)
    if position is not None:
        chosen = chosen.where(TierVersions.position <= position)
    return [rows.TierVersion._make(row) for row in unit.connection.execute(chosen)]


def earned(unit: ReadingUnit, holders: Collection[str], first: str, last: str, position: int) -> list[tuple[str, int]]:
    """Give the points that holders earned, less what was taken back by a position, by the day of the event.

    Args:
        first, last: days of events, both included.
    """
    (found,) = unit.ask([earned_question(unit.backend, holders, first, last, position)])
    return [(day, int(points)) for _, day, points in found]
