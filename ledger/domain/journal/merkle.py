"""The Merkle log over the journal: RFC 6962 hashes, roots and proofs, built on perfect subtrees.

A *perfect subtree* (level, index) covers the leaves [index * 2^level, (index + 1) * 2^level): once complete
it never changes, so every root and proof of a growing log is a few such subtrees folded together. A
*frontier* is the log's right edge: the roots of the perfect subtrees that make up its present size, enough to
append and to give the root. A store keeps the leaves (level 0) and the nodes of levels 8, 16, 24, ... (the
rows of C2SP tlog-tiles); ``stored_range`` says which of them give any other subtree.

Invariant: ``Frontier().extend(leaves)[0].root()`` is RFC 6962's MTH(leaves), split into batches as you like.
Leaf indexes count from 0; sizes count leaves; all hashes are 32 bytes of SHA-256.
Sources: RFC 6962 section 2.1, RFC 9162 section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
STORED_LEVEL_STEP = 8
EMPTY_ROOT = sha256(b"").digest()
_SIZE_BYTES = 8


class ProofRefused(ValueError):
    """A proof does not show what it claims; the message says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """The root hash of a perfect subtree, as a store keeps it."""

    level: int
    index: int
    hash: bytes


class StoredRange(NamedTuple):
    """``width`` consecutive stored hashes of a level (a multiple of 8), from index ``first`` on."""

    level: int
    first: int
    width: int


Subtree = tuple[int, int]
"""A perfect subtree, (level, index): 2^level leaves, the index-th such block of the log."""

HashOfSubtree = Callable[[int, int], bytes]
"""Give the root of the perfect subtree (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a log entry: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an interior node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a log of ``size`` leaves: a peak for each set bit of the size, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a log of {self.size} leaves cannot have {len(self.peaks)} peaks")
        _refuse_odd_lengths(self.peaks)

    def extend(self, leaf_hashes: Sequence[bytes]) -> tuple[Frontier, list[Node]]:
        """Return the frontier after these leaves, and the nodes of levels 8, 16, ... that they complete.

        Works level by level over the whole batch, one hash a leaf. Nodes come by level, then by index.
        """
        _refuse_odd_lengths(leaf_hashes)
        completed: list[Node] = []
        untouched = list(self.peaks)
        changed: list[bytes] = []
        row, level = list(leaf_hashes), 0
        while row:
            if (self.size >> level) & 1:
                row.insert(0, untouched.pop())
            if len(row) & 1:
                changed.append(row.pop())
            row, level = _parents(row), level + 1
            if level % STORED_LEVEL_STEP == 0:
                completed += [Node(level, at, found) for at, found in enumerate(row, self.size >> level)]
        return Frontier(self.size + len(leaf_hashes), (*untouched, *reversed(changed))), completed

    def root(self) -> bytes:
        """Return the root of the whole log; ``EMPTY_ROOT`` for the empty one."""
        return _fold_peaks(self.peaks) if self.peaks else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """Return the size as 8 bytes big-endian, then the peaks."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote. Raises ValueError if the bytes are not a frontier."""
        if len(data) < _SIZE_BYTES or (len(data) - _SIZE_BYTES) % HASH_BYTES:
            raise ValueError(f"{len(data)} bytes are not a frontier")
        peaks = (data[at : at + HASH_BYTES] for at in range(_SIZE_BYTES, len(data), HASH_BYTES))
        return cls(int.from_bytes(data[:_SIZE_BYTES], "big"), tuple(peaks))


def subtrees_for_root(size: int) -> list[Subtree]:
    """Return the subtrees whose hashes are the peaks of a log of this size."""
    return _cover(0, size)


def subtrees_for_inclusion(index: int, size: int) -> list[Subtree]:
    """Return all subtrees that ``inclusion_proof`` will ask for."""
    return [subtree for cover in _inclusion_covers(index, size) for subtree in cover]


def subtrees_for_consistency(old_size: int, new_size: int) -> list[Subtree]:
    """Return all subtrees that ``consistency_proof`` will ask for."""
    return [subtree for cover in _consistency_covers(old_size, new_size) for subtree in cover]


def stored_range(level: int, index: int) -> StoredRange:
    """Return the stored hashes, at most 128, that ``fold_perfect`` turns into this subtree's root.

    >>> stored_range(10, 3)
    StoredRange(level=8, first=12, width=4)
    """
    height = level % STORED_LEVEL_STEP
    return StoredRange(level - height, index << height, 1 << height)


