"""Sampling: whoever holds a checkpoint and the leaf hashes draws the same sample, and nobody could choose it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from math import sqrt

import pytest

from ledger.domain.sampling import METHODS, STRATA, Unit, allocated, rank_of, sample, seed_of

KINDS = ("accrual", "accrual", "accrual", "hold", "capture")
FRAME = [
    Unit(
        number,
        f"txn_{number}",
        KINDS[number % 5],
        ("pknu", "")[number % 2],
        1 + number**2 % 997,
        sha256(b"%d" % number).digest(),
    )
    for number in range(1, 501)
]
SEED = seed_of("mileage.example/log\n600\nroot\n", {"frame_to": 500, "size": 20})


def frame() -> Iterator[Unit]:
    return iter(FRAME)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("strata", STRATA)
def test_the_same_seed_draws_the_same_sample_in_the_order_of_the_journal(method: str, strata: str) -> None:
    told = sample(frame, SEED, 20, method, strata)
    assert told == sample(frame, SEED, 20, method, strata)
    places = [one.unit.position for one in told.drawn]
    assert places == sorted(set(places))
    assert sum(one.hits for one in told.drawn) == 20
    assert sum(stratum.transactions for stratum in told.strata) == len(FRAME)
    assert sum(stratum.points for stratum in told.strata) == sum(unit.points for unit in FRAME)
    assert Counter(one.stratum for one in told.drawn) == {one.name: one.drawn for one in told.strata if one.drawn}
    assert places != [one.unit.position for one in sample(frame, b"another seed", 20, method, strata).drawn]


def test_a_random_sample_are_the_lowest_ranks() -> None:
    lowest = sorted(FRAME, key=lambda unit: sha256(SEED + unit.leaf_hash).digest())[:20]
    drawn = sample(frame, SEED, 20).drawn
    assert {one.unit for one in drawn} == set(lowest)
    assert all(one.rank == rank_of(SEED, one.unit.leaf_hash) for one in drawn)


def test_a_stratified_sample_gives_each_stratum_its_share_and_the_lowest_ranks_of_it() -> None:
    told = sample(frame, SEED, 21, "stratified", "kind")
    assert {one.name: one.drawn for one in told.strata} == {"accrual": 13, "capture": 4, "hold": 4}
    for stratum in told.strata:
        own = sorted((u for u in FRAME if u.kind == stratum.name), key=lambda unit: rank_of(SEED, unit.leaf_hash))
        assert {one.unit for one in told.drawn if one.stratum == stratum.name} == set(own[: stratum.drawn])


def test_points_are_drawn_as_often_as_there_are_of_them() -> None:
    hits: Counter[int] = Counter()
    rounds, size = 400, 25
    for number in range(rounds):
        for one in sample(frame, sha256(b"%d" % number).digest(), size, "monetary").drawn:
            hits[one.unit.position] += one.hits
    total = sum(unit.points for unit in FRAME)
    large = [unit for unit in FRAME if unit.points > 700]
    expected = rounds * size * sum(unit.points for unit in large) / total
    found = sum(hits[unit.position] for unit in large)
    assert abs(found - expected) < 5 * sqrt(expected)


def test_a_frame_smaller_than_the_sample_is_drawn_whole_and_an_empty_one_gives_nothing() -> None:
    assert len(sample(lambda: iter(FRAME[:7]), SEED, 20).drawn) == 7
    for method in METHODS:
        assert sample(lambda: iter(()), SEED, 20, method).drawn == ()


def test_one_transaction_that_holds_most_points_is_drawn_more_than_once_and_stands_once() -> None:
    units = [FRAME[0]._replace(points=10_000), FRAME[1]._replace(points=1), FRAME[2]._replace(points=1)]
    told = sample(lambda: iter(units), SEED, 10, "monetary").drawn
    assert told[0].hits >= 9
    assert len(told) <= 2


def test_the_seed_depends_on_the_checkpoint_and_on_every_parameter() -> None:
    parameters = {"frame_from": 1, "frame_to": 500, "method": "random", "size": 20}
    seeds = {seed_of("one\n", parameters), seed_of("two\n", parameters)}
    seeds |= {seed_of("one\n", {**parameters, name: 7}) for name in parameters}
    assert len(seeds) == 6
    expected = b'one\n\x00{"frame_from":1,"frame_to":500,"method":"random","size":20}'
    assert seed_of("one\n", parameters) == sha256(expected).digest()


def test_shares_add_up_and_nobody_gets_more_than_there_is() -> None:
    for size in range(1, 40):
        counts = {"a": 1, "b": 7, "c": 13, "d": 0}
        shares = allocated(counts, size)
        assert sum(shares.values()) == min(size, 21)
        assert all(shares[name] <= counts[name] for name in counts)
