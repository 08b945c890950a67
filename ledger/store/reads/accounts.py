"""Accounts: what each one holds now, or held when the journal stood at a position, or on an accounting day.

A balance at a position is read off the account's last posting up to it. Seen on an accounting day, it is read off the
last posting by the end of that day, and what was recorded late is added. Amounts are signed: debit positive, credit
negative.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import func, literal_column, select, tuple_

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of, of_holder
from ledger.store.engines.backend import Question
from ledger.store.reads import late
from ledger.store.reads.asking import ask
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


class LotPlace(NamedTuple):
    """Where a part of a lot stands in the order of a wallet's lots."""

    expires_on: str
    lot: str
    state: str


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
    if holder:
        found = _balances(unit, "b.holder = ? AND b.holder <> ''", (holder,), position, effective_on)
    else:
        keys = (unit.backend.keys(accounts),)
        found = _balances(unit, unit.backend.among("b.account"), keys, position, effective_on)
    return {line.account: line.balance for line in found}


def trial_balance(
    unit: ReadingUnit, position: int | None = None, effective_on: str | None = None
) -> list[AccountBalance]:
    """Give every account with its signed balance, by name; the balances sum to zero."""
    return _balances(unit, "b.version > 0", (), position, effective_on)


def totals_of_states(unit: ReadingUnit, position: int | None = None, effective_on: str | None = None) -> dict[str, int]:
    """Give what all holders' accounts of each kind hold together, signed, by the running balance of each."""
    balance, parameters = _signed(unit, position, effective_on)
    sql = (
        f"SELECT t.kind, sum(t.balance) FROM (SELECT b.kind AS kind, {balance} AS balance FROM balances AS b"
        " WHERE b.holder <> '') AS t GROUP BY t.kind"
    )
    (found,) = ask(unit, Question(sql, parameters))
    return {kind: int(total) for kind, total in found if total is not None}


def lots_of(
    unit: ReadingUnit,
    holder: str,
    position: int | None = None,
    effective_on: str | None = None,
    after: LotPlace | None = None,
    limit: int | None = None,
) -> list[LotState]:
    """Give what a holder's lots hold, state by state, soonest expiry first; what is empty is left out.

    Args:
        after: leave out what comes no later than this.
        limit: give no more than so many; the work grows with the wallet all the same.
    """
    parts = _lot_parts(unit, holder, position, effective_on)
    lots = projection(rows.Lot)
    chosen = select(*lots.columns, parts.c.account, parts.c.amount).join(parts, parts.c.lot == lots.c.lot)
    order = Lots.expires_on, Lots.position, Lots.lot, parts.c.account
    if after is not None:
        behind = select(Lots.position).where(Lots.lot == after.lot).scalar_subquery()
        place = tuple_(after.expires_on, behind, after.lot, of_holder(holder, after.state))
        chosen = chosen.where(tuple_(*order) > place)
    ordered = chosen.order_by(*order).limit(limit)
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
        Postings.holder == holder, present(Postings.holder), Postings.position <= _until(unit, position)
    )
    if effective_on is not None:
        then = then.where(Postings.effective_on <= effective_on)
    return then.group_by(Postings.account, Postings.lot).having(func.sum(Postings.amount) != 0).subquery()


def _is_now(unit: ReadingUnit, position: int | None, effective_on: str | None) -> bool:
    return effective_on is None and (position is None or position >= unit.head.position)


def _until(unit: ReadingUnit, position: int | None) -> int:
    return unit.head.position if position is None else position


def _balances(
    unit: ReadingUnit, condition: str, parameters: tuple[Any, ...], position: int | None, effective_on: str | None
) -> list[AccountBalance]:
    balance, asked = _signed(unit, position, effective_on)
    sql = f"SELECT b.account, b.holder, b.kind, {balance} FROM balances AS b WHERE {condition} ORDER BY b.account"
    (found,) = ask(unit, Question(sql, (*asked, *parameters)))
    return [AccountBalance._make((*row[:3], int(row[3]))) for row in found if row[3] is not None]


def _signed(unit: ReadingUnit, position: int | None, effective_on: str | None) -> tuple[str, tuple[Any, ...]]:
    """Write what the account ``b`` held at a point, NULL where it had no posting by then."""
    until = _until(unit, position)
    if effective_on is None:
        return ("b.balance", ()) if _is_now(unit, position, effective_on) else (_LAST, (until,))
    ended = _ended(unit, effective_on)
    if ended >= until:
        return _LAST, (until,)
    first_day = _first_late_day(unit, effective_on, ended)
    days = first_day, ended, effective_on
    balance = f"coalesce({_LAST}, 0) + coalesce({_LATE}, 0)"
    return f"CASE WHEN {_BEGUN} THEN {balance} END", (until, ended, *days, ended, until)


def _ended(unit: ReadingUnit, day: str) -> int:
    """Give the position where the journal stood when a day ended: all up to it took effect on that day or before."""
    (found,) = ask(unit, late.last_before(late.end_of(day)))
    return int(found[0][0]) if found else 0


def _first_late_day(unit: ReadingUnit, day: str, ended: int) -> str:
    """Give a day before which nothing takes effect that was recorded behind the position where ``day`` ended."""
    (found,) = ask(unit, late.last_by_month("effective_on", "", day))
    months = [month for month, last in found if last > ended]
    return f"{min(months, default=day[: late.MONTH_LETTERS])}-01"


_LAST: Final = (
    "(SELECT p.balance_after FROM postings AS p WHERE p.account = b.account AND p.position <= ?"
    " ORDER BY p.position DESC, p.account_version DESC LIMIT 1)"
)
_BEGUN: Final = "EXISTS (SELECT 1 FROM postings AS p WHERE p.account = b.account AND p.position <= ?)"
# Days and positions in one comparison keep PostgreSQL on the index of days; it and SQLite then find the place of a
# posting that is wanted, and only of such a one, by a second look.
_LATE: Final = (
    "(SELECT sum(x.amount) FROM postings AS p JOIN postings AS x ON x.position = p.position AND x.line = p.line"
    " WHERE p.account = b.account AND (p.effective_on, p.position) >= (?, ?) AND p.effective_on <= ?"
    " AND p.position > ? AND p.position <= ?)"
)
