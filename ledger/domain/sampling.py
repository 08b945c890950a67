"""Samples: which transactions an auditor looks at, drawn so that nobody could choose them; the noun is Sample.

The frame is fixed by positions. The seed is SHA-256 of the text of a checkpoint that was signed after the frame's last
position, a zero byte, and the canonical JSON of the parameters: whoever wrote the frame could not know it. A
transaction's rank is SHA-256 of the seed and its leaf hash, and the sample are the lowest ranks; so whoever holds the
checkpoint and the leaf hashes draws the same sample, without this service. Three methods:

    random       the ``size`` lowest ranks
    stratified   the lowest ranks of each stratum, in proportion to its transactions (largest remainder)
    monetary     every point is as likely as any other: the points of the frame lie in a row, in the order of the
                 journal, and the transactions are drawn on which ``size`` evenly spaced points fall, from a start that
                 the seed gives; one that is drawn twice stands once, with its hits
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from ledger.domain.journal import canonical

METHODS: Final = ("random", "stratified", "monetary")
STRATA: Final = ("kind", "amount", "university")
"""By what strata are told apart; amounts by their number of digits."""
SIZE_MAX: Final = 1_000
WHOLE: Final = "all"
"""The one stratum where there are no strata."""


class Unit(NamedTuple):
    """A transaction of a frame: its points are those of its debits."""

    position: int
    transaction_id: str
    kind: str
    university: str
    points: int
    leaf_hash: bytes


class Drawn(NamedTuple):
    """A transaction that was drawn: its stratum, its rank, and how often it was drawn."""

    unit: Unit
    stratum: str
    rank: bytes
    hits: int


class Stratum(NamedTuple):
    """What a stratum holds, and how many of it were drawn."""

    name: str
    transactions: int
    points: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, in the order of the journal, and the strata it was drawn from, by name."""

    drawn: tuple[Drawn, ...]
    strata: tuple[Stratum, ...]


def seed_of(checkpoint_text: str, parameters: Mapping[str, str | int]) -> bytes:
    """Give the seed of a sample: of the checkpoint's signed text and of what was asked."""
    return sha256(checkpoint_text.encode() + b"\x00" + canonical.encode(dict(parameters))).digest()


def rank_of(seed: bytes, leaf_hash: bytes) -> bytes:
    """Give the rank of a transaction; the lowest are drawn."""
    return sha256(seed + leaf_hash).digest()


def band_of(points: int) -> str:
    """Name the band of an amount, by its number of digits.

    >>> band_of(7), band_of(1854)
    ('1-9', '1000-9999')
    """
    digits = len(str(points))
    return f"{10 ** (digits - 1)}-{10**digits - 1}"


def sample(
    frame: Callable[[], Iterator[Unit]], seed: bytes, size: int, method: str = METHODS[0], strata: str = STRATA[0]
) -> Sample:
    """Draw a sample of up to ``size`` transactions in constant memory.

    Args:
        frame: walks the transactions in the order of the journal; called twice for ``monetary``.
        strata: by what ``stratified`` tells strata apart.
    """
    if method == "monetary":
        return _monetary(frame, seed, size)
    return _by_rank(frame(), seed, size, _NAMES[strata] if method == "stratified" else lambda unit: WHOLE)


_NAMES: Final[Mapping[str, Callable[[Unit], str]]] = {
    "kind": lambda unit: unit.kind,
    "amount": lambda unit: band_of(unit.points),
    "university": lambda unit: unit.university or "none",
}


def _by_rank(frame: Iterable[Unit], seed: bytes, size: int, name_of: Callable[[Unit], str]) -> Sample:
    """Keep the lowest ranks of each stratum, and then as many of them as are its share."""
    lowest: dict[str, list[tuple[int, int, Unit]]] = {}
    counts: dict[str, int] = {}
    points: dict[str, int] = {}
    for unit in frame:
        name = name_of(unit)
        counts[name] = counts.get(name, 0) + 1
        points[name] = points.get(name, 0) + unit.points
        kept = lowest.setdefault(name, [])
        entry = (-int.from_bytes(rank_of(seed, unit.leaf_hash)), -unit.position, unit)
        if len(kept) < size:
            heapq.heappush(kept, entry)
        else:
            heapq.heappushpop(kept, entry)
    shares = allocated(counts, size)
    drawn = [
        Drawn(unit, name, rank_of(seed, unit.leaf_hash), 1)
        for name, kept in lowest.items()
        for _, _, unit in sorted(kept, reverse=True)[: shares[name]]
    ]
    strata = tuple(Stratum(name, counts[name], points[name], shares[name]) for name in sorted(counts))
    return Sample(tuple(sorted(drawn, key=lambda one: one.unit.position)), strata)


def allocated(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Share ``size`` among strata in proportion to their counts, by the largest remainder; ties by name.

    >>> allocated({"accrual": 70, "capture": 25, "hold": 5}, 10)
    {'accrual': 7, 'capture': 3, 'hold': 0}
    """
    total = sum(counts.values())
    size = min(size, total)
    shares = {name: size * count // total for name, count in counts.items()}
    order = sorted(counts, key=lambda name: (-(size * counts[name] % total), -counts[name], name))
    for name in order[: size - sum(shares.values())]:
        shares[name] += 1
    return shares


def _monetary(frame: Callable[[], Iterator[Unit]], seed: bytes, size: int) -> Sample:
    count = total = 0
    for unit in frame():
        count, total = count + 1, total + unit.points
    drawn: list[Drawn] = []
    if total:
        start = int.from_bytes(sha256(seed + b"start").digest()) % total
        wanted, reached, number = start // size, 0, 0
        for unit in frame():
            reached, hits = reached + unit.points, 0
            while number < size and wanted < reached:
                hits, number = hits + 1, number + 1
                wanted = (start + number * total) // size
            if hits:
                drawn.append(Drawn(unit, WHOLE, rank_of(seed, unit.leaf_hash), hits))
    return Sample(tuple(drawn), (Stratum(WHOLE, count, total, len(drawn)),) if count else ())
