"""What concerns persons: the log of who read it, append-only beside the journal, and what of it was erased."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Octets, Whole, WholeKey, Words, WordsKey


class AccessLog(Base):
    """Who was about to read what, and why: each line carries the hash of all before it (``domain.access``)."""

    __tablename__ = "access_log"
    number: Mapped[WholeKey]
    id: Mapped[Words]
    at: Mapped[Words]
    position: Mapped[Whole]
    client: Mapped[Words]
    person: Mapped[Words]
    organization: Mapped[Words]
    door: Mapped[Words]
    subject: Mapped[Words]
    about: Mapped[Words]
    filters: Mapped[Words]
    reason: Mapped[Words]
    hash: Mapped[Octets]
    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("length(hash) = 32", name="hash"),
        Index("ix_access_log_about_number", "about", "number"),
        STRICT,
    )


class Erasures(Base):
    """Projection of ``rows.Erasure``."""

    __tablename__ = "erasures"
    subject: Mapped[WordsKey]
    field: Mapped[WordsKey]
    erased_at: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (CLUSTERED,)
