"""Projections of who there is and by which rules: their columns are the fields of the row classes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, WholeKey, Words, WordsKey, partial


class Organizations(Base):
    """Projection of ``rows.Organization``."""

    __tablename__ = "organizations"
    organization: Mapped[WordsKey]
    kind: Mapped[Words]
    registration: Mapped[Words]
    position: Mapped[Whole]
    region: Mapped[Words]
    size: Mapped[Words]
    owner: Mapped[Words]
    status: Mapped[Words]
    successor: Mapped[Words]
    affiliates: Mapped[Words]
    __table_args__ = (
        partial("uq_organizations_registration", "registration", where="registration <> ''", unique=True),
        partial("uq_organizations_owner", "owner", where="owner <> ''", unique=True),
        partial("ix_organizations_successor", "successor", where="successor <> ''"),
        Index("ix_organizations_position", "position"),
        STRICT,
    )


class Registrations(Base):
    """Projection of ``rows.Registration``."""

    __tablename__ = "registrations"
    registration: Mapped[WordsKey]
    organization: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (Index("ix_registrations_organization", "organization"), STRICT)


class Clients(Base):
    """Projection of ``rows.Client``."""

    __tablename__ = "clients"
    client: Mapped[WordsKey]
    organization: Mapped[Words]
    person: Mapped[Words]
    role: Mapped[Words]
    permissions: Mapped[Words]
    revoked_at: Mapped[Words]
    position: Mapped[Whole]
    login: Mapped[Words]
    __table_args__ = (
        Index("ix_clients_organization", "organization"),
        Index("ix_clients_role", "role"),
        partial("uq_clients_login", "login", where="login <> '' AND revoked_at = ''", unique=True),
        STRICT,
    )


class Rules(Base):
    """Projection of ``rows.Rule``."""

    __tablename__ = "rules"
    code: Mapped[WordsKey]
    version: Mapped[WholeKey]
    valid_from: Mapped[Words]
    valid_to: Mapped[Words]
    terms: Mapped[Words]
    position: Mapped[Whole]
    role: Mapped[Words]
    __table_args__ = (CheckConstraint("version >= 1", name="version"), STRICT)


class RuleDrafts(Base):
    """Projection of ``rows.RuleDraft``."""

    __tablename__ = "rule_drafts"
    code: Mapped[WordsKey]
    version: Mapped[WholeKey]
    valid_from: Mapped[Words]
    valid_to: Mapped[Words]
    terms: Mapped[Words]
    status: Mapped[Words]
    person: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("status IN ('draft', 'simulated', 'approved')", name="status"),
        Index("ix_rule_drafts_status_position", "status", "position"),
        STRICT,
    )


class Programs(Base):
    """Projection of ``rows.Program``."""

    __tablename__ = "programs"
    code: Mapped[WordsKey]
    version: Mapped[WholeKey]
    terms: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (CheckConstraint("version >= 1", name="version"), STRICT)


class ProgramDrafts(Base):
    """Projection of ``rows.ProgramDraft``."""

    __tablename__ = "program_drafts"
    code: Mapped[WordsKey]
    version: Mapped[WholeKey]
    terms: Mapped[Words]
    status: Mapped[Words]
    person: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("status IN ('draft', 'approved')", name="status"),
        Index("ix_program_drafts_status_position", "status", "position"),
        STRICT,
    )


class TierVersions(Base):
    """Projection of ``rows.TierVersion``."""

    __tablename__ = "tier_versions"
    version: Mapped[WholeKey]
    terms: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (CheckConstraint("version >= 1", name="version"), STRICT)
