"""Projections of what callers are told: events, and the warnings among them by holder and last day."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Whole, WholeKey, Words, WordsKey


class ExpiryWarnings(Base):
    """Projection of ``rows.ExpiryWarning``."""

    __tablename__ = "expiry_warnings"
    holder: Mapped[WordsKey]
    expires_on: Mapped[WordsKey]
    days: Mapped[WholeKey]
    points: Mapped[Whole]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("points > 0", name="points"),
        CLUSTERED,
    )


class Events(Base):
    """Projection of ``rows.Event``."""

    __tablename__ = "events"
    position: Mapped[WholeKey]
    organization: Mapped[Words]
    kind: Mapped[Words]
    subject: Mapped[Words]
    """Id of what it is about, or ""."""
    __table_args__ = (
        Index("ix_events_organization_position", "organization", "position"),
        Index("ix_events_kind_position", "kind", "position"),
        STRICT,
    )
