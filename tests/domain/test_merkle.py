"""The log's hashes and proofs agree with RFC 6962 written naively, and with other people's vectors."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.journal.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    ProofRefused,
    StoredRange,
    Subtree,
    consistency_proof,
    fold_perfect,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    stored_range,
    subtrees_for_consistency,
    subtrees_for_inclusion,
    subtrees_for_root,
    verify_consistency,
    verify_inclusion,
)

unhurried = settings(deadline=None)

VECTORS = Path(__file__).parent.parent / "vectors" / "merkle"
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(700)]


def cases(name: str) -> list[Any]:
    read = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    assert len(read) == 98
    return [pytest.param(case, id=case["name"]) for case in read]


def unbase64(text: str | None) -> bytes:
    return base64.b64decode(text or "")


# RFC 6962 section 2.1, as it is written there.


def split_of(length: int) -> int:
    k = 1
    while k * 2 < length:
        k *= 2
    return k


def mth(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split_of(len(leaves))
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split_of(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split_of(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def asking(size: int, asked: list[Subtree]) -> Callable[[int, int], bytes]:
    """Answer for perfect subtrees that are complete at this size, and note what was asked."""

    def hash_of_subtree(level: int, index: int) -> bytes:
        assert (index + 1) << level <= size, "asked for a subtree that is not complete"
        asked.append((level, index))
        return mth(LEAVES[index << level : (index + 1) << level])

    return hash_of_subtree


sizes = st.integers(1, len(LEAVES))
a_size_and_a_leaf = sizes.flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))
two_sizes = st.tuples(sizes, sizes).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize("case", cases("inclusion"))
def test_inclusion_vectors_of_transparency_dev_get_their_verdict(case: dict[str, Any]) -> None:
    def verify() -> None:
        verify_inclusion(
            case["leafIdx"],
            case["treeSize"],
            unbase64(case["leafHash"]),
            [unbase64(step) for step in case["proof"] or []],
            unbase64(case["root"]),
        )

    if case["wantErr"]:
        with pytest.raises(ProofRefused):
            verify()
    else:
        verify()


@pytest.mark.parametrize("case", cases("consistency"))
def test_consistency_vectors_of_transparency_dev_get_their_verdict(case: dict[str, Any]) -> None:
    def verify() -> None:
        verify_consistency(
            case["size1"],
            case["size2"],
            unbase64(case["root1"]),
            unbase64(case["root2"]),
            [unbase64(step) for step in case["proof"] or []],
        )

    if case["wantErr"]:
        with pytest.raises(ProofRefused):
            verify()
    else:
        verify()


def test_the_empty_log_has_the_hash_of_nothing_as_its_root() -> None:
    assert Frontier().root() == EMPTY_ROOT == root_of(0, asking(0, [])) == sha256(b"").digest()


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"ab") == sha256(b"\x00ab").digest()
    assert node_hash(b"a", b"b") == sha256(b"\x01ab").digest()


@unhurried
@given(st.lists(st.integers(0, 300), max_size=6))
def test_a_frontier_extended_in_any_batches_has_the_naive_root_and_emits_each_stored_node_once(
    batches: list[int],
) -> None:
    frontier, emitted, size = Frontier(), list[Node](), 0
    for wanted in batches:
        batch = min(wanted, len(LEAVES) - size)
        frontier, nodes = frontier.extend(LEAVES[size : size + batch])
        emitted += nodes
        size += batch
        assert frontier.size == size
        assert frontier.root() == mth(LEAVES[:size])
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
    assert emitted == [Node(8, index, mth(LEAVES[index << 8 : (index + 1) << 8])) for index in range(size >> 8)]


def test_a_batch_that_completes_level_16_emits_its_node_and_the_256_below() -> None:
    leaf = leaf_hash(b"the same")
    frontier, nodes = Frontier().extend([leaf] * 65_535)
    assert len(nodes) == 255
    frontier, nodes = frontier.extend([leaf] * 3)
    assert [(node.level, node.index) for node in nodes] == [(8, 255), (16, 0)]
    expected = leaf
    for _ in range(16):
        expected = node_hash(expected, expected)
    assert nodes[1].hash == expected
    assert len(frontier.peaks) == 2


def test_a_frontier_of_the_wrong_shape_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="a log of 3 leaves cannot have 1 peaks"):
        Frontier(3, (LEAVES[0],))
    with pytest.raises(ValueError, match="found one of 5"):
        Frontier(1, (b"short",))
    with pytest.raises(ValueError, match="found one of 5"):
        Frontier().extend([LEAVES[0], b"short"])
    with pytest.raises(ValueError, match="a log of -1 leaves"):
        Frontier(-1, (LEAVES[0],))
    for data in (b"", b"\x00" * 7, Frontier().to_bytes() + b"x"):
        with pytest.raises(ValueError, match="not a frontier"):
            Frontier.from_bytes(data)


@unhurried
@given(a_size_and_a_leaf)
def test_an_inclusion_proof_is_the_naive_one_asks_only_what_was_planned_and_verifies(
    drawn: tuple[int, int],
) -> None:
    size, index = drawn
    asked: list[Subtree] = []
    proof = inclusion_proof(index, size, asking(size, asked))
    assert proof == path(index, LEAVES[:size])
    assert asked == subtrees_for_inclusion(index, size)
    verify_inclusion(index, size, LEAVES[index], proof, mth(LEAVES[:size]))


@unhurried
@given(two_sizes)
def test_a_consistency_proof_is_the_naive_one_asks_only_what_was_planned_and_verifies(
    drawn: tuple[int, int],
) -> None:
    old_size, new_size = drawn
    asked: list[Subtree] = []
    proof = consistency_proof(old_size, new_size, asking(new_size, asked))
    assert proof == subproof(old_size, LEAVES[:new_size], True)
    assert asked == subtrees_for_consistency(old_size, new_size)
    verify_consistency(old_size, new_size, mth(LEAVES[:old_size]), mth(LEAVES[:new_size]), proof)


@unhurried
@given(sizes)
def test_the_root_of_any_past_size_comes_from_its_peaks(size: int) -> None:
    asked: list[Subtree] = []
    assert root_of(size, asking(size, asked)) == mth(LEAVES[:size])
    assert asked == subtrees_for_root(size)


def test_every_small_log_proves_every_leaf_and_every_past_of_itself() -> None:
    roots = [mth(LEAVES[:size]) for size in range(40)]
    for size in range(1, 40):
        for index in range(size):
            proof = inclusion_proof(index, size, asking(size, []))
            verify_inclusion(index, size, LEAVES[index], proof, roots[size])
        for old_size in range(1, size + 1):
            steps = consistency_proof(old_size, size, asking(size, []))
            assert steps == subproof(old_size, LEAVES[:size], True)
            verify_consistency(old_size, size, roots[old_size], roots[size], steps)


@unhurried
@given(a_size_and_a_leaf, st.data())
def test_a_proof_with_one_bit_changed_is_refused(drawn: tuple[int, int], data: st.DataObject) -> None:
    size, index = drawn
    root = mth(LEAVES[:size])
    parts = [LEAVES[index], root, *path(index, LEAVES[:size])]
    at, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[at] = (int.from_bytes(parts[at], "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(ProofRefused, match="leads to root"):
        verify_inclusion(index, size, parts[0], parts[2:], parts[1])


@unhurried
@given(two_sizes, st.data())
def test_a_history_with_one_changed_entry_does_not_extend_the_old_one(
    drawn: tuple[int, int], data: st.DataObject
) -> None:
    old_size, new_size = drawn
    forged = list(LEAVES[:new_size])
    forged[data.draw(st.integers(0, old_size - 1))] = leaf_hash(b"forged")
    proof = subproof(old_size, forged, True)
    with pytest.raises(ProofRefused, match="leads to root"):
        verify_consistency(old_size, new_size, mth(LEAVES[:old_size]), mth(forged), proof)


def test_a_proof_that_cannot_be_asked_for_is_refused_with_its_numbers() -> None:
    hash_of = asking(7, [])
    for index, size in ((7, 7), (-1, 7), (0, 0)):
        with pytest.raises(ValueError, match=f"there is no leaf {index} in a log of {size}"):
            inclusion_proof(index, size, hash_of)
    for old_size, new_size in ((0, 7), (8, 7), (0, 0)):
        with pytest.raises(ValueError, match=f"a log of {new_size} leaves cannot be shown to extend one of {old_size}"):
            consistency_proof(old_size, new_size, hash_of)


def test_a_proof_of_the_wrong_length_says_how_many_hashes_it_needs() -> None:
    proof = path(3, LEAVES[:7])
    with pytest.raises(ProofRefused, match="leaf 3 of 7 needs 3 proof hashes, found 4"):
        verify_inclusion(3, 7, LEAVES[3], [*proof, LEAVES[0]], mth(LEAVES[:7]))
    with pytest.raises(ProofRefused, match="3 to 7 needs 4 proof hashes, found 0"):
        verify_consistency(3, 7, mth(LEAVES[:3]), mth(LEAVES[:7]), [])
    with pytest.raises(ProofRefused, match="a hash has 32 bytes, found one of 31"):
        verify_inclusion(3, 7, LEAVES[3], [*proof[:2], proof[2][:31]], mth(LEAVES[:7]))


@unhurried
@given(st.integers(0, 9), st.data())
def test_stored_hashes_of_one_level_fold_into_any_perfect_subtree(level: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, (len(LEAVES) >> level) - 1))
    _, nodes = Frontier().extend(LEAVES)
    stored = {0: LEAVES, 8: [node.hash for node in nodes]}
    wanted = stored_range(level, index)
    found = stored[wanted.level][wanted.first : wanted.first + wanted.width]
    assert fold_perfect(found) == mth(LEAVES[index << level : (index + 1) << level])


def test_a_subtree_of_a_stored_level_is_one_stored_hash() -> None:
    assert stored_range(0, 41) == StoredRange(0, 41, 1)
    assert stored_range(7, 3) == StoredRange(0, 384, 128)
    assert stored_range(16, 2) == StoredRange(16, 2, 1)


@pytest.mark.parametrize("count", [0, 3, 6, 255])
def test_an_incomplete_row_is_not_folded(count: int) -> None:
    with pytest.raises(ValueError, match=f"2\\^n hashes, found {count}"):
        fold_perfect(LEAVES[:count])
