"""Projection of objections: which awards are contested, and until when."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey, partial


class Objections(Base):
    """Projection of ``rows.Objection``; no more than one is open for an award."""

    __tablename__ = "objections"
    objection: Mapped[WordsKey]
    accrual: Mapped[Words]
    organization: Mapped[Words]
    university: Mapped[Words]
    reason_code: Mapped[Words]
    document: Mapped[Words]
    status: Mapped[Words]
    frozen: Mapped[Whole]
    outcome: Mapped[Words]
    upheld: Mapped[Whole]
    taken_back: Mapped[Whole]
    grace_days: Mapped[Whole]
    proposal: Mapped[Words]
    decide_by: Mapped[Words]
    evidence_by: Mapped[Words]
    person: Mapped[Words]
    raised_at: Mapped[Words]
    decided_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("status IN ('open', 'rejected', 'upheld', 'withdrawn', 'timed_out')", name="status"),
        CheckConstraint("frozen >= 0 AND taken_back = upheld AND grace_days >= 0", name="points"),
        CheckConstraint("(status = 'open') = (decided_at = '')", name="decided_at"),
        CheckConstraint("outcome IN ('', status)", name="outcome"),
        Index("ix_objections_position", "position"),
        Index("ix_objections_accrual_position", "accrual", "position"),
        Index("ix_objections_organization_position", "organization", "position"),
        Index("ix_objections_status_position", "status", "position"),
        partial("ix_objections_university_position", "university", "position", where="university <> ''"),
        partial("ix_objections_open", "decide_by", where="status = 'open'"),
        STRICT,
    )
