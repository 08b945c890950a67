"""Redemptions: what was reserved and used, page by page along their positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Entries, Postings, RedemptionLots, Redemptions
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class RedemptionFilter:
    """Which redemptions are wanted; what is "" does not matter."""

    status: str = ""
    organization: str = ""
    program: str = ""


def redemptions(
    unit: ReadingUnit, wanted: RedemptionFilter, after: int | None = None, limit: int = 50
) -> list[rows.Redemption]:
    """Give up to ``limit`` redemptions behind position ``after``; programs are looked at along the way."""
    chosen = select(*projection(rows.Redemption).columns)
    if wanted.program:
        chosen = chosen.where(Redemptions.program == wanted.program)
    leads = (Redemptions.organization, wanted.organization), (Redemptions.status, wanted.status)
    page = along_index(unit, chosen, leads, Redemptions.position, after, limit)
    return [rows.Redemption._make(row) for row in unit.connection.execute(page)]


def redemption(unit: ReadingUnit, redemption_id: str) -> rows.Redemption | None:
    """Give one redemption, ``None`` where there is none."""
    chosen = select(*projection(rows.Redemption).columns).where(Redemptions.redemption == redemption_id)
    row = unit.connection.execute(chosen).first()
    return rows.Redemption._make(row) if row else None


def lots_of_redemption(unit: ReadingUnit, redemption_id: str) -> list[rows.RedemptionLot]:
    """Give what a redemption holds and has used of each lot."""
    chosen = select(*projection(rows.RedemptionLot).columns).where(RedemptionLots.redemption == redemption_id)
    found = unit.connection.execute(chosen.order_by(RedemptionLots.lot))
    return [rows.RedemptionLot._make(row) for row in found]


class HeldPart(NamedTuple):
    """Points of a lot in a holder's held account, by what moved them: a redemption, or the reversal of an accrual."""

    subject: str
    lot: str
    amount: int


def held_at(unit: ReadingUnit, held_account: str, position: int, effective_on: str | None) -> list[HeldPart]:
    """Give what stood in a held account at a position, seen on an accounting day, by subject and lot; signed."""
    amount = func.sum(Postings.amount)
    chosen = (
        select(Entries.subject, Postings.lot, amount.label("amount"))
        .join(Entries, Entries.position == Postings.position)
        .where(Postings.account == held_account, Postings.position <= position)
        .group_by(Entries.subject, Postings.lot)
        .having(amount != 0)
    )
    if effective_on is not None:
        chosen = chosen.where(Postings.effective_on <= effective_on)
    found = unit.connection.execute(chosen.order_by(Entries.subject, Postings.lot))
    return [HeldPart(row.subject, row.lot, int(row.amount)) for row in found]
