"""Accounts and the chart of legal movements.

An account is named by text: ``{holder}:{state}`` for what a holder has, ``{class}:{detail}`` or ``{class}`` for the
system's own. A state is an account and a transition is a transaction, so the chart below is the whole life of a point:
a movement that is not in it cannot be made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

HOLDER_STATES: Final = ("available", "pending", "held", "disputed", "arrears")
"""The accounts of a holder: obligations, credit-normal, except ``arrears`` (owed back by the holder), debit-normal."""

DEBIT_NORMAL: Final = frozenset({"arrears", "issued", "written-off"})
CREDIT_NORMAL: Final = frozenset({"available", "pending", "held", "disputed", "redeemed", "expired", "forfeited"})
EITHER: Final = frozenset({"adjusted"})

DEBIT, CREDIT = "debit", "credit"

CHART: Final[dict[str, frozenset[tuple[str, str]]]] = {
    kind: frozenset([(DEBIT, account) for account in debits] + [(CREDIT, account) for account in credits])
    for kind, debits, credits in (
        ("accrual", ("issued",), ("pending", "available")),
        ("activation", ("pending",), ("available",)),
        ("arrears_payment", ("available",), ("arrears",)),
        ("hold", ("available",), ("held",)),
        ("capture", ("held", "adjusted"), ("redeemed", "available", "expired", "disputed")),
        ("release", ("held", "adjusted"), ("available", "expired", "disputed")),
        ("cancellation", ("redeemed", "adjusted"), ("available", "expired", "disputed")),
        ("expiry", ("available",), ("expired",)),
        ("drop", ("pending", "disputed"), ("issued",)),
        ("sanction", ("available",), ("forfeited",)),
        ("adjustment", ("adjusted", "available"), ("available", "adjusted")),
        ("write_off", ("written-off",), ("arrears",)),
        ("reinstatement", ("expired", "adjusted"), ("adjusted", "available")),
        ("reversal", ("pending", "available", "held", "disputed", "arrears"), ("issued",)),
        ("freeze", ("available", "pending"), ("disputed",)),
        ("unfreeze", ("disputed", "adjusted"), ("available", "pending", "expired")),
        ("transfer", HOLDER_STATES, HOLDER_STATES),
    )
}
"""For each posting kind, the (side, account kind) pairs it may carry. Debits are positive, credits negative."""


ACCOUNTS_KEPT: Final = 16_384
"""Of how many accounts it is remembered what their names say."""


def of_holder(holder: str, state: str) -> str:
    """Name a holder's account, such as ``org_…:available``."""
    return f"{holder}:{state}"


@lru_cache(maxsize=ACCOUNTS_KEPT)
def kind_of(account: str) -> str:
    """Give the kind of an account from its name.

    >>> kind_of("org_01:available"), kind_of("issued:INT-STD"), kind_of("expired")
    ('available', 'issued', 'expired')
    """
    head, _, tail = account.partition(":")
    return tail if head.startswith("org_") else head


@lru_cache(maxsize=ACCOUNTS_KEPT)
def holder_of(account: str) -> str:
    """Give the holder of an account, or "" for the system's own.

    >>> holder_of("org_01:available"), holder_of("issued:INT-STD")
    ('org_01', '')
    """
    head = account.partition(":")[0]
    return head if head.startswith("org_") else ""


def normal_of(kind: str) -> int:
    """Give +1 where a balance of this kind is never below zero, -1 where never above, 0 where either."""
    if kind in DEBIT_NORMAL:
        return 1
    if kind in CREDIT_NORMAL:
        return -1
    return 0