def fold_perfect(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the complete row of a perfect subtree.

    Raises:
        ValueError: there are not 1, 2, 4, 8, ... hashes.
    """
    if len(hashes).bit_count() != 1:
        raise ValueError(f"a perfect subtree has a row of 2^n hashes, found {len(hashes)}")
    while len(hashes) > 1:
        hashes = _parents(hashes)
    return hashes[0]


def root_of(size: int, hash_of_subtree: HashOfSubtree) -> bytes:
    """Return the root of the log when it had ``size`` leaves."""
    return _fold_cover(subtrees_for_root(size), hash_of_subtree) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hash_of_subtree: HashOfSubtree) -> list[bytes]:
    """Return the RFC 6962 audit path of leaf ``index`` in a log of ``size`` leaves, the leaf's sibling first.

    Raises:
        ValueError: no such leaf in a log of this size.
    """
    return [_fold_cover(cover, hash_of_subtree) for cover in _inclusion_covers(index, size)]


def consistency_proof(old_size: int, new_size: int, hash_of_subtree: HashOfSubtree) -> list[bytes]:
    """Return the RFC 6962 proof that the log of ``new_size`` leaves extends that of ``old_size``.

    Raises:
        ValueError: unless 1 <= old_size <= new_size.
    """
    return [_fold_cover(cover, hash_of_subtree) for cover in _consistency_covers(old_size, new_size)]


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that this leaf is number ``index`` of the log with this size and root (RFC 9162 section 2.1.3.2).

    Raises:
        ProofRefused: it does not follow from the proof.
    """
    if not 0 <= index < size:
        raise ProofRefused(f"there is no leaf {index} in a log of {size}")
    inner, border = _path_lengths(index, size)
    if len(proof) != inner + border:
        raise ProofRefused(f"leaf {index} of {size} needs {inner + border} proof hashes, found {len(proof)}")
    _refuse_odd_lengths((leaf_hash, *proof), ProofRefused)
    found = leaf_hash
    for height, step in enumerate(proof):
        left = height >= inner or index >> height & 1
        found = node_hash(step, found) if left else node_hash(found, step)
    if found != root:
        raise ProofRefused(f"leaf {index} of {size} leads to root {found.hex()}, expected {root.hex()}")


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the log with the new size and root extends the old one (RFC 9162 section 2.1.4.2).

    Raises:
        ProofRefused: it does not follow from the proof, or the old log is empty, which proves nothing.
    """
    if not 1 <= old_size <= new_size:
        raise ProofRefused(f"a log of {new_size} leaves cannot be shown to extend one of {old_size}")
    # The proof climbs from the old log's last perfect subtree: the whole old log, if its size is 2^n.
    shift = (old_size & -old_size).bit_length() - 1
    seed_is_old_root = old_size == 1 << shift
    inner, border = _path_lengths(old_size - 1, new_size)
    expected = 0 if old_size == new_size else inner - shift + border + (not seed_is_old_root)
    if len(proof) != expected:
        raise ProofRefused(f"{old_size} to {new_size} needs {expected} proof hashes, found {len(proof)}")
    _refuse_odd_lengths(proof, ProofRefused)
    seed, *steps = (old_root, *proof) if seed_is_old_root or old_size == new_size else proof
    old_found = new_found = seed
    for height, step in enumerate(steps):
        if height >= inner - shift or (old_size - 1) >> (shift + height) & 1:
            old_found, new_found = node_hash(step, old_found), node_hash(step, new_found)
        else:
            new_found = node_hash(new_found, step)
    for size, found, root in ((old_size, old_found, old_root), (new_size, new_found, new_root)):
        if found != root:
            raise ProofRefused(f"the proof leads to root {found.hex()} at {size}, expected {root.hex()}")


def _parents(row: Sequence[bytes]) -> list[bytes]:
    children = iter(row)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(children, children, strict=True)]


def _fold_peaks(peaks: Sequence[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def _fold_cover(cover: Iterable[Subtree], hash_of_subtree: HashOfSubtree) -> bytes:
    return _fold_peaks([hash_of_subtree(level, index) for level, index in cover])


def _cover(begin: int, end: int) -> list[Subtree]:
    """Split [begin, end) into perfect subtrees, the largest first; begin is a multiple of that."""
    cover = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        cover.append((level, begin >> level))
        begin += 1 << level
    return cover


def _split(begin: int, end: int) -> int:
    """Return where RFC 6962 splits [begin, end): after the largest power of two smaller than its length."""
    return begin + (1 << ((end - begin - 1).bit_length() - 1))


def _inclusion_covers(index: int, size: int) -> list[list[Subtree]]:
    """Follow PATH(m, D[n]) of RFC 6962 section 2.1.1; one cover for each hash of the proof, in its order."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a log of {size}")
    covers = []
    begin, end = 0, size
    while end - begin > 1:
        middle = _split(begin, end)
        if index < middle:
            covers.append(_cover(middle, end))
            end = middle
        else:
            covers.append(_cover(begin, middle))
            begin = middle
    return covers[::-1]


def _consistency_covers(old_size: int, new_size: int) -> list[list[Subtree]]:
    """Follow SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2; one cover for each hash, in its order."""
    if not 1 <= old_size <= new_size:
        raise ValueError(f"a log of {new_size} leaves cannot be shown to extend one of {old_size}")
    covers = []
    begin, end = 0, new_size
    while end != old_size:
        middle = _split(begin, end)
        if old_size <= middle:
            covers.append(_cover(middle, end))
            end = middle
        else:
            covers.append(_cover(begin, middle))
            begin = middle
    if begin > 0:
        covers.append(_cover(begin, end))
    return covers[::-1]


def _path_lengths(index: int, size: int) -> tuple[int, int]:
    """Return how many steps of a path are below the log's right edge, and how many hashes join it there."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _refuse_odd_lengths(hashes: Iterable[bytes], error: type[ValueError] = ValueError) -> None:
    if odd := set(map(len, hashes)) - {HASH_BYTES}:
        raise error(f"a hash has {HASH_BYTES} bytes, found one of {min(odd)}")
