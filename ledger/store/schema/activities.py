"""Projections of what was earned and what was spent: accruals and their agreements, redemptions and their lots."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Whole, Words, WordsKey, partial

WAITING_STATUSES: Final = ("submitted", "held", "cleared", "confirmed", "verified")
"""States of an activity that waits for a step of somebody else than its university's report."""

WAITING: Final = f"status IN ({', '.join(repr(status) for status in WAITING_STATUSES)})"
APPLIED: Final = "status = 'submitted'"
"""Conditions of the indexes that an inbox walks, in the words in which it asks."""


class Accruals(Base):
    """Projection of ``rows.Accrual``."""

    __tablename__ = "accruals"
    accrual: Mapped[WordsKey]
    university: Mapped[Words]
    organization: Mapped[Words]
    source: Mapped[Words]
    rule: Mapped[Words]
    rule_version: Mapped[Whole]
    occurred_on: Mapped[Words]
    agreement: Mapped[Words]
    paid_krw: Mapped[Whole]
    points: Mapped[Whole]
    reversed_points: Mapped[Whole]
    status: Mapped[Words]
    lot: Mapped[Words]
    active_on: Mapped[Words]
    expires_on: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    fingerprint: Mapped[Words]
    posted_on: Mapped[Words]
    missing: Mapped[Words]
    evidence_by: Mapped[Words]
    documented_at: Mapped[Whole]
    documented_on: Mapped[Words]
    __table_args__ = (
        UniqueConstraint("university", "source"),
        CheckConstraint("points >= 0 AND paid_krw >= 0", name="points"),
        CheckConstraint("reversed_points BETWEEN 0 AND points", name="reversed_points"),
        CheckConstraint("(points > 0) = (lot <> '')", name="lot"),
        partial("ix_accruals_agreement", "agreement", where="agreement <> ''"),
        partial("ix_accruals_fingerprint", "fingerprint", where="fingerprint <> ''"),
        Index("ix_accruals_position", "position"),
        Index("ix_accruals_university_position", "university", "position"),
        Index("ix_accruals_organization_position", "organization", "position"),
        Index("ix_accruals_status_position", "status", "position"),
        partial("ix_accruals_university_waiting", "university", "status", "position", where=WAITING),
        partial("ix_accruals_organization_waiting", "organization", "status", "position", where=WAITING),
        STRICT,
    )


class AccrualParts(Base):
    """Projection of ``rows.AccrualPart``."""

    __tablename__ = "accrual_parts"
    lot: Mapped[WordsKey]
    accrual: Mapped[Words]
    role: Mapped[Words]
    organization: Mapped[Words]
    rule: Mapped[Words]
    rule_version: Mapped[Whole]
    points: Mapped[Whole]
    reversed_points: Mapped[Whole]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("points > 0 AND reversed_points BETWEEN 0 AND points", name="points"),
        CheckConstraint("role IN ('campaign', 'mirror', 'share')", name="role"),
        Index("ix_accrual_parts_accrual", "accrual"),
        STRICT,
    )


class Claims(Base):
    """Projection of ``rows.Claim``."""

    __tablename__ = "claims"
    accrual: Mapped[WordsKey]
    waiting: Mapped[Words]
    taken: Mapped[Words]
    act_by: Mapped[Words]
    submitters: Mapped[Words]
    persons: Mapped[Words]
    clash: Mapped[Words]
    agreement_reference: Mapped[Words]
    subject: Mapped[Words]
    started_on: Mapped[Words]
    inputs: Mapped[Words]
    evidence: Mapped[Words]
    shares: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (STRICT,)


class Agreements(Base):
    """Projection of ``rows.Agreement``."""

    __tablename__ = "agreements"
    agreement: Mapped[WordsKey]
    paid_krw: Mapped[Whole]
    points: Mapped[Whole]
    __table_args__ = (CheckConstraint("paid_krw >= 0 AND points >= 0", name="base"), STRICT)


class Redemptions(Base):
    """Projection of ``rows.Redemption``."""

    __tablename__ = "redemptions"
    redemption: Mapped[WordsKey]
    organization: Mapped[Words]
    program: Mapped[Words]
    program_version: Mapped[Whole]
    reference: Mapped[Words]
    quantity: Mapped[Whole]
    points: Mapped[Whole]
    held: Mapped[Whole]
    captured: Mapped[Whole]
    returned: Mapped[Whole]
    revoked: Mapped[Whole]
    status: Mapped[Words]
    held_at: Mapped[Words]
    hold_expires_at: Mapped[Words]
    settled_at: Mapped[Words]
    entry: Mapped[Words]
    position: Mapped[Whole]
    call: Mapped[Words]
    pool: Mapped[Words]
    amount_krw: Mapped[Whole]
    executed_krw: Mapped[Whole]
    submitted_at: Mapped[Words]
    selected_at: Mapped[Words]
    fulfilled_at: Mapped[Words]
    valid_until: Mapped[Words]
    holder: Mapped[Words]
    __table_args__ = (
        UniqueConstraint("organization", "reference"),
        CheckConstraint("held >= 0 AND captured >= 0 AND returned >= 0 AND revoked >= 0", name="parts"),
        CheckConstraint("held + captured + returned + revoked = points", name="points"),
        CheckConstraint("executed_krw BETWEEN 0 AND amount_krw", name="executed_krw"),
        CheckConstraint("held = 0 OR settled_at = ''", name="settled_at"),
        partial("ix_redemptions_open", "hold_expires_at", where="settled_at = ''"),
        partial("ix_redemptions_holder_open", "holder", "hold_expires_at", where="settled_at = ''"),
        partial("ix_redemptions_program_open", "program", "hold_expires_at", where="settled_at = ''"),
        partial("ix_redemptions_open_call", "program", "call", where="call <> '' AND settled_at = ''"),
        partial("ix_redemptions_pool", "pool", where="pool <> ''"),
        Index("ix_redemptions_position", "position"),
        Index("ix_redemptions_holder_position", "holder", "position"),
        Index("ix_redemptions_status_position", "status", "position"),
        Index("ix_redemptions_program_position", "program", "position"),
        partial("ix_redemptions_program_applied", "program", "position", where=APPLIED),
        STRICT,
    )


class RedemptionLots(Base):
    """Projection of ``rows.RedemptionLot``."""

    __tablename__ = "redemption_lots"
    redemption: Mapped[WordsKey]
    lot: Mapped[WordsKey]
    held: Mapped[Whole]
    captured: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("held >= 0 AND captured >= 0", name="parts"),
        partial("ix_redemption_lots_held", "lot", where="held > 0"),
        CLUSTERED,
    )
