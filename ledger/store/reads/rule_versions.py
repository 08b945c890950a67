"""Rule versions: the published versions of one rule, as they are stored."""

from __future__ import annotations

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.schema import Rules
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def versions(unit: ReadingUnit, code: str) -> list[rows.Rule]:
    """Give the versions of a rule in order, none where there is no such rule."""
    chosen = select(*projection(rows.Rule).columns).where(Rules.code == code).order_by(Rules.version)
    return [rows.Rule._make(row) for row in unit.connection.execute(chosen)]
