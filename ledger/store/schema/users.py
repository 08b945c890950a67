"""What users prove themselves by: beside the journal, which knows only who was invited to what.

Nothing here opens anything by itself: codes, passwords and session tokens are kept as hashes.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey


class Invitations(Base):
    """The last invitation of each user; a renewal takes the place of the one before, used or not."""

    __tablename__ = "invitations"
    client: Mapped[WordsKey]
    code_hash: Mapped[Words]
    created_at: Mapped[Words]
    expires_at: Mapped[Words]
    used_at: Mapped[Words]
    """When it was accepted, or ""; until then the user has no password that holds, and no session."""
    __table_args__ = (STRICT,)


class UserPasswords(Base):
    """The password of each user, hashed."""

    __tablename__ = "user_passwords"
    client: Mapped[WordsKey]
    password_hash: Mapped[Words]
    changed_at: Mapped[Words]
    must_change: Mapped[Whole]
    """1 while the user may do nothing but change it, else 0."""
    __table_args__ = (CheckConstraint("must_change IN (0, 1)", name="must_change"), STRICT)


class Sessions(Base):
    """Where users are logged in; a session that is over stays as a record of it."""

    __tablename__ = "sessions"
    session: Mapped[WordsKey]
    client: Mapped[Words]
    token_hash: Mapped[Words]
    """SHA-256 of a token of 256 random bits."""
    created_at: Mapped[Words]
    renewed_at: Mapped[Words]
    idle_until: Mapped[Words]
    expires_at: Mapped[Words]
    ended_at: Mapped[Words]
    """When it was ended, or "" where it was not, or just ran out."""
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_sessions_client_session", "client", "session"), STRICT)
