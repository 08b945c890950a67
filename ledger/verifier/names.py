"""Names: which files a bundle has, how long each may be, and in which order they stand in an archive.

Invariant: no other name is ever opened, so none can lead out of the bundle; and none is read beyond its length.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from ledger.domain.journal.canonical import ENTRY_BYTES_MAX
from ledger.domain.journal.entry_bundles import LENGTH_BYTES
from ledger.domain.journal.merkle import HASH_BYTES, STORED_LEVEL_STEP
from ledger.domain.journal.notes import NoteRefused
from ledger.domain.journal.tiles import TILE_WIDTH, parse_tile_path, tile_path

MANIFEST: Final = "manifest.json"
CHECKPOINT: Final = "checkpoint"
EARLIER: Final = "checkpoints/"
POLICY: Final = "policy"
KEYS: Final = "vkeys"
TRANSACTIONS: Final = "exports/transactions.csv"
HLEDGER: Final = "exports/journal.hledger"
DISCLOSURES: Final = "disclosures.ndjson"

NOTE_BYTES_MAX: Final = 4_000_000
"""A note has a million characters at most."""

_BYTES_MAX: Final = {
    MANIFEST: 64_000_000,
    CHECKPOINT: NOTE_BYTES_MAX,
    POLICY: 400_000,
    KEYS: 400_000,
    TRANSACTIONS: 2**62,
    HLEDGER: 2**62,
    DISCLOSURES: 2**62,
}
"""Exports and disclosures are never held whole, so they may be as long as they are."""

_earlier = re.compile(re.escape(EARLIER) + "[1-9][0-9]{0,18}").fullmatch


class NameRefused(ValueError):
    """A name that no file of a bundle has."""


def bytes_max(name: str) -> int:
    """Give how long a file of this name may be.

    Raises:
        NameRefused: no file of a bundle has this name.
    """
    if name in _BYTES_MAX:
        return _BYTES_MAX[name]
    if _earlier(name):
        return NOTE_BYTES_MAX
    try:
        tile = parse_tile_path(name)
    except NoteRefused as refused:
        raise NameRefused(f"no file of a bundle is called {name[:120]!a}") from refused
    return tile.width * (LENGTH_BYTES + ENTRY_BYTES_MAX if tile.level == "entries" else HASH_BYTES)


def ordered(names: Collection[str]) -> list[str]:
    """Give names in the order in which an archive has them: sorted, the manifest last.

    >>> ordered({"vkeys", "manifest.json", "checkpoint"})
    ['checkpoint', 'vkeys', 'manifest.json']
    """
    return sorted(names, key=lambda name: (name == MANIFEST, name))


def earlier_sizes(names: Collection[str]) -> list[int]:
    """Give the sizes of the earlier checkpoints among names, the smallest first."""
    return sorted(int(name.removeprefix(EARLIER)) for name in names if name.startswith(EARLIER))


def tile_names(size: int) -> Iterator[str]:
    """Walk the tiles that a log of ``size`` leaves has: its entries, its leaves, and the levels above.

    >>> list(tile_names(257))
    ['tile/entries/000', 'tile/entries/001.p/1', 'tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']
    """
    yield from (tile_path("entries", place, width) for place, width in places(size))
    level = 0
    while count := size >> STORED_LEVEL_STEP * level:
        yield from (tile_path(level, place, width) for place, width in places(count))
        level += 1


def places(count: int) -> Iterator[tuple[int, int]]:
    """Walk the tiles of a level of ``count`` hashes: place and width, the last one narrower where it must be."""
    full, rest = divmod(count, TILE_WIDTH)
    yield from ((place, TILE_WIDTH) for place in range(full))
    if rest:
        yield full, rest
