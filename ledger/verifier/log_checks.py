"""Log checks: every leaf hashed, every tile compared, the root at every checkpoint: once through all files.

What is read is hashed and let go; memory holds one tile of each level and the nodes of the levels above, a byte an
entry at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Final

from ledger.domain.finding import Finding
from ledger.domain.journal.entry_bundles import BundleRefused, unpack
from ledger.domain.journal.merkle import HASH_BYTES, STORED_LEVEL_STEP, Frontier, leaf_hash
from ledger.domain.journal.tiles import TILE_WIDTH, tile_path
from ledger.verifier.bundles import Bundle
from ledger.verifier.key_changes import KeySet, key_set_by
from ledger.verifier.names import MANIFEST, places, tile_names

Progress = Callable[[int, int], None]
_WHOLE: Final = b"".join


class LogWalk:
    """One walk over all files of a bundle.

    Attributes:
        roots: the root at each size that was asked for, as far as the walk came.
        key_sets: the entries that set the log's keys.
        wrong_files: what differs from the digests of the manifest; ``wrong_tiles`` what differs from the leaves.
    """

    def __init__(self, bundle: Bundle, claimed: Mapping[str, tuple[int, str]], size: int) -> None:
        self.roots: dict[int, bytes] = {}
        self.key_sets: list[KeySet] = []
        self.wrong_files: list[Finding] = []
        self.wrong_tiles: list[Finding] = []
        self._bundle = bundle
        self._claimed = claimed
        self._size = size
        self._frontier = Frontier()
        self._levels: dict[int, bytearray] = {}
        self._checked: set[str] = set()

    def run(self, sizes: set[int], progress: Progress) -> None:
        """Walk; ``sizes`` are those at which somebody has a checkpoint."""
        self._compare_names()
        if self.wrong_tiles:
            return self._other_files()
        for place, width in places(self._size):
            self._tile_of_entries(place, width, sizes)
            if len(self.wrong_tiles) > 0:
                break
            progress(place * TILE_WIDTH + width, self._size)
        else:
            self._upper_levels()
        return self._other_files()

    def read(self, name: str) -> bytes:
        """Read a file that fits into memory, holding it to its digest."""
        data = _WHOLE(self._bundle.chunks(name))
        self._hold_to_digest(name, sha256(data).hexdigest())
        return data

    def _compare_names(self) -> None:
        """Hold the files that are there to those of the manifest, and the tiles to those of a log of this size."""
        found = self._bundle.sizes.keys() - {MANIFEST}
        for name in sorted(found ^ self._claimed.keys())[:1]:
            there = "a file" if name in found else "no file"
            self.wrong_files.append(Finding("file_not_in_manifest", name, "the files of the manifest", there))
        for name in sorted(found & self._claimed.keys()):
            if self._bundle.sizes[name] != (claimed := self._claimed[name][0]):
                length = f"{self._bundle.sizes[name]} bytes"
                self.wrong_files.append(Finding("file_differs", name, f"{claimed} bytes", length))
                break
        tiles = {name for name in found if name.startswith("tile/")}
        needed = 0
        for name in tile_names(self._size):
            needed += 1
            if name not in tiles:
                wanted = f"the tiles of {self._size} entries"
                self.wrong_tiles.append(Finding("tile_missing", name, wanted, "no file"))
                return
        if needed != len(tiles):
            stray = min(tiles - set(tile_names(self._size)))
            self.wrong_tiles.append(Finding("tile_too_many", stray, f"the tiles of {self._size} entries", "a file"))

    def _tile_of_entries(self, place: int, width: int, sizes: set[int]) -> None:
        name, first = tile_path("entries", place, width), place * TILE_WIDTH
        try:
            entries = unpack(self.read(name), width)
        except BundleRefused as refused:
            self.wrong_tiles.append(Finding("entries_not_readable", name, f"{width} entries", str(refused)))
            return
        leaves = [leaf_hash(entry) for entry in entries]
        found = (key_set_by(first + nth, entry) for nth, entry in enumerate(entries, 1))
        self.key_sets += [key_set for key_set in found if key_set is not None]
        hashes = tile_path(0, place, width)
        self._compare_tile(hashes, _WHOLE(leaves), self.read(hashes), first)
        start = 0
        for end in sorted({size - first for size in sizes if first < size <= first + width} | {width}):
            self._frontier, nodes = self._frontier.extend(leaves[start:end])
            for node in nodes:
                self._levels.setdefault(node.level, bytearray()).extend(node.hash)
            if first + end in sizes:
                self.roots[first + end] = self._frontier.root()
            start = end

    def _upper_levels(self) -> None:
        for level, nodes in sorted(self._levels.items()):
            for place, width in places(len(nodes) // HASH_BYTES):
                name = tile_path(level // STORED_LEVEL_STEP, place, width)
                at = place * TILE_WIDTH * HASH_BYTES
                wanted = bytes(nodes[at : at + width * HASH_BYTES])
                self._compare_tile(name, wanted, self.read(name), None)

    def _compare_tile(self, name: str, wanted: bytes, found: bytes, first: int | None) -> None:
        if wanted == found:
            return
        for at in range(0, max(len(wanted), len(found)), HASH_BYTES):
            mine, told = wanted[at : at + HASH_BYTES], found[at : at + HASH_BYTES]
            if mine != told:
                where = name if first is None else f"entry {first + at // HASH_BYTES + 1} in {name}"
                code = "node_hash_differs" if first is None else "leaf_hash_differs"
                self.wrong_tiles.append(Finding(code, where, mine.hex() or "no hash", told.hex() or "no hash"))
                return

    def _other_files(self) -> None:
        """Hash what the walk did not come by."""
        for name in sorted(self._bundle.sizes.keys() & self._claimed.keys() - self._checked):
            self._hold_to_digest(name, _digest(self._bundle.chunks(name)))

    def _hold_to_digest(self, name: str, digest: str) -> None:
        self._checked.add(name)
        if name in self._claimed and digest != (claimed := self._claimed[name][1]) and len(self.wrong_files) < 1:
            self.wrong_files.append(Finding("file_differs", name, f"SHA-256 {claimed[:64]}", digest))


def _digest(chunks: Iterator[bytes]) -> str:
    found = sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()
