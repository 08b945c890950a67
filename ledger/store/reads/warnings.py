"""Warnings: who is to be warned of points that are about to lapse, and who was.

Lots lapse on few days, so they are found day by day along the index of what falls due; whoever was warned is left out
there. The work follows from the lots that lapse within the thresholds, and not from the journal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy import exists, func, literal_column, select

from ledger.domain.books import rows
from ledger.domain.warnings import days_left, last_due_day, nearest
from ledger.store.schema import ExpiryWarnings, LotBalances
from ledger.store.schema.base import present
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit

_SOMETHING: Final = LotBalances.amount != literal_column("0")


class Place(NamedTuple):
    """How far a walk over those to be warned has come: a day on which lots fall due, and a holder."""

    due_on: str
    holder: str


def holders_to_warn(
    unit: ReadingUnit, today: str, days: Collection[int], after: Place | None, limit: int
) -> tuple[list[str], Place]:
    """Give up to ``limit`` holders who are to be warned, soonest expiry first, and the place to go on from.

    Args:
        days: the thresholds, in days before a last day.
        after: where the walk before ended, ``None`` at the beginning; what lies before is not looked at again.
    """
    place = after or Place(_day_after(today), "")
    until = last_due_day(today, days)
    while place.due_on <= until:
        found = _of_day(unit, today, days, place, limit)
        if found:
            return found, Place(place.due_on, found[-1])
        day = _next_due_day(unit, place.due_on, until)
        if not day:
            break
        place = Place(day, "")
    return [], place


def warnings_of(unit: ReadingUnit, holder: str, position: int, last_day_from: str) -> list[rows.ExpiryWarning]:
    """Give the warnings that a holder had been given at a position, of last days from a day on, in order."""
    chosen = select(*projection(rows.ExpiryWarning).columns).where(
        ExpiryWarnings.holder == holder,
        ExpiryWarnings.expires_on >= last_day_from,
        ExpiryWarnings.position <= position,
    )
    ordered = chosen.order_by(ExpiryWarnings.expires_on, ExpiryWarnings.position)
    return [rows.ExpiryWarning._make(row) for row in unit.connection.execute(ordered)]


def _of_day(unit: ReadingUnit, today: str, days: Collection[int], place: Place, limit: int) -> list[str]:
    """Give those behind a holder whose lots fall due on one day, and who were not warned of it as near as this."""
    expires_on = _day_before(place.due_on)
    threshold = nearest(days, days_left(today, expires_on))
    if threshold is None:
        return []
    warned = exists().where(
        ExpiryWarnings.holder == LotBalances.holder,
        ExpiryWarnings.expires_on == expires_on,
        ExpiryWarnings.days <= threshold,
    )
    chosen = select(LotBalances.holder).where(
        _SOMETHING,
        present(LotBalances.due_on),
        LotBalances.due_on == place.due_on,
        LotBalances.kind == literal_column("'available'"),
        LotBalances.holder > place.holder,
        ~warned,
    )
    return list(unit.connection.execute(chosen.distinct().order_by(LotBalances.holder).limit(limit)).scalars())


def _next_due_day(unit: ReadingUnit, after: str, until: str) -> str:
    """Give the next day on which any lot falls due, "" where there is none until the last that counts."""
    chosen = select(func.min(LotBalances.due_on)).where(
        _SOMETHING, present(LotBalances.due_on), LotBalances.due_on > after, LotBalances.due_on <= until
    )
    return unit.connection.execute(chosen).scalar_one() or ""


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
