"""Row checks: what a replay asks of each row that an entry changed, whatever entry it was.

Each names the code of its finding, or "" where the row may stand: balances are on their side, lots are not below zero,
and the points of an award or a redemption add up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of, normal_of
from ledger.domain.books.fold_objections import DISPUTED


def _balance_side(row: rows.Balance) -> str:
    return "balance_passes_its_limit" if row.balance * normal_of(row.kind) < 0 else ""


def _lot_side(row: rows.LotBalance) -> str:
    below = row.kind != "arrears" and row.amount * normal_of(kind_of(row.account)) < 0
    if row.kind == DISPUTED and row.amount and not row.due_on:
        return "disputed_without_objection"
    return "lot_below_zero" if below else ""


def _usage_side(row: rows.Usage) -> str:
    return "usage_below_zero" if row.used < 0 else ""


def _accrual_sums(row: rows.Accrual) -> str:
    return "" if 0 <= row.reversed_points <= row.points else "reversed_more_than_awarded"


def _redemption_sums(row: rows.Redemption) -> str:
    parts = (row.held, row.captured, row.returned, row.revoked)
    if row.settled_at and row.held:
        return "hold_ended_twice"
    return "" if min(parts) >= 0 and sum(parts) == row.points else "redemption_does_not_add_up"


AFTER: Final[dict[type, Callable[..., str]]] = {
    rows.Balance: _balance_side,
    rows.LotBalance: _lot_side,
    rows.Usage: _usage_side,
    rows.Accrual: _accrual_sums,
    rows.Redemption: _redemption_sums,
}
"""Every check of the rows that an entry changed."""
