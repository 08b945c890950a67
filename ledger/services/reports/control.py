"""Control: each control account beside the sub-ledger that it controls, and the difference, which is zero.

A trial balance of zero alone proves little: a point redeemed for one program and booked to another balances too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.domain.books.accounts import kind_of
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    POSTINGS,
    TRANSACTIONS,
    Column,
    Report,
    Row,
    Wanted,
    numbered,
    postings_link,
    transactions_link,
    where_of,
)
from ledger.store.reads import reports_control as reads

SOURCES: Final = {
    "issued": "awards",
    "redeemed": "redemptions",
    "forfeited": "sanctions",
    "expired": "lots",
    "adjusted": "counter_legs",
    "written-off": "counter_legs",
    reads.STATES: "lots",
}
"""What the sub-ledger of a kind of account is made of."""
REGISTERED: Final = ("issued", "redeemed", "forfeited", "holders:held")
"""Accounts that a register of its own tells, at the journal's head."""


def rows(node: Node, when: Point, after: str, _: Wanted) -> Iterator[Row]:
    """Give a row for each account of the system, and one for each state of all holders together."""
    where = where_of(when)
    with node.store.reading() as unit:
        controls, subs = reads.controls(unit, where), reads.sub_ledgers(unit, where)
        registers = reads.registers(unit) if where.is_head(unit) else None
    told = {account for sums in subs.values() for account in sums if kind_of(account) in SOURCES}
    names = sorted(controls.keys() | {name for name in told if subs[SOURCES[kind_of(name)]].get(name)})
    return numbered((_row(when, name, controls, subs, registers) for name in names), after)


def _row(
    when: Point, account: str, controls: reads.Sums, subs: dict[str, reads.Sums], registers: reads.Sums | None
) -> dict[str, Any]:
    kind = kind_of(account)
    source = SOURCES[kind]
    control, sub_ledger = controls.get(account, 0), subs[source].get(account, 0)
    register = None
    if registers is not None and (kind in REGISTERED or account in REGISTERED):
        register = registers.get(account, 0)
    differences = [control - sub_ledger, 0 if register is None else control - register]
    own = kind != reads.STATES
    legs = {"account": account} if own else {"kinds": account.partition(":")[2]}
    return {
        "account": account,
        "control": control,
        "sub_ledger": sub_ledger,
        "source": source,
        "register": register,
        "difference": next(filter(None, differences), 0),
        "transactions": transactions_link(when, account=account) if own else None,
        "postings": postings_link(when, **legs),
    }


REPORT: Final = Report(
    "control-accounts",
    "Give each control account beside its sub-ledger, and the difference.",
    (
        Column("account", told="or holders:available and so on: a state of all holders together"),
        Column("control", "whole", told="by the running balances, debit positive"),
        Column("sub_ledger", "whole", told="what the sub-ledger adds up to"),
        Column("source", told="awards, redemptions, sanctions, lots, or the other legs of the same lots"),
        Column("register", "whole", optional=True, told="by the rows of awards, redemptions, sanctions; at the head"),
        Column("difference", "whole", told="0 where the books are sound"),
        TRANSACTIONS,
        POSTINGS,
    ),
    (),
    rows,
)
