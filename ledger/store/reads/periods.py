"""Periods: what is closed, and the lines of a closing along the names of their accounts."""

from __future__ import annotations

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.store.schema import PeriodLines, Periods
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def periods(unit: ReadingUnit) -> dict[str, rows.Period]:
    """Give every closed period by its name; there are thirteen a year."""
    chosen = select(*projection(rows.Period).columns).order_by(Periods.position)
    return {row.period: rows.Period._make(row) for row in unit.connection.execute(chosen)}


def period(unit: ReadingUnit, name: str) -> rows.Period | None:
    """Give a closed period, ``None`` where it is not closed."""
    row = unit.connection.execute(select(*projection(rows.Period).columns).where(Periods.period == name)).first()
    return rows.Period._make(row) if row else None


def lines(
    unit: ReadingUnit, name: str, organization: str = "", after: str = "", limit: int | None = None
) -> list[rows.PeriodLine]:
    """Give up to ``limit`` lines of a closing behind the account ``after``: of one holder or, with "", all."""
    chosen = select(*projection(rows.PeriodLine).columns).where(PeriodLines.period == name, PeriodLines.account > after)
    if organization:
        chosen = chosen.where(PeriodLines.account.in_([of_holder(organization, state) for state in HOLDER_STATES]))
    found = unit.connection.execute(chosen.order_by(PeriodLines.account).limit(limit))
    return [rows.PeriodLine._make(row) for row in found]
