"""The stored hashes of the log give every root and every proof, and checkpoints are kept for ever."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from ledger.domain.journal import merkle
from ledger.store.reads import log
from ledger.store.reads.log import Checkpoint
from ledger.store.store import Store
from ledger.store.units import ReadingUnit
from tests.store.little_ledger import LittleLedger

SIZE = 606


@pytest.fixture
def long_store(store: Store) -> Store:
    """Give a store with 606 entries: two complete rows of 256 leaves and a part of a third."""
    for batch in range(3):
        with store.writing() as unit:
            ledger = LittleLedger(unit)
            if batch == 0:
                ledger.open()
            for number in range(200):
                ledger.accrue(f"{batch}_{number}", 5)
            unit.write(ledger.decided())
    return store


@pytest.fixture
def unit(long_store: Store) -> Iterator[ReadingUnit]:
    with long_store.reading() as reading:
        yield reading


def test_leaves_and_nodes_are_read_in_order(unit: ReadingUnit) -> None:
    leaves = log.leaf_hashes(unit, 0, 1_000)
    assert [merkle.leaf_hash(data) for data in log.entry_bytes(unit, 0, 1_000)] == leaves
    assert len(leaves) == SIZE
    assert log.stored_nodes(unit, 0, 255, 2) == leaves[255:257]
    assert log.stored_nodes(unit, 8, 0, 5) == [merkle.fold_perfect(leaves[:256]), merkle.fold_perfect(leaves[256:512])]
    assert log.stored_nodes(unit, 8, 1, 1) == [merkle.fold_perfect(leaves[256:512])]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 605, SIZE])
def test_the_root_of_every_earlier_size_is_found(unit: ReadingUnit, size: int) -> None:
    frontier, _ = merkle.Frontier().extend(log.leaf_hashes(unit, 0, size))
    assert log.root_at(unit, size) == frontier.root()


@pytest.mark.parametrize("index", [0, 255, 256, 511, 512, 605])
def test_stored_hashes_prove_that_an_entry_is_in_the_log(unit: ReadingUnit, index: int) -> None:
    found = log.subtree_hashes(unit, merkle.subtrees_for_inclusion(index, SIZE))
    proof = merkle.inclusion_proof(index, SIZE, lambda level, at: found[level, at])
    merkle.verify_inclusion(index, SIZE, log.leaf_hashes(unit, index, 1)[0], proof, unit.head.frontier.root())


def test_a_checkpoint_is_kept_for_ever_and_once(long_store: Store) -> None:
    first, second = (
        Checkpoint(206, bytes(32), "one\n", "2026-09-01"),
        Checkpoint(SIZE, bytes(32), "two\n", "2026-09-02"),
    )
    with long_store.writing() as unit:
        assert log.last_checkpoint(unit) is None
        log.save_checkpoint(unit, first)
        log.save_checkpoint(unit, second)
    with long_store.reading() as unit:
        assert log.last_checkpoint(unit) == second
        assert log.checkpoint_of_size(unit, 206) == first
        assert log.checkpoint_of_size(unit, 207) is None
    with pytest.raises(DBAPIError), long_store.writing() as unit:
        log.save_checkpoint(unit, first._replace(note="forged\n"))
