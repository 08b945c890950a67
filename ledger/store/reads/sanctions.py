"""Sanctions, page by page along the positions at which they were proposed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Sanctions
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sanctions; "" does not matter.

    Attributes:
        status: as of ``today``: one that nobody decided is expired from the day after its last day on.
    """

    today: str
    organization: str = ""
    status: str = ""


def sanctions(unit: ReadingUnit, wanted: Wanted, after: int | None = None, limit: int = 50) -> list[rows.Sanction]:
    """Give up to ``limit`` sanctions behind position ``after``."""
    chosen = select(*projection(rows.Sanction).columns)
    if wanted.status == "expired":
        chosen = chosen.where(Sanctions.act_by != "", Sanctions.act_by < wanted.today)
    elif wanted.status == "proposed":
        chosen = chosen.where((Sanctions.act_by == "") | (Sanctions.act_by >= wanted.today))
    status = "proposed" if wanted.status == "expired" else wanted.status
    leads = (Sanctions.organization, wanted.organization), (Sanctions.status, status)
    page = along_index(unit, chosen, leads, Sanctions.position, after, limit)
    return [rows.Sanction._make(row) for row in unit.connection.execute(page)]


def sanction(unit: ReadingUnit, sanction_id: str) -> rows.Sanction | None:
    """Give one sanction, ``None`` where there is none."""
    chosen = select(*projection(rows.Sanction).columns).where(Sanctions.sanction == sanction_id)
    row = unit.connection.execute(chosen).first()
    return rows.Sanction._make(row) if row else None
