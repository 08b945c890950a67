"""General ledger: each account's opening, every posting with the balance after it, and its closing.

An account's rows follow each other: what it held before the first day, its postings by position, what it holds after
them. Opening plus debits less credits is the closing, and balances are debit positive, so all closings sum to zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain.bands import FIRST_DAY
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    EFFECTIVE_FROM,
    OF_HOLDER,
    TRANSACTIONS,
    Column,
    Option,
    Report,
    Row,
    Wanted,
    transactions_link,
    where_of,
)
from ledger.store.reads import reports_general as reads

ACCOUNTS_AT_ONCE: Final = 20
FEW, MANY = 50, 500
"""Postings that are read at once: at first as many as a page may show, then more."""

_CLOSED: Final = "closed"


def rows(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    """Walk the rows behind a key: an account, and the posting and balance at which it stood, or that it is told."""
    first_day = wanted.get("effective_from") or FIRST_DAY
    account = ""
    if after:
        account, _, place = after.partition("|")
        if place != _CLOSED:
            position, line, balance = map(int, place.split("|"))
            yield from _postings(node, when, account, first_day, (position, line), balance)
    while True:
        with node.store.reading() as unit:
            found = reads.accounts(
                unit,
                wanted.get("account", ""),
                wanted.get("kind", ""),
                wanted.get("organization_id", ""),
                first_day if first_day > FIRST_DAY else None,
                where_of(when),
                account,
                ACCOUNTS_AT_ONCE,
            )
        for one in found:
            link = transactions_link(when, account=one.account, effective_to=_day_before(first_day))
            opening = _line("opening", one.account, one.opening, link if first_day > FIRST_DAY else None)
            yield Row(f"{one.account}|0|0|{one.opening}", opening)
            yield from _postings(node, when, one.account, first_day, (0, 0), one.opening)
        if len(found) < ACCOUNTS_AT_ONCE:
            return
        account = found[-1].account


def _postings(
    node: Node, when: Point, account: str, first_day: str, after: tuple[int, int], balance: int
) -> Iterator[Row]:
    """Walk an account's postings behind a place, and its closing."""
    limit = FEW
    while True:
        with node.store.reading() as unit:
            found = reads.lines(unit, account, first_day, where_of(when), after, limit)
        for posting in found:
            balance += posting.amount
            told = {
                "position": posting.position,
                "transaction_id": posting.transaction_id,
                "kind": posting.kind,
                "recorded_at": posting.recorded_at,
                "effective_on": posting.effective_on,
                "lot": posting.lot,
                "debit": max(posting.amount, 0),
                "credit": max(-posting.amount, 0),
            }
            link = f"/api/v1/transactions/{posting.transaction_id}"
            line = _line("posting", account, balance, link) | told
            yield Row(f"{account}|{posting.position}|{posting.line}|{balance}", line)
        if len(found) < limit:
            break
        after, limit = (found[-1].position, found[-1].line), MANY
    yield Row(f"{account}|{_CLOSED}", _line("closing", account, balance, transactions_link(when, account=account)))


def _line(line: str, account: str, balance: int, link: str | None) -> dict[str, Any]:
    empty = dict.fromkeys(column.name for column in COLUMNS)
    return {**empty, "line": line, "account": account, "balance": balance, "transactions": link}


def _day_before(day: str) -> str:
    return "" if day == FIRST_DAY else (date.fromisoformat(day) - timedelta(days=1)).isoformat()


COLUMNS: Final = (
    Column("line", told="opening, posting or closing"),
    Column("account"),
    Column("position", "whole", optional=True),
    Column("transaction_id", optional=True),
    Column("kind", optional=True, told="of the transaction"),
    Column("recorded_at", optional=True),
    Column("effective_on", "day", optional=True),
    Column("lot", optional=True),
    Column("debit", "whole", optional=True),
    Column("credit", "whole", optional=True),
    Column("balance", "whole", told="after the line, debit positive"),
    TRANSACTIONS,
)
REPORT: Final = Report(
    "general-ledger",
    "Give each account's opening, every posting with the balance after it, and its closing.",
    COLUMNS,
    (
        Option("account", told="one account"),
        Option("kind", told="accounts of a kind, such as available or issued"),
        OF_HOLDER,
        EFFECTIVE_FROM,
    ),
    rows,
)
