"""A walked ledger: a long life of a scheme in memory, written whole into a store.

The same seed walks the same way, so both engines hold the same journal, byte for byte. The walk goes through every kind
of movement: shared awards, late and backdated ones, holds, mergers, objections, closings.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from ledger.domain.books.books import Books
from ledger.domain.books.fold import fold
from ledger.domain.books.trails import trail_of
from ledger.domain.decided import Decided, SealedEntry
from ledger.domain.journal.merkle import Frontier
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.store.store import Store
from tests.promises.walking import walk_in
from tests.promises.walking.walk import Act
from tests.support.memory import BLIND_KEY, MemoryLedger


@cache
def walked(seed: int, steps: int, without: frozenset[Act] = frozenset()) -> MemoryLedger:
    """Walk so many steps, without some acts; whoever asks again gets the same ledger, and changes nothing in it."""
    walk = walk_in(MemoryLedger(), seed, without)
    walk.take(steps)
    return walk.ledger


def whole(ledger: MemoryLedger) -> Decided:
    """Give all of a ledger as what one unit of work writes."""
    books = Books(complete=True)
    sealed = []
    for one in ledger.entries:
        fold(books, one.entry)
        sealed.append(SealedEntry(one.entry, one.data, one.leaf_hash, trail_of(books, one.entry)))
    frontier, nodes = Frontier().extend([one.leaf_hash for one in sealed])
    texts, reads = tuple(ledger.texts.values()), tuple(line.access for line in ledger.reads)
    at = books.position, books.recorded_at, books.closed_through
    return Decided(*at, frontier, tuple(nodes), tuple(sealed), books.changed(), (), texts, (), accesses=reads)


def write_whole(ledger: MemoryLedger, store: Store) -> None:
    """Write a ledger into an empty store."""
    with store.writing() as unit:
        unit.write(whole(ledger))


def node_of(ledger: MemoryLedger, store: Store, folder: Path) -> Node:
    """Give a node of a walked ledger at its present; it blinds as the walk did."""
    now, keys = ledger.now, Keys.load_or_create(folder / "keys")
    return Node(store, lambda: now, replace(keys, blind_key=BLIND_KEY), ledger.ledger)
