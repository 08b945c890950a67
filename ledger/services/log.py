"""Log: the transparency log as anyone may read it: checkpoints, proofs and tiles in C2SP formats."""

from __future__ import annotations

from typing import Any

from ledger.domain.journal.merkle import (
    consistency_proof as make_consistency,
)
from ledger.domain.journal.merkle import (
    inclusion_proof as make_inclusion,
)
from ledger.domain.journal.merkle import subtrees_for_consistency, subtrees_for_inclusion
from ledger.domain.journal.tiles import Tile
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.histories import visible_transaction
from ledger.services.node import Node
from ledger.services.signing import signed_checkpoint, verifier_text
from ledger.services.visibility import sees_all
from ledger.store.reads import log

TILE_WIDTH = 256


def checkpoint(node: Node) -> str:
    """Give a checkpoint of the journal's head as a signed note.

    Raises:
        HistoryNotExtended: see ``signing``.
    """
    return signed_checkpoint(node)


def verifier_key(node: Node) -> str:
    """Give the key that checkpoints are verified with."""
    return verifier_text(node)


def inclusion_proof(node: Node, caller: Caller, transaction_id: str, size: int | None = None) -> dict[str, Any]:
    """Prove that a transaction is in the log of ``size`` entries, or of a checkpoint signed for this answer.

    The entry's bytes come along for whoever reads all histories: they carry the running figures of every account.

    Raises:
        Refused: ``transaction_unknown``, ``permission_missing``, ``position_unknown``.
    """
    record = visible_transaction(node, caller, transaction_id)
    note = checkpoint(node) if size is None else None
    with node.store.reading() as unit:
        index, head = record.position - 1, unit.head.position
        size = size if size is not None else int(str(note).split("\n")[1])
        if not record.position <= size <= head:
            raise Refused("position_unknown", "/size", position=head, asked=size)
        found = log.subtree_hashes(unit, subtrees_for_inclusion(index, size))
        proof = make_inclusion(index, size, lambda level, at: found[level, at])
        root = log.root_at(unit, size)
        data = next(iter(log.entry_bytes(unit, index, 1)))
    return {
        "transaction_id": record.id,
        "leaf_index": index,
        "tree_size": size,
        "leaf_hash": record.leaf_hash.hex(),
        "root": root.hex(),
        "proof": [step.hex() for step in proof],
        "checkpoint": note,
        "entry": data.decode() if sees_all(caller) else None,
    }


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
        found = log.subtree_hashes(unit, subtrees_for_consistency(old, new))
        proof = make_consistency(old, new, lambda level, at: found[level, at])
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
        level = wanted.level * 8
        hashes = log.stored_nodes(unit, level, wanted.place * TILE_WIDTH, wanted.width)
        if len(hashes) < wanted.width:
            raise Refused("position_unknown", position=unit.head.position, asked=wanted.place * TILE_WIDTH << level)
    return b"".join(hashes)
