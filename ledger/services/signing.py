"""Signing: the log's signer, which keeps its key and what it signed last apart from the database.

Before it signs it reads every entry since its last signature again, hashes it again, and extends its own last tree
with it. A database that was rolled back, forked or changed behind the ledger's back does not extend what was signed:
it is refused, and stays refused until somebody explains it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from ledger.domain.dates import instant_text
from ledger.domain.journal.entries import leaf_of
from ledger.domain.journal.merkle import Frontier, subtrees_for_root
from ledger.domain.journal.notes import Checkpoint, Note, VerifierKey, sign_note, verifier_key
from ledger.services.node import Node
from ledger.store.reads import log
from ledger.store.units import ReadingUnit

LAST_SIGNED: Final = "last-signed-checkpoint"
_PAGE: Final = 5_000


class HistoryNotExtended(Exception):
    """The journal does not extend what was signed; the message says where they part."""


def signing_key_name(node: Node) -> VerifierKey:
    """Give the name and public key under which this ledger's checkpoints are signed."""
    public = node.keys.log_key.public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return VerifierKey(node.ledger.origin, raw)


def verifier_text(node: Node) -> str:
    """Give the verifier key as text (C2SP signed-note), for other people's tools."""
    key = signing_key_name(node)
    return verifier_key(key.name, key.public_key)


def signed_checkpoint(node: Node) -> str:
    """Sign the journal's head, or give the last signed note where nothing was added since.

    Raises:
        HistoryNotExtended: the journal is shorter than, or differs from, what was signed.
    """
    folder = node.keys.folder
    with _alone(folder / "signer.lock"):
        last = _last_signed(folder / LAST_SIGNED)
        with node.store.reading() as unit:
            size, root = unit.head.position, unit.head.frontier.root()
            _refuse_unless_extended(unit, last[0] if last else Checkpoint(node.ledger.origin, 0, Frontier().root()))
        if last and last[0].size == size:
            return last[1]
        key = signing_key_name(node)
        text = Checkpoint(node.ledger.origin, size, root).text()
        note = sign_note(text, key, node.keys.log_key.sign).format()
        _keep(folder / LAST_SIGNED, note)
    _publish(node, log.Checkpoint(size, root, note, instant_text(node.clock())))
    return note


def _refuse_unless_extended(unit: ReadingUnit, last: Checkpoint) -> None:
    """Hash everything since the last signature again, on top of the tree that was signed."""
    size = unit.head.position
    if size < last.size:
        raise HistoryNotExtended(f"the journal ends at {size}; a checkpoint of {last.size} entries was signed")
    subtrees = subtrees_for_root(last.size)
    found = log.subtree_hashes(unit, subtrees)
    frontier = Frontier(last.size, tuple(found[subtree] for subtree in subtrees))
    if frontier.root() != last.root:
        raise HistoryNotExtended(
            f"the first {last.size} entries have the root {frontier.root().hex()}; {last.root.hex()} was signed"
        )
    for first in range(last.size, size, _PAGE):
        leaves = [leaf_of(data) for data in log.entry_bytes(unit, first, min(_PAGE, size - first))]
        frontier, _ = frontier.extend(leaves)
    if frontier != unit.head.frontier:
        raise HistoryNotExtended(
            f"the entries up to {size} hash to {frontier.root().hex()}; the head says {unit.head.frontier.root().hex()}"
        )


def _last_signed(path: Path) -> tuple[Checkpoint, str] | None:
    try:
        note = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Checkpoint.parse(Note.parse(note).text), note


def _keep(path: Path, note: str) -> None:
    """Write the last signed note so that a power cut leaves the old one or the new one."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(node: Node, checkpoint: log.Checkpoint) -> None:
    with node.store.writing() as unit:
        if log.checkpoint_of_size(unit, checkpoint.size) is None:
            log.save_checkpoint(unit, checkpoint)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process of this installation sign at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
