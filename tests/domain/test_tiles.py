"""A tile has one path, as c2sp.org/tlog-tiles spells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.journal.notes import NoteRefused
from ledger.domain.journal.tiles import Tile, parse_tile_path, tile_path


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 1_234_067, 8), "tile/0/x001/x234/067.p/8"),
        (Tile(63, 999, 255), "tile/63/999.p/255"),
        (Tile(1, 1_000, 1), "tile/1/x001/000.p/1"),
        (Tile("entries", 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_tile_has_the_path_of_the_specification(tile: Tile, path: str) -> None:
    assert tile_path(*tile) == path
    assert parse_tile_path(path) == tile


@given(st.integers(0, 63) | st.just("entries"), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_path_reads_back_the_same(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/08",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/data/000",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(NoteRefused):
        parse_tile_path(path)


def test_a_tile_of_impossible_values_has_no_path() -> None:
    with pytest.raises(NoteRefused, match="level is 0 to 63 or entries, found 64"):
        tile_path(64, 0)
    with pytest.raises(NoteRefused, match="index is 0 to 2\\^63-1, found -1"):
        tile_path(0, -1)
    with pytest.raises(NoteRefused, match="1 to 256 wide, found 0"):
        tile_path(0, 0, 0)
