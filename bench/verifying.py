"""Verifying: how many entries a second the offline verifier hashes, compares and proves: ``python -m bench.verifying``.

The bundle is made of random leaves of the length of an accrual's entry, because hashes and proofs do not look into
them, or with ``--journal`` of the entries of one that ``bench.replaying`` made; then ``--everything`` replays them too.
What is measured is the verifier in a process of its own, by the processor time that it took.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.replaying import entries_of
from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.entry_bundles import pack
from ledger.domain.journal.merkle import HASH_BYTES, STORED_LEVEL_STEP, Frontier
from ledger.domain.journal.notes import Checkpoint, VerifierKey, sign_note, verifier_key
from ledger.domain.journal.tiles import TILE_WIDTH, tile_path
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, KEYS, MANIFEST, places
from ledger.verifier.packing import pack_verifier
from ledger.verifier.tallies import Tally

ENTRY_BYTES: Final = 900
"""An accrual of the demo has about as many."""

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAMED: Final = VerifierKey("bench.example/log", KEY.public_key().public_bytes_raw())


@click.command()
@click.option("--entries", default=200_000, show_default=True, help="How many; of a journal, the first of it.")
@click.option("--journal", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Entries of a journal.")
@click.option("--everything", is_flag=True, help="The replay of a journal too.")
def main(entries: int, journal: Path | None, everything: bool) -> None:
    """Make a bundle, verify it, and print what it took."""
    if everything and journal is None:
        raise click.UsageError("random leaves cannot be replayed: expected a --journal")
    with tempfile.TemporaryDirectory() as folder:
        bundle, program = Path(folder) / "bundle", Path(folder) / "ledger-verify.pyz"
        if journal is None:
            size = write_bundle(bundle, random_leaves(entries))
        else:
            size = write_bundle(bundle, islice(entries_of(journal), entries), counted=True)
        with program.open("wb") as file:
            pack_verifier(file)
        key = verifier_key(NAMED.name, NAMED.public_key)
        command = [sys.executable, str(program), str(bundle), "--no-progress", "--key", key]
        subprocess.run(command if everything else [*command, "--quick"], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    click.echo(f"{size:,} entries, {size / seconds:,.0f} a second of one core, {used.ru_maxrss / 1024:.0f} MiB at most")


def random_leaves(count: int) -> Iterator[bytes]:
    """Give leaves that are no entries."""
    chance = Random(1)
    return (chance.randbytes(ENTRY_BYTES) for _ in range(count))


def write_bundle(folder: Path, leaves: Iterable[bytes], *, counted: bool = False) -> int:
    """Write a bundle, and give how many leaves it has.

    Args:
        counted: the leaves are entries, and the manifest tells their sums.
    """
    frontier, tally = Frontier(), Tally()
    levels: dict[int, bytearray] = {}
    files: dict[str, tuple[int, str]] = {}

    def add(name: str, data: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        files[name] = len(data), sha256(data).hexdigest()

    def add_level(level: int, row: bytearray) -> None:
        for place, width in places(len(row) // HASH_BYTES):
            at = place * TILE_WIDTH * HASH_BYTES
            add(tile_path(level, place, width), bytes(row[at : at + width * HASH_BYTES]))

    waiting = iter(leaves)
    while tile := list(islice(waiting, TILE_WIDTH)):
        place, width = frontier.size // TILE_WIDTH, len(tile)
        add(tile_path("entries", place, width), pack(tile))
        hashes = [leaf_of(data) for data in tile]
        add(tile_path(0, place, width), b"".join(hashes))
        frontier, nodes = frontier.extend(hashes)
        for node in nodes:
            levels.setdefault(node.level, bytearray()).extend(node.hash)
        for data in tile if counted else ():
            tally.take(Entry.from_bytes(data))
    for level, row in levels.items():
        add_level(level // STORED_LEVEL_STEP, row)
    origin = tally.parameters.get("origin", NAMED.name)
    note = sign_note(Checkpoint(origin, frontier.size, frontier.root()).text(), NAMED, KEY.sign)
    add(CHECKPOINT, note.format().encode())
    add(KEYS, f"{verifier_key(NAMED.name, NAMED.public_key)}\n".encode())
    manifest = Manifest(
        origin, frontier.size, frontier.root().hex(), tally.parameters, dict(tally.kinds), tally.postings,
        dict(tally.totals), files,
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(manifest.to_bytes())
    return frontier.size


if __name__ == "__main__":
    main()
