"""Moves: what the plain-text journals are made of, taken from entries in the order of their positions.

A *move* is a transaction; a *closing* says that a period was closed. A move is dated by the business day on which it
was recorded, because assertions follow the order of dates; its accounting day stands beside it.

Invariant: moves follow from the entries' bytes and from nothing else, so whoever has the entries writes every journal
byte for byte as the ledger does.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.dates import business_day_of
from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.journal.facts import PeriodClosed

COMMODITY: Final = "MP"

ROOTS: Final = {
    "available": "Liabilities",
    "pending": "Liabilities",
    "held": "Liabilities",
    "disputed": "Liabilities",
    "arrears": "Assets",
    "issued": "Expenses",
    "adjusted": "Expenses",
    "written-off": "Expenses",
    "redeemed": "Income",
    "expired": "Income",
    "forfeited": "Income",
}
"""Where each kind of account stands in the five classes of plain-text accounting: points owed are liabilities."""


class Move(NamedTuple):
    """A transaction: what the plain-text journals say of it."""

    position: int
    id: str
    kind: str
    recorded_on: str
    effective_on: str
    postings: tuple[Posting, ...]


class Closing(NamedTuple):
    """A period was closed: its name and days, the root over its accounts' lines, and what was posted on each side."""

    position: int
    period: str
    first_day: str
    last_day: str
    lines: int
    root: str
    debit: int
    credit: int


class MonthEnd(NamedTuple):
    """The end of a month, or the last day of the journal, with the balance of every account that ever moved."""

    last_day: str
    balances: dict[str, int]


def moves_of(entries: Iterable[Entry]) -> Iterator[Move | Closing]:
    """Take what the journals speak of from entries; those that neither move points nor close a period say nothing."""
    for entry in entries:
        if entry.postings:
            day = business_day_of(entry.recorded_at)
            yield Move(entry.position, entry.id, entry.kind, day, entry.effective_on, entry.postings)
        elif isinstance(entry.fact, PeriodClosed):
            fact = entry.fact
            days = fact.first_day, fact.last_day
            yield Closing(entry.position, fact.period, *days, fact.lines, fact.root, fact.debit, fact.credit)


def with_month_ends(moves: Iterable[Move | Closing]) -> Iterator[Move | Closing | MonthEnd]:
    """Put the end of every month between the moves, and one behind the last; ``balances`` is one running mapping."""
    balances: dict[str, int] = {}
    last_day = ""
    for move in moves:
        if isinstance(move, Move):
            if last_day:
                yield from (MonthEnd(day, balances) for day in _month_ends(last_day, move.recorded_on))
            last_day = move.recorded_on
            balances.update((posting.account, posting.balance) for posting in move.postings)
        yield move
    if last_day:
        yield MonthEnd(last_day, balances)


def journal(
    heading: str,
    entries: Iterable[Entry],
    transaction: Callable[[Move, dict[str, str]], str],
    assertions: Callable[[MonthEnd, dict[str, str]], str],
) -> Iterator[str]:
    """Write a journal, a few lines at a time.

    ``transaction`` writes a move and ``assertions`` a month's end; both are given the names of the accounts that moved
    so far, to which ``transaction`` adds those that it opens.
    """
    names: dict[str, str] = {}
    yield heading
    for told in with_month_ends(moves_of(entries)):
        if isinstance(told, Closing):
            yield f"; {closing_words(told)}\n"
        elif isinstance(told, MonthEnd):
            yield assertions(told, names)
        else:
            yield transaction(told, names)


def account_name(account: str) -> str:
    """Name an account as all three read it: five roots, and parts that begin with a capital or a digit.

    >>> account_name("org_01a0:available"), account_name("issued:INT-STD"), account_name("expired")
    ('Liabilities:Available:Org-01a0', 'Expenses:Issued:INT-STD', 'Income:Expired')
    """
    kind, holder = kind_of(account), holder_of(account)
    detail = holder or account.partition(":")[2]
    parts = [ROOTS[kind], kind, *([detail] if detail else [])]
    return ":".join(part[:1].upper() + part[1:].replace("_", "-") for part in parts)


def closing_words(closing: Closing) -> str:
    """Say in a comment which period was closed, and where the journal says so."""
    days = f"{closing.first_day} to {closing.last_day}"
    sides = f"debit {closing.debit} and credit {closing.credit} over {closing.lines} accounts"
    return f"period {closing.period} ({days}) was closed at position {closing.position}: {sides}, root {closing.root}"


def _month_ends(last: str, day: str) -> Iterator[str]:
    """Give the last day of each month that ended after one day and before another.

    >>> list(_month_ends("2026-11-03", "2027-02-01"))
    ['2026-11-30', '2026-12-31', '2027-01-31']
    """
    year, month = int(last[:4]), int(last[5:7])
    while f"{year:04d}-{month:02d}" < day[:7]:
        yield date(year, month, calendar.monthrange(year, month)[1]).isoformat()
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
