"""Log: the hashes of the Merkle log as they are stored, and the checkpoints that were signed over it.

Leaf i (from 0) is the leaf hash of the entry at position i + 1; the nodes of levels 8, 16, … are stored beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import insert, select

from ledger.domain.journal.merkle import STORED_LEVEL_STEP, Frontier, StoredRange, Subtree, fold_perfect, stored_range
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
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
    """Give all the stored hashes of these ranges, in one round trip however many there are."""
    wanted = list(ranges)
    answers = ask(unit, *(_question(item) for item in wanted))
    return {item: [bytes(row[0]) for row in answer] for item, answer in zip(wanted, answers, strict=True)}


def _question(wanted: StoredRange) -> Question:
    first, end = wanted.first, wanted.first + wanted.width
    if wanted.level == 0:
        leaves = "SELECT leaf_hash FROM entries WHERE position > ? AND position <= ? ORDER BY position"
        return Question(leaves, (first, end))
    nodes = "SELECT hash FROM log_nodes WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx"
    return Question(nodes, (wanted.level, first, end))


def subtree_hashes(unit: ReadingUnit, subtrees: Sequence[Subtree]) -> dict[Subtree, bytes]:
    """Give the roots of perfect subtrees, for the proofs."""
    ranges = {subtree: stored_range(*subtree) for subtree in subtrees}
    found = hashes(unit, set(ranges.values()))
    return {subtree: fold_perfect(found[wanted]) for subtree, wanted in ranges.items()}


def root_at(unit: ReadingUnit, position: int) -> bytes:
    """Give the root of the log when the journal stood at a position (0 for the empty log).

    The edge of the log at that size is the last, incomplete row of each stored level, up to 255 hashes of each.
    """
    if position == unit.head.position:
        return unit.head.frontier.root()
    rows = [
        StoredRange(level, above << STORED_LEVEL_STEP, width)
        for level in reversed(range(0, position.bit_length(), STORED_LEVEL_STEP))
        for above, width in [divmod(position >> level, 1 << STORED_LEVEL_STEP)]
        if width
    ]
    found = hashes(unit, rows)
    return Frontier(position, tuple(peak for row in rows for peak in Frontier().extend(found[row])[0].peaks)).root()


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


def checkpoint_sizes(unit: ReadingUnit, last: int) -> list[int]:
    """Give the sizes of the checkpoints of up to ``last`` entries, the smallest first."""
    chosen = select(Checkpoints.size).where(Checkpoints.size <= last).order_by(Checkpoints.size)
    return [row.size for row in unit.connection.execute(chosen)]


def checkpoints_between(unit: ReadingUnit, first: int, last: int) -> list[Checkpoint]:
    """Give the checkpoints whose size lies from ``first`` to ``last``, by size."""
    chosen = select(*Checkpoints.__table__.columns).where(Checkpoints.size.between(first, last))
    found = unit.connection.execute(chosen.order_by(Checkpoints.size))
    return [Checkpoint(row.size, bytes(row.root), row.note, row.signed_at) for row in found]


def save_checkpoint(unit: WritingUnit, checkpoint: Checkpoint) -> None:
    """Keep a signed checkpoint for ever; there is one for each size."""
    unit.connection.execute(insert(Checkpoints).values(**checkpoint._asdict()))
