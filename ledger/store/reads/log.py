"""Log: the hashes of the Merkle log as they are stored, and the checkpoints that were signed over it.

Leaf i (from 0) is the leaf hash of the entry at position i + 1; the nodes of levels 8, 16, … are stored beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import and_, insert, or_, select

from ledger.domain.journal.merkle import StoredRange, Subtree, fold_perfect, root_of, stored_range, subtrees_for_root
from ledger.store.schema import Checkpoints, Entries, LogNodes
from ledger.store.units import ReadingUnit, WritingUnit


class Checkpoint(NamedTuple):
    """A signed tree head: ``note`` is the signed note's text."""

    size: int
    root: bytes
    note: str
    signed_at: str


def leaf_hashes(unit: ReadingUnit, first: int, count: int) -> list[bytes]:
    """Give up to ``count`` leaf hashes from leaf ``first`` (from 0) on."""
    chosen = select(Entries.leaf_hash).where(Entries.position > first, Entries.position <= first + count)
    return [bytes(row[0]) for row in unit.connection.execute(chosen.order_by(Entries.position))]


def stored_nodes(unit: ReadingUnit, level: int, first: int, count: int) -> list[bytes]:
    """Give up to ``count`` stored hashes of a level (0, 8, 16, …) from index ``first`` on."""
    if level == 0:
        return leaf_hashes(unit, first, count)
    chosen = select(LogNodes.hash).where(LogNodes.level == level, LogNodes.idx >= first, LogNodes.idx < first + count)
    return [bytes(row[0]) for row in unit.connection.execute(chosen.order_by(LogNodes.idx))]


def entry_bytes(unit: ReadingUnit, first: int, count: int) -> Iterator[bytes]:
    """Give the canonical bytes of up to ``count`` entries from leaf ``first`` (from 0) on."""
    chosen = select(Entries.bytes).where(Entries.position > first, Entries.position <= first + count)
    for row in unit.connection.execute(chosen.order_by(Entries.position)):
        yield bytes(row[0])


def hashes(unit: ReadingUnit, ranges: Collection[StoredRange]) -> dict[StoredRange, list[bytes]]:
    """Give all the stored hashes of these ranges, with two statements however many there are."""
    found: dict[tuple[int, int], bytes] = {}
    leaves = [wanted for wanted in ranges if wanted.level == 0]
    nodes = [wanted for wanted in ranges if wanted.level > 0]
    if leaves:
        among = [and_(Entries.position > item.first, Entries.position <= item.first + item.width) for item in leaves]
        for position, leaf in unit.connection.execute(select(Entries.position, Entries.leaf_hash).where(or_(*among))):
            found[0, position - 1] = bytes(leaf)
    if nodes:
        among = [
            and_(LogNodes.level == item.level, LogNodes.idx >= item.first, LogNodes.idx < item.first + item.width)
            for item in nodes
        ]
        for level, index, node in unit.connection.execute(select(*LogNodes.__table__.columns).where(or_(*among))):
            found[level, index] = bytes(node)
    return {item: [found[item.level, item.first + at] for at in range(item.width)] for item in ranges}


def subtree_hashes(unit: ReadingUnit, subtrees: Sequence[Subtree]) -> dict[Subtree, bytes]:
    """Give the roots of perfect subtrees, for ``root_of`` and the proofs."""
    ranges = {subtree: stored_range(*subtree) for subtree in subtrees}
    found = hashes(unit, set(ranges.values()))
    return {subtree: fold_perfect(found[wanted]) for subtree, wanted in ranges.items()}


def root_at(unit: ReadingUnit, position: int) -> bytes:
    """Give the root of the log when the journal stood at a position (0 for the empty log)."""
    if position == unit.head.position:
        return unit.head.frontier.root()
    found = subtree_hashes(unit, subtrees_for_root(position))
    return root_of(position, lambda level, index: found[level, index])


def last_checkpoint(unit: ReadingUnit) -> Checkpoint | None:
    """Give the checkpoint of the largest size."""
    row = unit.connection.execute(
        select(*Checkpoints.__table__.columns).order_by(Checkpoints.size.desc()).limit(1)
    ).first()
    return Checkpoint(row.size, bytes(row.root), row.note, row.signed_at) if row else None


def checkpoint_of_size(unit: ReadingUnit, size: int) -> Checkpoint | None:
    """Give the checkpoint that was signed over the first ``size`` entries."""
    row = unit.connection.execute(select(*Checkpoints.__table__.columns).where(Checkpoints.size == size)).first()
    return Checkpoint(row.size, bytes(row.root), row.note, row.signed_at) if row else None


def checkpoints_between(unit: ReadingUnit, first: int, last: int) -> list[Checkpoint]:
    """Give the checkpoints whose size lies from ``first`` to ``last``, by size."""
    chosen = select(*Checkpoints.__table__.columns).where(Checkpoints.size.between(first, last))
    found = unit.connection.execute(chosen.order_by(Checkpoints.size))
    return [Checkpoint(row.size, bytes(row.root), row.note, row.signed_at) for row in found]


def save_checkpoint(unit: WritingUnit, checkpoint: Checkpoint) -> None:
    """Keep a signed checkpoint for ever; there is one for each size."""
    unit.connection.execute(insert(Checkpoints).values(**checkpoint._asdict()))
