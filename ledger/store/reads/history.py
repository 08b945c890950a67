"""History: transactions with their postings, found by any of their nouns, page by page, oldest or newest first.

A transaction is an entry that moves points. What is recorded never changes and positions are cut in commit order, so a
page that was read once is the same for ever: each is one statement, and a walk over all of them holds no snapshot and
no connection between two pages. Whatever filter is set, the walk goes along an index in the order of positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ledger.store.reads.history_pages import HistoryFilter, page_of
from ledger.store.store import Store

PAGE: Final = 500
"""How many transactions a walk reads at a time; of many more PostgreSQL would join whole tables."""


class PostingRecord(NamedTuple):
    """One leg as it is stored; the amount is debit positive."""

    position: int
    line: int
    account: str
    lot: str
    amount: int
    account_version: int
    balance_after: int
    holder: str
    effective_on: str


class TransactionRecord(NamedTuple):
    """A transaction as it is stored, with its legs in order."""

    position: int
    id: str
    kind: str
    recorded_at: str
    occurred_on: str
    effective_on: str
    actor_client: str
    actor_person: str
    actor_organization: str
    university: str
    subject: str
    reference: str
    reverses: str
    leaf_hash: bytes
    postings: list[PostingRecord]


class EntryRecord(NamedTuple):
    """An entry as it is stored: what it is found by, its canonical bytes and the hash of its leaf."""

    position: int
    id: str
    kind: str
    recorded_at: str
    effective_on: str
    actor_client: str
    actor_person: str
    actor_organization: str
    data: bytes
    leaf_hash: bytes


_LEG: Final = len(PostingRecord._fields)
_HEADER: Final = TransactionRecord._fields[1:-1]
_COLUMNS: Final = ", ".join(
    [f"p.{name}" for name in PostingRecord._fields]
    # What belongs to the transaction travels once, with its first leg.
    + [f"CASE WHEN p.line = 1 THEN e.{name} END" for name in _HEADER]
)


def transactions(
    store: Store, wanted: HistoryFilter, after: int | None = None, limit: int = PAGE
) -> list[TransactionRecord]:
    """Give up to ``limit`` transactions behind the one at position ``after``, in the order of the filter.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    return _asked(store, *page_of(store, wanted, after, limit), newest_first=wanted.newest_first)


def pages(store: Store, wanted: HistoryFilter, after: int | None = None) -> Iterator[list[TransactionRecord]]:
    """Walk all transactions behind the one at ``after`` in constant memory, a page of up to ``PAGE`` at a time.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    while page := transactions(store, wanted, after):
        yield page
        if len(page) < PAGE:
            return
        after = page[-1].position


def transaction(store: Store, transaction_id: str) -> TransactionRecord | None:
    """Give one transaction, ``None`` where there is no entry with this id that moves points.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    found = _asked(store, "(SELECT e.* FROM entries AS e WHERE e.id = ?) AS e", (transaction_id,))
    return found[0] if found else None


def entries(store: Store, wanted: HistoryFilter, after: int | None = None, limit: int = PAGE) -> list[EntryRecord]:
    """Give up to ``limit`` entries, of those that move points or of all, behind the one at position ``after``.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    page, parameters = page_of(store, wanted, after, limit)
    order = "e.position DESC" if wanted.newest_first else "e.position"
    columns = ", ".join(f"e.{'bytes' if name == 'data' else name}" for name in EntryRecord._fields)
    found = store.glance.ask(f"SELECT {columns} FROM {page} ORDER BY {order}", parameters)
    return [EntryRecord._make((*row[:-2], bytes(row[-2]), bytes(row[-1]))) for row in found]


def _asked(
    store: Store, page: str, parameters: tuple[Any, ...], *, newest_first: bool = False
) -> list[TransactionRecord]:
    """Ask for the transactions of a page, which is a FROM item with the entries as ``e``."""
    order = "p.position DESC, p.line" if newest_first else "p.position, p.line"
    sql = f"SELECT {_COLUMNS} FROM {page} JOIN postings AS p ON p.position = e.position ORDER BY {order}"
    found = []
    legs: list[PostingRecord] = []
    for row in store.glance.ask(sql, parameters):
        leg = PostingRecord._make(row[:_LEG])
        if leg.line > 1:
            legs.append(leg)
        else:
            legs = [leg]
            header = (leg.position, *row[_LEG:-1], bytes(row[-1]), legs)
            found.append(TransactionRecord._make(header))
    return found
