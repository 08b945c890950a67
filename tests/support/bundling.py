"""Bundles in memory, for whoever forges them: files by name, and all that must follow when an entry is another.

A careful forger computes again whatever can be computed: tiles, root, sums, exports, digests. What they have not got is
the log's key, and what somebody kept aside.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ledger.domain.journal.entries import Entry, EntryInvalid, leaf_of
from ledger.domain.journal.entry_bundles import pack, unpack
from ledger.domain.journal.merkle import HASH_BYTES, STORED_LEVEL_STEP, Frontier
from ledger.domain.journal.notes import Checkpoint, Note
from ledger.domain.journal.tiles import TILE_WIDTH, tile_path
from ledger.verifier.archives import ArchiveWriter
from ledger.verifier.exports import EXPORTS
from ledger.verifier.main import main
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, EARLIER, MANIFEST, ordered, places
from ledger.verifier.tallies import Tally

Files = dict[str, bytes]


def read_folder(folder: Path) -> Files:
    """Read a bundle from its folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def archived(files: Mapping[str, bytes]) -> bytes:
    """Write files as an archive, in their order."""
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name in ordered(files):
        writer.add(name, [files[name]])
    writer.close()
    return file.getvalue()


def put_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def with_digests(files: Files) -> Files:
    """Make the manifest's digests fit the files again; its sums stay."""
    manifest = replace(Manifest.from_bytes(files[MANIFEST]), files=_digests(files))
    return {**files, MANIFEST: manifest.to_bytes()}


def entries_of(files: Mapping[str, bytes]) -> list[bytes]:
    """Give the bytes of every entry."""
    size = checkpoint_of(files).size
    return [
        entry
        for place, width in places(size)
        for entry in unpack(files[tile_path("entries", place, width)], width)
    ]  # fmt: skip


def checkpoint_of(files: Mapping[str, bytes]) -> Checkpoint:
    """Read the checkpoint."""
    return Checkpoint.parse(Note.parse(files[CHECKPOINT].decode()).text)


def forged(files: Mapping[str, bytes], entries: Sequence[bytes], sign: Callable[[Checkpoint], bytes]) -> Files:
    """Make everything follow from other entries; ``sign`` gives the note over the checkpoint that comes of them.

    Earlier checkpoints, which would tell, are left out.
    """
    kept = {name: data for name, data in files.items() if not name.startswith(("tile/", EARLIER, MANIFEST))}
    leaves = [leaf_of(data) for data in entries]
    frontier, nodes = Frontier().extend(leaves)
    for place, width in places(len(entries)):
        begin, end = place * TILE_WIDTH, place * TILE_WIDTH + width
        kept[tile_path("entries", place, width)] = pack(entries[begin:end])
        kept[tile_path(0, place, width)] = b"".join(leaves[begin:end])
    for level in {node.level for node in nodes}:
        row = b"".join(node.hash for node in nodes if node.level == level)
        for place, width in places(len(row) // HASH_BYTES):
            at = place * TILE_WIDTH * HASH_BYTES
            name = tile_path(level // STORED_LEVEL_STEP, place, width)
            kept[name] = row[at : at + width * HASH_BYTES]
    checkpoint = replace(checkpoint_of(files), size=len(entries), root=frontier.root())
    kept[CHECKPOINT] = sign(checkpoint)
    manifest = Manifest.from_bytes(files[MANIFEST])
    manifest = replace(manifest, size=checkpoint.size, root=checkpoint.root.hex())
    try:
        read = [Entry.from_bytes(data) for data in entries]
    except EntryInvalid:
        read = []
    if read:
        tally = Tally()
        for entry in read:
            tally.take(entry)
        manifest = replace(
            manifest, parameters=tally.parameters, kinds=tally.kinds, postings=tally.postings, totals=tally.totals
        )
        for name, write in EXPORTS.items():
            with suppress(KeyError):  # an account that there is not has no name in other formats
                kept[name] = b"".join(write(checkpoint.origin, zip(read, leaves, strict=True)))
    return {**kept, MANIFEST: replace(manifest, files=_digests(kept)).to_bytes()}


def _digests(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    return {name: (len(data), sha256(data).hexdigest()) for name, data in files.items() if name != MANIFEST}


def verified(*arguments: object) -> tuple[int, str]:
    """Run the verifier in this process; gives its exit code and what it said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main([str(argument) for argument in arguments])
    return code, said.getvalue()
