"""Objections, page by page along the positions at which they were raised."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, case, select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Objections
from ledger.store.schema.base import present
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def objector() -> ColumnElement[str]:
    """Name who objects: a university, or the company that is concerned."""
    return case((present(Objections.university), Objections.university), else_=Objections.organization)


class Wanted(NamedTuple):
    """Which objections; "" does not matter.

    Attributes:
        organization: the company that they concern.
        university: the university that objects.
    """

    organization: str = ""
    university: str = ""
    accrual: str = ""
    status: str = ""


def objections(unit: ReadingUnit, wanted: Wanted, after: int | None = None, limit: int = 50) -> list[rows.Objection]:
    """Give up to ``limit`` objections behind position ``after``."""
    chosen = select(*projection(rows.Objection).columns)
    if wanted.university:
        chosen = chosen.where(present(Objections.university))
    leads = (
        (Objections.accrual, wanted.accrual),
        (Objections.organization, wanted.organization),
        (Objections.university, wanted.university),
        (Objections.status, wanted.status),
    )
    page = along_index(unit, chosen, leads, Objections.position, after, limit)
    return [rows.Objection._make(row) for row in unit.connection.execute(page)]


def objection(unit: ReadingUnit, objection_id: str) -> rows.Objection | None:
    """Give one objection, ``None`` where there is none."""
    chosen = select(*projection(rows.Objection).columns).where(Objections.objection == objection_id)
    row = unit.connection.execute(chosen).first()
    return rows.Objection._make(row) if row else None
