"""Log: the transparency log as anyone may read it: checkpoints, proofs and tiles in C2SP formats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.domain.journal.cosignatures import with_signatures
from ledger.domain.journal.entry_bundles import pack
from ledger.domain.journal.merkle import STORED_LEVEL_STEP, subtrees_for_consistency, subtrees_for_inclusion
from ledger.domain.journal.merkle import (
    consistency_proof as make_consistency,
)
from ledger.domain.journal.merkle import (
    inclusion_proof as make_inclusion,
)
from ledger.domain.journal.notes import Checkpoint, Note, Signature
from ledger.domain.journal.notes import verifier_key as vkey_text
from ledger.domain.journal.proof_files import ProofFile
from ledger.domain.journal.tiles import TILE_WIDTH, Tile
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.histories import visible_transaction
from ledger.services.log_signers import key_in_force
from ledger.services.node import Node
from ledger.services.signing import signed_checkpoint
from ledger.services.visibility import require_all, sees_all
from ledger.store.reads import log, signers
from ledger.store.units import ReadingUnit


def checkpoint(node: Node, size: int | None = None) -> str:
    """Give a checkpoint as a signed note, with the cosignatures under it: of a size, or the newest.

    Where the web processes sign by themselves the newest is signed for this answer, over the journal's head.

    Raises:
        HistoryNotExtended: see ``signing``.
        Refused: ``checkpoint_unknown``, ``not_in_a_checkpoint_yet`` where nothing was signed yet.
    """
    if size is None and not node.seal.process:
        note = Note.parse(signed_checkpoint(node))
        size = Checkpoint.parse(note.text).size
    with node.store.reading() as unit:
        found = log.last_checkpoint(unit) if size is None else log.checkpoint_of_size(unit, size)
        if found is None and size is not None:
            raise Refused("checkpoint_unknown", size=size)
        if found is None:
            raise Refused("not_in_a_checkpoint_yet", position=unit.head.position, size=0)
        return cosigned(unit, found)


def cosigned(unit: ReadingUnit, found: log.Checkpoint) -> str:
    """Give a published checkpoint with the cosignatures under it."""
    lines = signers.cosignatures_of(unit, found.size)
    return with_signatures(Note.parse(found.note), tuple(Signature.parse(line.line) for line in lines)).format()


def verifier_key(node: Node) -> str:
    """Give the key that new checkpoints are verified with. Raises ``Refused``: ``not_in_a_checkpoint_yet``."""
    key = key_in_force(node)
    return vkey_text(key.name, key.public_key)


def inclusion_proof(node: Node, caller: Caller, transaction_id: str, size: int | None = None) -> dict[str, Any]:
    """Prove that a transaction is in the log of ``size`` entries, or of the newest checkpoint.

    The entry's bytes come along for whoever reads all histories: they carry the running figures of every account.

    Raises:
        Refused: ``transaction_unknown``, ``permission_missing``, ``position_unknown``, ``not_in_a_checkpoint_yet``.
    """
    record = visible_transaction(node, caller, transaction_id)
    proof = position_proof(node, record.position, size)
    data = None
    if sees_all(caller):
        with node.store.reading() as unit:
            data = next(iter(log.entry_bytes(unit, record.position - 1, 1))).decode()
    return {"transaction_id": record.id, **proof, "entry": data}


def position_proof(node: Node, position: int, size: int | None = None) -> dict[str, Any]:
    """Prove that the entry at a position is in the log of ``size`` entries, or of the newest checkpoint.

    Raises:
        Refused: ``position_unknown``, ``not_in_a_checkpoint_yet``.
    """
    note = checkpoint(node) if size is None else None
    with node.store.reading() as unit:
        head = unit.head.position
        if not 1 <= position <= head:
            raise Refused("position_unknown", "/position", position=head, asked=position)
        size = size if size is not None else Checkpoint.parse(Note.parse(str(note)).text).size
        if note is not None and position > size:
            raise Refused("not_in_a_checkpoint_yet", position=position, size=size)
        if not position <= size <= head:
            raise Refused("position_unknown", "/size", position=head, asked=size)
        proof = _inclusion(unit, position - 1, size)
        (leaf,) = log.leaf_hashes(unit, position - 1, 1)
        root = log.root_at(unit, size)
    return {
        "leaf_index": position - 1,
        "tree_size": size,
        "leaf_hash": leaf.hex(),
        "root": root.hex(),
        "proof": [step.hex() for step in proof],
        "checkpoint": note,
    }


def proof_file(proof: dict[str, Any]) -> str:
    """Write a proof that leads to a checkpoint as a file (C2SP tlog-proof)."""
    steps = tuple(bytes.fromhex(step) for step in proof["proof"])
    return ProofFile(proof["leaf_index"], steps, Note.parse(proof["checkpoint"])).format()


def _inclusion(unit: ReadingUnit, index: int, size: int) -> Sequence[bytes]:
    found = log.subtree_hashes(unit, subtrees_for_inclusion(index, size))
    return make_inclusion(index, size, lambda level, at: found[level, at])


def consistency(unit: ReadingUnit, old: int, new: int) -> list[bytes]:
    """Give the hashes that prove that the log of ``old`` entries (1 or more) is the beginning of that of ``new``."""
    found = log.subtree_hashes(unit, subtrees_for_consistency(old, new))
    return make_consistency(old, new, lambda level, at: found[level, at])


def consistency_proof(node: Node, old: int, new: int | None = None) -> dict[str, Any]:
    """Prove that the log of ``old`` entries is the beginning of the log of ``new`` (the head where not given).

    Raises:
        Refused: ``position_unknown``.
    """
    with node.store.reading() as unit:
        head = unit.head.position
        new = head if new is None else new
        for asked, name in ((new, "/new"), (old, "/old")):
            if not 1 <= asked <= (head if name == "/new" else new):
                raise Refused("position_unknown", name, position=head, asked=asked)
        proof = consistency(unit, old, new)
        roots = log.root_at(unit, old), log.root_at(unit, new)
    return {
        "old_size": old,
        "new_size": new,
        "old_root": roots[0].hex(),
        "new_root": roots[1].hex(),
        "proof": [step.hex() for step in proof],
    }


def tile(node: Node, wanted: Tile) -> bytes:
    """Give the hashes of a tile (C2SP tlog-tiles), full or partial.

    Raises:
        Refused: ``position_unknown`` for a tile that the log has not reached.
    """
    if wanted.level == "entries":
        raise Refused("position_unknown", position=0, asked=wanted.place * TILE_WIDTH)
    with node.store.reading() as unit:
        level, first = wanted.level * STORED_LEVEL_STEP, wanted.place * TILE_WIDTH
        reached = first + wanted.width <= unit.head.position >> level  # no database need know larger numbers
        hashes = log.stored_nodes(unit, level, first, wanted.width) if reached else []
        if len(hashes) < wanted.width:
            raise Refused("position_unknown", position=unit.head.position, asked=first << level)
    return b"".join(hashes)


def entry_bundle(node: Node, caller: Caller, wanted: Tile) -> bytes:
    """Give the entries of a bundle (C2SP tlog-tiles): each with its length before it, two bytes, the highest first.

    Raises:
        Refused: ``permission_missing``; ``position_unknown`` for a bundle that the log has not reached.
    """
    require_all(caller)
    with node.store.reading() as unit:
        first = wanted.place * TILE_WIDTH
        reached = first + wanted.width <= unit.head.position
        entries = list(log.entry_bytes(unit, first, wanted.width)) if reached else []
        if len(entries) < wanted.width:
            raise Refused("position_unknown", position=unit.head.position, asked=first + wanted.width)
    return pack(entries)
