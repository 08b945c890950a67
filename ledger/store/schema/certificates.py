"""Projection of certificates: what was certified of whom, and what of it counts no more."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey


class Certificates(Base):
    """Projection of ``rows.Certificate``."""

    __tablename__ = "certificates"
    certificate: Mapped[WordsKey]
    organization: Mapped[Words]
    as_of: Mapped[Words]
    period: Mapped[Words]
    available: Mapped[Whole]
    pending: Mapped[Whole]
    held: Mapped[Whole]
    disputed: Mapped[Whole]
    arrears: Mapped[Whole]
    language: Mapped[Words]
    nonce: Mapped[Words]
    code: Mapped[Words]
    """Digest of the code; the code itself is nowhere."""
    issued_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    revoked_at: Mapped[Words]
    revocation: Mapped[Words]
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(
            "available >= 0 AND pending >= 0 AND held >= 0 AND disputed >= 0 AND arrears >= 0", name="points"
        ),
        CheckConstraint("(revoked_at = '') = (revocation = '')", name="revoked_at"),
        Index("ix_certificates_position", "position"),
        Index("ix_certificates_organization_position", "organization", "position"),
        STRICT,
    )
