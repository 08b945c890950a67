"""Projection of sanctions: what companies are to forfeit, and have forfeited."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey


class Sanctions(Base):
    """Projection of ``rows.Sanction``."""

    __tablename__ = "sanctions"
    sanction: Mapped[WordsKey]
    organization: Mapped[Words]
    cause: Mapped[Words]
    points: Mapped[Whole]
    document: Mapped[Words]
    status: Mapped[Words]
    imposed: Mapped[Whole]
    forfeited: Mapped[Whole]
    person: Mapped[Words]
    proposed_at: Mapped[Words]
    decided_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    act_by: Mapped[Words]
    checkers: Mapped[Words]
    __table_args__ = (
        CheckConstraint("cause IN ('sanction', 'closure')", name="cause"),
        CheckConstraint("status IN ('proposed', 'imposed', 'rejected', 'withdrawn')", name="status"),
        CheckConstraint("points >= 0 AND forfeited = imposed", name="points"),
        CheckConstraint("(status = 'imposed') = (imposed > 0)", name="imposed"),
        Index("ix_sanctions_position", "position"),
        Index("ix_sanctions_organization_position", "organization", "position"),
        Index("ix_sanctions_status_position", "status", "position"),
        Index("ix_sanctions_person_organization_decided_at", "person", "organization", "decided_at"),
        STRICT,
    )
