"""Bundles: the whole journal at a signed checkpoint as files that anyone can verify, and a web server can serve.

Files are laid out as C2SP tlog-tiles has them, beside the checkpoints, a manifest and exports. They are written a few
hundred entries at a time and in their one order, after every entry was hashed: a journal that does not have the root of
its checkpoint gives no bundle.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.entry_bundles import pack
from ledger.domain.journal.merkle import HASH_BYTES, STORED_LEVEL_STEP, Frontier
from ledger.domain.journal.notes import Checkpoint, Note, verifier_key
from ledger.domain.journal.tiles import TILE_WIDTH, tile_path
from ledger.domain.refusals import Refused
from ledger.services.cosigning import policy_text
from ledger.services.log import checkpoint as checkpoint_of
from ledger.services.log import cosigned
from ledger.services.log_signers import known_keys
from ledger.services.node import Node
from ledger.services.signing import HistoryNotExtended, signed_checkpoint
from ledger.store.reads import log, signers
from ledger.store.units import ReadingUnit
from ledger.verifier.archives import ArchiveRefused, ArchiveWriter
from ledger.verifier.exports import EXPORTS
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, DISCLOSURES, EARLIER, KEYS, MANIFEST, POLICY, places
from ledger.verifier.tallies import Tally

Progress = Callable[[int, int], None]
PAGE: Final = 8 * TILE_WIDTH
"""Entries that are read at a time."""

EARLIER_MAX: Final = 1_000
"""Checkpoints that are bundled, of those before the one that is bundled."""


class CannotWriteBundle(Exception):
    """A bundle cannot be written there; the message says why."""


class Target(Protocol):
    """Where files go, one after the other in their order."""

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file."""


@dataclass(slots=True)
class _Written:
    """Files as they are written, with what the manifest says of them."""

    target: Target
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        digest, size = sha256(), 0

        def hashed() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        self.target.add(name, hashed())
        self.files[name] = size, digest.hexdigest()


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def write_bundle(
    node: Node,
    path: Path,
    size: int | None = None,
    *,
    exports: bool = True,
    disclosures: Iterable[bytes] | None = None,
    progress: Progress = silent,
) -> Manifest:
    """Write a bundle of the journal to a folder, or to an archive where the path ends in ``.zip``.

    Args:
        size: that of an earlier signed checkpoint; else what stands now is signed, and bundled.
        disclosures: texts of the vault that are shown with their salts, a line each, in the order of the entries.
        exports: whether the journal is written in other people's formats too.

    Raises:
        CannotWriteBundle: something is there already, or it would not fit into an archive.
        HistoryNotExtended: the journal does not hash to what was signed.
        Refused: ``checkpoint_unknown`` where none of this size was signed.
    """
    newest = _newest(node)
    chosen = newest if size is None else size
    notes = _published(node, min(chosen, newest))
    if chosen not in notes:
        raise Refused("checkpoint_unknown", "/size", size=chosen)
    checkpoint = Checkpoint.parse(Note.parse(notes[chosen]).text)
    _refuse_unless_signed(node, checkpoint)
    # From here on the entries are those that were signed.
    with _fresh(path) as target:
        written = _Written(target)
        written.add(CHECKPOINT, [notes[chosen].encode()])
        for known in sorted((known for known in notes if known < chosen), key=str):
            written.add(f"{EARLIER}{known}", [notes[known].encode()])
        if disclosures is not None:
            written.add(DISCLOSURES, disclosures)
        if exports:
            for name, write in sorted(EXPORTS.items()):
                written.add(name, _gathered(write(checkpoint.origin, _entries(node, chosen))))
        if node.seal.policy_file is not None:
            written.add(POLICY, [policy_text(node).encode()])
        _add_tiles(node, checkpoint, written)
        tally = _add_entries(node, checkpoint, written, progress)
        written.add(KEYS, [f"{verifier_key(key.name, key.public_key)}\n".encode() for key in known_keys(node)])
        manifest = Manifest(
            checkpoint.origin, chosen, checkpoint.root.hex(), tally.parameters, dict(tally.kinds), tally.postings,
            dict(tally.totals), written.files,
        )  # fmt: skip
        target.add(MANIFEST, [manifest.to_bytes()])
    return manifest


def _newest(node: Node) -> int:
    """Give the size of the newest checkpoint; what stands now is signed first, if this process signs.

    Raises:
        HistoryNotExtended: what is published is not what the signer remembers to have signed.
        Refused: ``not_in_a_checkpoint_yet``, where another process signs and has signed nothing yet.
    """
    newest = Note.parse(checkpoint_of(node))
    last = Checkpoint.parse(newest.text).size
    if not node.seal.process:
        signed = Note.parse(signed_checkpoint(node))
        if newest.text != signed.text or not set(signed.signatures) <= set(newest.signatures):
            raise HistoryNotExtended(f"the checkpoint of {last} that is published is not the one that was signed")
    return last


