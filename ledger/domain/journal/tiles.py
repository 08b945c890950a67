"""Tiles: the paths under which a log serves its hashes and its entries, 256 to a file.

The tile (level, index) of width 256 is full and never changes; a narrower one is the log's right edge at
some size. Tile level 0 holds leaf hashes, tile level 1 the nodes of Merkle level 8, level 2 those of level
16, and so on; the level "entries" holds the entries themselves.

Invariant: each tile has one path, and ``parse_tile_path`` refuses all others.
Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ledger.domain.journal.notes import COUNT_MAX, NoteRefused

TILE_WIDTH = 256
LEVEL_MAX = 63

_parts = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?").fullmatch


class Tile(NamedTuple):
    """Which tile: its level (0..63, or "entries"), its place in the level, its width in hashes (1..256)."""

    level: int | Literal["entries"]
    place: int
    width: int = TILE_WIDTH


def tile_path(level: int | Literal["entries"], index: int, width: int = TILE_WIDTH) -> str:
    """Return the tile's path below the log's prefix.

    >>> tile_path(0, 1234067, 8)
    'tile/0/x001/x234/067.p/8'
    >>> tile_path("entries", 7)
    'tile/entries/007'

    Raises:
        NoteRefused: the level is outside 0..63, the index outside 0..2^63-1, or the width outside 1..256.
    """
    if level != "entries" and not 0 <= level <= LEVEL_MAX:
        raise NoteRefused(f"a tile's level is 0 to {LEVEL_MAX} or entries, found {level}")
    if not 0 <= index <= COUNT_MAX:
        raise NoteRefused(f"a tile's index is 0 to 2^63-1, found {index}")
    if not 1 <= width <= TILE_WIDTH:
        raise NoteRefused(f"a tile is 1 to {TILE_WIDTH} wide, found {width}")
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < TILE_WIDTH else "")


def parse_tile_path(path: str) -> Tile:
    """Read what ``tile_path`` writes.

    Raises:
        NoteRefused: not the path of a tile.
    """
    if not (parts := _parts(path)):
        raise NoteRefused(f"a tile's path is tile/<level>/<index>[.p/<width>], found {path[:80]!a}")
    level: int | Literal["entries"] = "entries" if parts[1] == "entries" else int(parts[1])
    tile = Tile(level, int(re.sub("[x/]", "", parts[2])), int(parts[3] or TILE_WIDTH))
    if tile_path(*tile) != path:
        raise NoteRefused(f"the path of this tile is {tile_path(*tile)}, found {path!a}")
    return tile
