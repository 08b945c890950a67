"""Accruals: awarded activities, page by page along their positions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_positions
from ledger.store.schema import Accruals
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class AccrualFilter:
    """Which accruals are wanted; what is "" does not matter.

    Attributes:
        organization: the company that earned.
        occurred_from: first day of the real event; ``occurred_to`` is the last.
    """

    status: str = ""
    university: str = ""
    organization: str = ""
    occurred_from: str = ""
    occurred_to: str = ""


def accruals(
    unit: ReadingUnit, wanted: AccrualFilter, after: int | None = None, limit: int = 50, *, newest_first: bool = False
) -> list[rows.Accrual]:
    """Give up to ``limit`` accruals behind position ``after``: above it, or below it where the newest come first."""
    chosen = select(*projection(rows.Accrual).columns)
    for value, condition in (
        (wanted.status, Accruals.status == wanted.status),
        (wanted.university, Accruals.university == wanted.university),
        (wanted.organization, Accruals.organization == wanted.organization),
        (wanted.occurred_from, Accruals.occurred_on >= wanted.occurred_from),
        (wanted.occurred_to, Accruals.occurred_on <= wanted.occurred_to),
    ):
        if value:
            chosen = chosen.where(condition)
    page = along_positions(chosen, Accruals.position, after, limit, newest_first=newest_first)
    return [rows.Accrual._make(row) for row in unit.connection.execute(page)]


def accrual(unit: ReadingUnit, accrual_id: str) -> rows.Accrual | None:
    """Give one accrual, ``None`` where there is none."""
    chosen = select(*projection(rows.Accrual).columns).where(Accruals.accrual == accrual_id)
    row = unit.connection.execute(chosen).first()
    return rows.Accrual._make(row) if row else None
