"""The journal and its log: append-only, on pain of a trigger."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.schema.base import CLUSTERED, STRICT, WHOLE, Base, Octets, Whole, WholeKey, Words, WordsKey, partial


def late(name: str, column: str) -> Index:
    """Make the index, by month, of what was recorded in a later month than that of a day; see ``reads/late.py``."""
    month = f"substr({column}, 1, 7)"
    condition = f"{column} <> '' AND {month} < substr(recorded_at, 1, 7)"
    return partial(name, text(month), "position", where=condition)


class Entries(Base):
    """The journal: position, exact bytes and leaf hash of every entry, and the columns by which it is found."""

    __tablename__ = "entries"
    position: Mapped[WholeKey]
    id: Mapped[Words]
    kind: Mapped[Words]
    format: Mapped[Whole]
    recorded_at: Mapped[Words]
    occurred_on: Mapped[Words]
    effective_on: Mapped[Words]
    actor_client: Mapped[Words]
    actor_person: Mapped[Words]
    actor_organization: Mapped[Words]
    university: Mapped[Words]
    subject: Mapped[Words]
    """Id of the accrual, redemption or sanction that the entry is about, or ""."""
    reference: Mapped[Words]
    """Blind digest of the university's or the company's own reference, or ""."""
    reverses: Mapped[Words]
    request: Mapped[Words]
    lines: Mapped[Whole]
    """How many postings the entry has: none, or two and more."""
    program: Mapped[Words]
    """Code of the program of the redemption that the entry is about, or ""."""
    bytes: Mapped[Octets]
    leaf_hash: Mapped[Octets]
    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("lines = 0 OR lines >= 2", name="lines"),
        CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
        CheckConstraint("length(bytes) BETWEEN 1 AND 60000", name="bytes"),
        Index("ix_entries_recorded_at_position", "recorded_at", "position"),
        Index("ix_entries_kind_position", "kind", "position"),
        Index("ix_entries_effective_on_position", "effective_on", "position"),
        partial("ix_entries_university_position", "university", "position", where="university <> ''"),
        partial("ix_entries_subject", "subject", "position", where="subject <> ''"),
        partial("ix_entries_reference", "reference", "position", where="reference <> ''"),
        partial("ix_entries_program_position", "program", "position", where="program <> ''"),
        Index("ix_entries_actor_person_position", "actor_person", "position"),
        partial("ix_entries_occurred_on_position", "occurred_on", "position", where="occurred_on <> ''"),
        late("ix_entries_late_effective_on", "effective_on"),
        late("ix_entries_late_occurred_on", "occurred_on"),
        STRICT,
    )


class Postings(Base):
    """The legs of all transactions, each with its account's running version and balance."""

    __tablename__ = "postings"
    position: Mapped[int] = mapped_column(
        WHOLE,
        ForeignKey("entries.position", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    )
    line: Mapped[WholeKey]
    account: Mapped[Words]
    lot: Mapped[Words]
    amount: Mapped[Whole]
    account_version: Mapped[Whole]
    balance_after: Mapped[Whole]
    holder: Mapped[Words]
    """Whose account it is, "" for the system's own."""
    effective_on: Mapped[Words]
    rule: Mapped[Words]
    """The activity by which the lot was earned, "" where nobody earned it."""
    __table_args__ = (
        UniqueConstraint("account", "account_version"),
        CheckConstraint("line >= 1", name="line"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("lot <> ''", name="lot"),
        CheckConstraint("account_version >= 1", name="account_version"),
        Index("ix_postings_account_position", "account", "position", "account_version"),
        Index("ix_postings_account_effective_on", "account", "effective_on", "position"),
        partial("ix_postings_holder_position", "holder", "position", where="holder <> ''"),
        # Whatever moves points of a lot debits it somewhere: one leg of the two is enough to find it by.
        partial("ix_postings_lot_position", "lot", "position", where="amount > 0"),
        partial("ix_postings_rule_position", "rule", "position", where="amount > 0 AND rule <> ''"),
        CLUSTERED,
    )


class LogNodes(Base):
    """Roots of the complete subtrees of levels 8, 16, …: the rows of tiles above the leaves."""

    __tablename__ = "log_nodes"
    level: Mapped[WholeKey]
    idx: Mapped[WholeKey]
    hash: Mapped[Octets]
    __table_args__ = (
        CheckConstraint("level > 0 AND level % 8 = 0 AND idx >= 0", name="place"),
        CheckConstraint("length(hash) = 32", name="hash"),
        CLUSTERED,
    )


class RememberedAnswers(Base):
    """The answer to every request that was decided, under the blind digest of its idempotency key, for ever."""

    __tablename__ = "remembered"
    request: Mapped[WordsKey]
    fingerprint: Mapped[Words]
    answer: Mapped[Words]
    trace_id: Mapped[Words]
    position: Mapped[Whole]
    __table_args__ = (CheckConstraint("request <> ''", name="request"), STRICT)


class Checkpoints(Base):
    """Signed tree heads, one for each size that was signed."""

    __tablename__ = "checkpoints"
    size: Mapped[WholeKey]
    root: Mapped[Octets]
    note: Mapped[Words]
    signed_at: Mapped[Words]
    __table_args__ = (CheckConstraint("size >= 0 AND length(root) = 32", name="root"), STRICT)
