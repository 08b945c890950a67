"""Projections of periods: what was closed, and what each account came to in it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Whole, Words, WordsKey


class Periods(Base):
    """Projection of ``rows.Period``."""

    __tablename__ = "periods"
    period: Mapped[WordsKey]
    first_day: Mapped[Words]
    last_day: Mapped[Words]
    lines: Mapped[Whole]
    root: Mapped[Words]
    debit: Mapped[Whole]
    credit: Mapped[Whole]
    through: Mapped[Whole]
    log_root: Mapped[Words]
    prior: Mapped[Whole]
    proposal: Mapped[Words]
    closed_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("lines >= 0 AND debit = credit", name="sums"),
        CheckConstraint("through = position - 1 AND prior < position", name="through"),
        Index("ix_periods_position", "position"),
        STRICT,
    )


class PeriodLines(Base):
    """Projection of ``rows.PeriodLine``."""

    __tablename__ = "period_lines"
    period: Mapped[WordsKey]
    account: Mapped[WordsKey]
    opening: Mapped[Whole]
    debit: Mapped[Whole]
    credit: Mapped[Whole]
    closing: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("closing = opening + debit - credit", name="closing"),
        CheckConstraint("debit >= 0 AND credit >= 0", name="sides"),
        CLUSTERED,
    )
