"""Due: whose points fall due by the clock."""

from __future__ import annotations

from sqlalchemy import literal_column, select, union

from ledger.store.schema import LotBalances, Redemptions
from ledger.store.schema.base import present
from ledger.store.units import ReadingUnit


def holders_due(unit: ReadingUnit, today: str, now: str, limit: int) -> list[str]:
    """Give up to ``limit`` holders of whom a lot is due by ``today`` or a hold is over by ``now``, in order of id."""
    lots = select(LotBalances.holder.label("holder")).where(
        LotBalances.amount != literal_column("0"), present(LotBalances.due_on), LotBalances.due_on <= today
    )
    holds = select(Redemptions.organization.label("holder")).where(
        Redemptions.status == literal_column("'held'"), Redemptions.hold_expires_at <= now
    )
    both = union(lots, holds).subquery()
    return list(unit.connection.execute(select(both.c.holder).order_by(both.c.holder).limit(limit)).scalars())
