"""Proposals, page by page along the positions at which they were made; and bounds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Bounds, Proposals
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals; "" and ``None`` do not matter.

    Attributes:
        status: as of ``today``: one that nobody decided is expired from the day after its last day on.
        acts: only these acts; ``not_of`` leaves out those in which a person has a part.
    """

    today: str
    organization: str = ""
    status: str = ""
    acts: Collection[str] | None = None
    not_of: str = ""


def proposals(unit: ReadingUnit, wanted: Wanted, after: int | None = None, limit: int = 50) -> list[rows.Proposal]:
    """Give up to ``limit`` proposals behind position ``after``."""
    chosen = select(*projection(rows.Proposal).columns)
    status = wanted.status
    if status == "expired":
        overdue = and_(Proposals.status == "proposed", Proposals.act_by < wanted.today)
        chosen, status = chosen.where(or_(Proposals.status == "expired", overdue)), ""
    elif status == "proposed":
        chosen = chosen.where(Proposals.act_by >= wanted.today)
    if wanted.acts is not None:
        chosen = chosen.where(Proposals.act.in_(sorted(wanted.acts)))
    if wanted.not_of:
        has_no_part = Proposals.checkers.not_like(f"%{wanted.not_of}%")
        chosen = chosen.where(Proposals.person != wanted.not_of, has_no_part)
    leads = (Proposals.organization, wanted.organization), (Proposals.status, status)
    page = along_index(unit, chosen, leads, Proposals.position, after, limit)
    return [rows.Proposal._make(row) for row in unit.connection.execute(page)]


def proposal(unit: ReadingUnit, proposal_id: str) -> rows.Proposal | None:
    """Give one proposal, ``None`` where there is none."""
    chosen = select(*projection(rows.Proposal).columns).where(Proposals.proposal == proposal_id)
    row = unit.connection.execute(chosen).first()
    return rows.Proposal._make(row) if row else None


def overdue(unit: ReadingUnit, today: str, limit: int) -> list[str]:
    """Give the ids of up to ``limit`` proposals that nobody decided in time."""
    chosen = select(Proposals.proposal).where(Proposals.status == "proposed", Proposals.act_by < today)
    return list(unit.connection.execute(chosen.order_by(Proposals.position).limit(limit)).scalars())


def bounds(unit: ReadingUnit) -> list[rows.Bound]:
    """Give every bound that was ever set, as it stands."""
    chosen = select(*projection(rows.Bound).columns).order_by(Bounds.name)
    return [rows.Bound._make(row) for row in unit.connection.execute(chosen)]
