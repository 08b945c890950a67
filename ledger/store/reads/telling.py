"""Telling entries: canonical bytes walked without holding a connection, for plain-text journals and disclosures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.domain.journal.facts import PeriodClosed
from ledger.store.store import Store

PAGE: Final = 500


def telling_entries(store: Store, last: int) -> Iterator[bytes]:
    """Walk the entries up to position ``last`` that move points or close a period, in order.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    after = 0
    sql = (
        "SELECT position, bytes FROM entries WHERE position > ? AND position <= ? AND (lines > 0 OR kind = ?)"
        f" ORDER BY position LIMIT {PAGE:d}"
    )
    while found := store.glance.ask(sql, (after, last, PeriodClosed.KIND)):
        yield from (bytes(data) for _, data in found)
        after = found[-1][0]


def pages_of_bytes(store: Store, first: int, last: int, page: int) -> Iterator[list[bytes]]:
    """Walk the canonical bytes of the entries from position ``first`` to ``last``, a page at a time.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    sql = f"SELECT position, bytes FROM entries WHERE position > ? AND position <= ? ORDER BY position LIMIT {page:d}"
    after = first - 1
    while found := store.glance.ask(sql, (after, last)):
        yield [bytes(data) for _, data in found]
        after = found[-1][0]
