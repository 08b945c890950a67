"""Projections of points: what each account and each lot holds, and what of every limit is used."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from ledger.domain.books.accounts import CREDIT_NORMAL, DEBIT_NORMAL
from ledger.store.schema.base import STRICT, Base, Whole, Words, WordsKey, partial


def _quoted(kinds: frozenset[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


class Balances(Base):
    """Projection of ``rows.Balance``: every account that was ever posted to."""

    __tablename__ = "balances"
    account: Mapped[WordsKey]
    holder: Mapped[Words]
    kind: Mapped[Words]
    balance: Mapped[Whole]
    version: Mapped[Whole]
    __table_args__ = (
        CheckConstraint(f"kind NOT IN ({_quoted(CREDIT_NORMAL)}) OR balance <= 0", name="credit_normal"),
        CheckConstraint(f"kind NOT IN ({_quoted(DEBIT_NORMAL)}) OR balance >= 0", name="debit_normal"),
        CheckConstraint("version >= 1", name="version"),
        partial("ix_balances_holder", "holder", "kind", where="holder <> ''"),
        STRICT,
    )


class Lots(Base):
    """Projection of ``rows.Lot``."""

    __tablename__ = "lots"
    lot: Mapped[WordsKey]
    holder: Mapped[Words]
    accrual: Mapped[Words]
    rule: Mapped[Words]
    points: Mapped[Whole]
    active_on: Mapped[Words]
    expires_on: Mapped[Words]
    position: Mapped[Whole]
    occurred_on: Mapped[Words]
    __table_args__ = (
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("active_on <= expires_on", name="dates"),
        partial("ix_lots_holder_occurred_on", "holder", "occurred_on", where="occurred_on <> ''"),
        STRICT,
    )


class LotBalances(Base):
    """Projection of ``rows.LotBalance``; its partial indexes hold what can be spent and what falls due."""

    __tablename__ = "lot_balances"
    account: Mapped[WordsKey]
    lot: Mapped[WordsKey]
    holder: Mapped[Words]
    kind: Mapped[Words]
    amount: Mapped[Whole]
    due_on: Mapped[Words]
    lot_position: Mapped[Whole]
    __table_args__ = (
        CheckConstraint("amount <= 0 OR kind = 'arrears'", name="amount_credit"),
        partial("ix_lot_balances_wallet", "holder", "kind", "due_on", "lot_position", where="amount <> 0"),
        partial("ix_lot_balances_due_on", "due_on", where="amount <> 0 AND due_on <> ''"),
        partial("ix_lot_balances_frozen", "holder", where="kind = 'disputed' AND due_on <> ''"),
        Index("ix_lot_balances_lot", "lot"),
        STRICT,
    )


class Usage(Base):
    """Projection of ``rows.Usage``."""

    __tablename__ = "usage"
    meter: Mapped[WordsKey]
    used: Mapped[Whole]
    __table_args__ = (CheckConstraint("used >= 0", name="used"), STRICT)
