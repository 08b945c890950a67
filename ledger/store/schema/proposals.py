"""Projections of acts that take two persons, and of how far they reach."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey


class Proposals(Base):
    """Projection of ``rows.Proposal``."""

    __tablename__ = "proposals"
    proposal: Mapped[WordsKey]
    act: Mapped[Words]
    organization: Mapped[Words]
    points: Mapped[Whole]
    reason_code: Mapped[Words]
    terms: Mapped[Words]
    document: Mapped[Words]
    status: Mapped[Words]
    checks: Mapped[Whole]
    person: Mapped[Words]
    checkers: Mapped[Words]
    act_by: Mapped[Words]
    proposed_at: Mapped[Words]
    decided_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    together: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("status IN ('proposed', 'approved', 'rejected', 'withdrawn', 'expired')", name="status"),
        CheckConstraint("points >= 0 AND checks >= 1", name="points"),
        CheckConstraint("(status = 'approved') = (entry <> '')", name="entry"),
        CheckConstraint("checkers NOT LIKE '%' || person || '%'", name="another"),
        Index("ix_proposals_position", "position"),
        Index("ix_proposals_organization_position", "organization", "position"),
        Index("ix_proposals_status_position", "status", "position"),
        Index("ix_proposals_person_organization_decided_at", "person", "organization", "decided_at"),
        STRICT,
    )


class Bounds(Base):
    """Projection of ``rows.Bound``."""

    __tablename__ = "bounds"
    name: Mapped[WordsKey]
    points_max: Mapped[Whole]
    second_from: Mapped[Whole]
    days: Mapped[Whole]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("points_max >= 0 AND second_from >= 0 AND days >= 0", name="bounds"),
        STRICT,
    )
