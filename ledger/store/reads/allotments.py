"""Allotments with what is used of them, and proposals, page by page along their positions."""

from __future__ import annotations

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index, along_positions
from ledger.store.schema import AllotmentProposals, Allotments, Usage
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def allotments(
    unit: ReadingUnit, university: str, year: int | None, after: int | None = None, limit: int = 50
) -> list[rows.Allotment]:
    """Give up to ``limit`` allotments behind position ``after``; "" and ``None`` do not matter."""
    chosen = select(*projection(rows.Allotment).columns)
    if university:
        chosen = chosen.where(Allotments.university == university)
    if year is not None:
        chosen = chosen.where(Allotments.year == year)
    page = along_positions(chosen, Allotments.position, after, limit)
    return [rows.Allotment._make(row) for row in unit.connection.execute(page)]


def proposals(
    unit: ReadingUnit, status: str, after: int | None = None, limit: int = 50
) -> list[rows.AllotmentProposal]:
    """Give up to ``limit`` proposals behind position ``after``; "" is any status."""
    chosen = select(*projection(rows.AllotmentProposal).columns)
    page = along_index(unit, chosen, ((AllotmentProposals.status, status),), AllotmentProposals.position, after, limit)
    return [rows.AllotmentProposal._make(row) for row in unit.connection.execute(page)]


def used(unit: ReadingUnit, meters: list[str]) -> dict[str, int]:
    """Give what is used on each of these meters that was ever counted on."""
    found = unit.connection.execute(select(Usage.meter, Usage.used).where(Usage.meter.in_(meters)))
    return {meter: count for meter, count in found}
