"""What stands beside the journal: mutable, small, and no projection of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Octets, Whole, WholeKey, Words, WordsKey


class HeadRow(Base):
    """The ledger's head: one row, and the lock that everyone who writes takes."""

    __tablename__ = "head"
    id: Mapped[WholeKey]
    position: Mapped[Whole]
    recorded_at: Mapped[Words]
    frontier: Mapped[Octets]
    closed_through: Mapped[Words]
    """Last day of the last month that is closed, "" before the first: no entry takes effect by then."""
    __table_args__ = (CheckConstraint("id = 1 AND position >= 0", name="one"), STRICT)


class Vault(Base):
    """Texts that the journal only commits to: erasable."""

    __tablename__ = "vault"
    subject: Mapped[WordsKey]
    field: Mapped[WordsKey]
    salt: Mapped[Octets]
    value: Mapped[Words]
    __table_args__ = (CLUSTERED,)


class ClientSecrets(Base):
    """Hashed secrets of clients: up to two live at a time, so that a secret can be rotated."""

    __tablename__ = "client_secrets"
    client: Mapped[WordsKey]
    created_at: Mapped[WordsKey]
    secret_hash: Mapped[Words]
    revoked_at: Mapped[Words]
    __table_args__ = (CLUSTERED,)
