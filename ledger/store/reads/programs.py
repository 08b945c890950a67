"""Programs: the published versions of their terms."""

from __future__ import annotations

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.schema import Programs
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def versions(unit: ReadingUnit, code: str) -> list[rows.Program]:
    """Give every version of a program, oldest first; none where there is no such program."""
    chosen = select(*projection(rows.Program).columns).where(Programs.code == code).order_by(Programs.version)
    return [rows.Program._make(row) for row in unit.connection.execute(chosen)]
