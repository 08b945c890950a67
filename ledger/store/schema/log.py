"""What stands around the log's checkpoints: the keys that sign them, and what witnesses say of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Whole, WholeKey, Words, WordsKey


class LogKeys(Base):
    """Projection of ``rows.LogKey``."""

    __tablename__ = "log_keys"
    public_key: Mapped[WordsKey]
    position: Mapped[Whole]
    __table_args__ = (CheckConstraint("length(public_key) = 64", name="public_key"), STRICT)


class LogSigners(Base):
    """Every key that signed a checkpoint, in hexadecimal, with the size of the first that it signed."""

    __tablename__ = "log_signers"
    public_key: Mapped[WordsKey]
    first_size: Mapped[Whole]
    __table_args__ = (CheckConstraint("length(public_key) = 64 AND first_size >= 0", name="public_key"), STRICT)


class Cosignatures(Base):
    """Signature lines of witnesses under a checkpoint, one of each key: ``name`` is ``CosignerKey.known_as``."""

    __tablename__ = "cosignatures"
    size: Mapped[WholeKey]
    name: Mapped[WordsKey]
    line: Mapped[Words]
    cosigned_at: Mapped[Words]
    __table_args__ = (CheckConstraint("size >= 0 AND line <> ''", name="line"), CLUSTERED)
