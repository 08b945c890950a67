"""Accounts: what each one holds now, or held when the journal stood at a position, or on an accounting day.

A balance at a position is read off the account's last posting up to it; seen on an accounting day, the postings that
take effect later are taken away again. Amounts are signed: debit positive, credit negative.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of
from ledger.store.schema import Balances, LotBalances, Lots, Postings
from ledger.store.schema.base import present
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


class AccountBalance(NamedTuple):
    """An account and its signed balance."""

    account: str
    holder: str
    kind: str
    balance: int


class LotState(NamedTuple):
    """What of a lot stands in one of its holder's accounts: a state such as "available", a signed amount."""

    lot: rows.Lot
    state: str
    amount: int


def accounts(unit: ReadingUnit, organization: str = "", after: str = "", limit: int = 50) -> list[rows.Balance]:
    """Give up to ``limit`` accounts behind the account ``after``, by name: of one holder or, with "", all."""
    chosen = select(*projection(rows.Balance).columns).where(Balances.account > after)
    if organization:
        chosen = chosen.where(Balances.holder == organization, present(Balances.holder))
    found = unit.connection.execute(chosen.order_by(Balances.account).limit(limit))
    return [rows.Balance._make(row) for row in found]


def balances_at(
    unit: ReadingUnit,
    accounts: Collection[str] = (),
    holder: str = "",
    position: int | None = None,
    effective_on: str | None = None,
) -> dict[str, int]:
    """Give the balances of these accounts, or of a holder's, as the journal stood at a position.

    Args:
        position: ``None`` for the journal's head.
        effective_on: leave out what takes effect after this accounting day.

    Returns:
        Signed balances by account; an account that had no posting by then is missing.
    """
    of_holder = and_(Balances.holder == holder, present(Balances.holder))
    condition = of_holder if holder else Balances.account.in_(list(accounts))
    found = _balances(unit, condition, position, effective_on)
    return {line.account: line.balance for line in found}


def trial_balance(
    unit: ReadingUnit, position: int | None = None, effective_on: str | None = None
) -> list[AccountBalance]:
    """Give every account with its signed balance, by name; the balances sum to zero."""
    return _balances(unit, None, position, effective_on)


def lots_of(
    unit: ReadingUnit, holder: str, position: int | None = None, effective_on: str | None = None
) -> list[LotState]:
    """Give what a holder's lots hold, state by state, soonest expiry first; what is empty is left out."""
    parts = _lot_parts(unit, holder, position, effective_on)
    lots = projection(rows.Lot)
    chosen = select(*lots.columns, parts.c.account, parts.c.amount).join(parts, parts.c.lot == lots.c.lot)
    ordered = chosen.order_by(Lots.expires_on, Lots.position, parts.c.account)
    width = len(rows.Lot._fields)
    return [
        LotState(rows.Lot._make(row[:width]), kind_of(row.account), int(row.amount))
        for row in unit.connection.execute(ordered)
    ]


def _lot_parts(unit: ReadingUnit, holder: str, position: int | None, effective_on: str | None) -> Any:
    if _is_now(unit, position, effective_on):
        now = select(LotBalances.account, LotBalances.lot, LotBalances.amount)
        return now.where(LotBalances.holder == holder, LotBalances.amount != literal_column("0")).subquery()
    then = select(Postings.account, Postings.lot, func.sum(Postings.amount).label("amount")).where(
        Postings.holder == holder, present(Postings.holder), _until(unit, position)
    )
    if effective_on is not None:
        then = then.where(Postings.effective_on <= effective_on)
    return then.group_by(Postings.account, Postings.lot).having(func.sum(Postings.amount) != 0).subquery()


def _is_now(unit: ReadingUnit, position: int | None, effective_on: str | None) -> bool:
    return effective_on is None and (position is None or position >= unit.head.position)


def _last_position(unit: ReadingUnit, position: int | None) -> int:
    return unit.head.position if position is None else position


def _until(unit: ReadingUnit, position: int | None) -> ColumnElement[bool]:
    return Postings.position <= _last_position(unit, position)


def _balances(
    unit: ReadingUnit, condition: ColumnElement[bool] | None, position: int | None, effective_on: str | None
) -> list[AccountBalance]:
    balance: ColumnElement[Any] = Balances.balance.expression
    if not _is_now(unit, position, effective_on):
        of_account = (Postings.account == Balances.account, _until(unit, position))
        balance = _last(of_account)
        if effective_on is not None:
            # Few postings take effect later: the sum keeps every engine on the index of that day, not of positions.
            until = Postings.position + literal_column("0") <= _last_position(unit, position)
            later = select(func.coalesce(func.sum(Postings.amount), 0)).where(
                Postings.account == Balances.account, Postings.effective_on > effective_on, until
            )
            balance = balance - later.scalar_subquery()
    chosen = select(Balances.account, Balances.holder, Balances.kind, balance.label("balance"))
    if condition is not None:
        chosen = chosen.where(condition)
    found = unit.connection.execute(chosen.order_by(Balances.account))
    return [AccountBalance._make((*row[:3], int(row[3]))) for row in found if row[3] is not None]


def _last(of_account: tuple[ColumnElement[bool], ...]) -> ColumnElement[Any]:
    last: Select[int] = (
        select(Postings.balance_after)
        .where(*of_account)
        .order_by(Postings.position.desc(), Postings.account_version.desc())
        .limit(1)
    )
    return last.scalar_subquery()