def _published(node: Node, last: int) -> dict[int, str]:
    """Give the published notes of up to ``last`` entries by their size, cosignatures included.

    Of very many, they are the newest, and the first that each key signed.
    """
    with node.store.reading() as unit:
        sizes = log.checkpoint_sizes(unit, last)
        chosen = {*sizes[-EARLIER_MAX:], *(size for size in signers.signers(unit).values() if size <= last)}
        found = [log.checkpoint_of_size(unit, size) for size in sorted(chosen)]
        return {each.size: cosigned(unit, each) for each in found if each is not None}


def _add_tiles(node: Node, checkpoint: Checkpoint, written: _Written) -> None:
    """Write the leaves, and the levels above that follow from them."""
    frontier, levels = Frontier(), dict[int, bytearray]()
    leaves = _in_tiles(log.leaf_hashes, node, checkpoint.size)
    for (place, width), tile in zip(places(checkpoint.size), leaves, strict=True):
        written.add(tile_path(0, place, width), tile)
        frontier, nodes = frontier.extend(tile)
        for found in nodes:
            levels.setdefault(found.level, bytearray()).extend(found.hash)
    _refuse_another(frontier, checkpoint)
    for level, row in sorted(levels.items()):
        for place, width in places(len(row) // HASH_BYTES):
            at = place * TILE_WIDTH * HASH_BYTES
            tile_bytes = bytes(row[at : at + width * HASH_BYTES])
            written.add(tile_path(level // STORED_LEVEL_STEP, place, width), [tile_bytes])


def _add_entries(node: Node, checkpoint: Checkpoint, written: _Written, progress: Progress) -> Tally:
    """Write the entries, counting them."""
    tally, entries = Tally(), _in_tiles(_bytes_of, node, checkpoint.size)
    for (place, width), tile in zip(places(checkpoint.size), entries, strict=True):
        written.add(tile_path("entries", place, width), [pack(tile)])
        for data in tile:
            tally.take(Entry.from_bytes(data))
        progress(place * TILE_WIDTH + width, checkpoint.size)
    return tally


def _refuse_unless_signed(node: Node, checkpoint: Checkpoint) -> None:
    """Hash every entry again: what is about to be read, decoded and written is what was signed."""
    frontier = Frontier()
    for tile in _in_tiles(_bytes_of, node, checkpoint.size):
        frontier, _ = frontier.extend([leaf_of(data) for data in tile])
    _refuse_another(frontier, checkpoint)


def _refuse_another(frontier: Frontier, checkpoint: Checkpoint) -> None:
    if (frontier.size, frontier.root()) != (checkpoint.size, checkpoint.root):
        found = f"{frontier.size} entries with the root {frontier.root().hex()}"
        raise HistoryNotExtended(f"{checkpoint.size} entries with {checkpoint.root.hex()} were signed, found {found}")


def _entries(node: Node, size: int) -> Iterator[tuple[Entry, bytes]]:
    """Walk entries with their leaf hashes."""
    for tile in _in_tiles(_bytes_of, node, size):
        yield from ((Entry.from_bytes(data), leaf_of(data)) for data in tile)


def _bytes_of(unit: ReadingUnit, first: int, count: int) -> list[bytes]:
    return list(log.entry_bytes(unit, first, count))


def _in_tiles(read: Callable[..., list[bytes]], node: Node, size: int) -> Iterator[list[bytes]]:
    """Walk what stands for the first ``size`` entries, up to 256 at a time; no snapshot outlives a page."""
    for first in range(0, size, PAGE):
        with node.store.reading() as unit:
            page = iter(read(unit, first, min(PAGE, size - first)))
        while tile := list(islice(page, TILE_WIDTH)):
            yield tile


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Join many small pieces to fewer."""
    while piece := b"".join(islice(chunks, TILE_WIDTH)):
        yield piece


@contextmanager
def _fresh(path: Path) -> Iterator[Target]:
    """Give a place beside the one that is asked for, which takes its name once everything is written."""
    if path.exists() and not (path.is_dir() and path.suffix != ".zip" and not any(path.iterdir())):
        raise CannotWriteBundle(f"{path} is there already; expected a new place for a bundle")
    beside = path.with_name(f".{path.name}.unfinished")
    _remove(beside)
    try:
        if path.suffix == ".zip":
            with beside.open("wb") as file:
                archive = ArchiveWriter(file)
                yield archive
                archive.close()
                file.flush()
                os.fsync(file.fileno())
        else:
            beside.mkdir(parents=True)
            yield _FolderTarget(beside)
        beside.replace(path)
    except (ArchiveRefused, OSError) as error:
        raise CannotWriteBundle(f"{path}: {error}") from error
    finally:
        _remove(beside)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class _FolderTarget:
    """A folder into which files are written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file."""
        file = self._root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.writelines(chunks)
