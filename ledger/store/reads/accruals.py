"""Accruals: awarded activities, page by page along their positions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import AccrualParts, Accruals, Claims, Lots
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


def accruals(unit: ReadingUnit, wanted: AccrualFilter, after: int | None = None, limit: int = 50) -> list[rows.Accrual]:
    """Give up to ``limit`` accruals behind position ``after``.

    Days of the real event are looked at along the way: where few match, the walk goes as far as it must.
    """
    chosen = select(*projection(rows.Accrual).columns)
    if wanted.occurred_from:
        chosen = chosen.where(Accruals.occurred_on >= wanted.occurred_from)
    if wanted.occurred_to:
        chosen = chosen.where(Accruals.occurred_on <= wanted.occurred_to)
    leads = (
        (Accruals.organization, wanted.organization),
        (Accruals.university, wanted.university),
        (Accruals.status, wanted.status),
    )
    page = along_index(unit, chosen, leads, Accruals.position, after, limit)
    return [rows.Accrual._make(row) for row in unit.connection.execute(page)]


def claims(unit: ReadingUnit, accrual_ids: Collection[str]) -> dict[str, rows.Claim]:
    """Give the claims among these activities, by accrual."""
    chosen = select(*projection(rows.Claim).columns).where(Claims.accrual.in_(accrual_ids))
    return {row.accrual: rows.Claim._make(row) for row in unit.connection.execute(chosen)} if accrual_ids else {}


def lots_of_award(unit: ReadingUnit, accrual_id: str) -> tuple[rows.Lot | None, list[rows.AccrualPart]]:
    """Give an award's first lot, ``None`` where it has none, and its further ones."""
    of_award = select(*projection(rows.Lot).columns).join(Accruals, Accruals.lot == Lots.lot)
    first = unit.connection.execute(of_award.where(Accruals.accrual == accrual_id)).first()
    chosen = select(*projection(rows.AccrualPart).columns).where(AccrualParts.accrual == accrual_id)
    parts = [rows.AccrualPart._make(row) for row in unit.connection.execute(chosen.order_by(AccrualParts.lot))]
    return rows.Lot._make(first) if first else None, parts


def accrual(unit: ReadingUnit, accrual_id: str) -> rows.Accrual | None:
    """Give one accrual, ``None`` where there is none."""
    chosen = select(*projection(rows.Accrual).columns).where(Accruals.accrual == accrual_id)
    row = unit.connection.execute(chosen).first()
    return rows.Accrual._make(row) if row else None
