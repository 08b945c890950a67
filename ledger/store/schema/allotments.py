"""Projections of allotments: what each university may issue in a year, and what is proposed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, WholeKey, Words, WordsKey


class Allotments(Base):
    """Projection of ``rows.Allotment``."""

    __tablename__ = "allotments"
    university: Mapped[WordsKey]
    year: Mapped[WholeKey]
    points_max: Mapped[Whole]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("points_max >= 0", name="points_max"),
        Index("ix_allotments_position", "position"),
        STRICT,
    )


class AllotmentProposals(Base):
    """Projection of ``rows.AllotmentProposal``."""

    __tablename__ = "allotment_proposals"
    proposal: Mapped[WordsKey]
    university: Mapped[Words]
    year: Mapped[Whole]
    points_max: Mapped[Whole]
    status: Mapped[Words]
    person: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("points_max >= 0", name="points_max"),
        CheckConstraint("status IN ('proposed', 'approved')", name="status"),
        Index("ix_allotment_proposals_status_position", "status", "position"),
        STRICT,
    )
