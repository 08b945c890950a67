"""A long walk through a scheme's life, by the right and the wrong people, in memory and on both engines.

Every command of the service comes in it, and after every step the books are held to their sums.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain.commands.every import COMMANDS
from ledger.domain.journal.facts.every import FACTS
from ledger.services.keys import Keys
from tests.promises.walking import Walk, walk_in
from tests.support.memory import MemoryLedger
from tests.support.mirrored import MirroredLedger
from tests.support.stores import StoreFactory

STEPS = int(os.environ.get("LEDGER_WALK_STEPS", "190"))
SEEDS = tuple(map(int, os.environ.get("LEDGER_WALK_SEEDS", "1,2,4").split(",")))
REPLAYED_EVERY = 500
"""After how many steps the journal is replayed from nothing, besides at the end."""

UNREACHED = {
    "continuation": "told apart by what it goes on with, such as a hold over more lots than one entry can move",
}
"""Kinds of entries that the walks need not reach, and why."""

UNREACHED_COMMANDS = {
    "ledger.open": "a walk goes on in a ledger that is open; to open it again is refused",
}
"""Commands that are never carried out in a walk, and why."""

REFUSALS_MIN = 45
"""How many refusal codes the walks must meet at least."""


@pytest.fixture(scope="module")
def factories(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[StoreFactory]]:
    """Give the walks their stores: one of each engine, fresh for each walk."""
    folder, server = tmp_path_factory.mktemp("walks"), request.getfixturevalue("postgres_server")
    made = [StoreFactory.sqlite(folder), StoreFactory.postgresql(server)]
    yield made
    for factory in made:
        factory.drop()


@pytest.fixture(scope="module")
def walked(factories: list[StoreFactory], tmp_path_factory: pytest.TempPathFactory) -> list[Walk]:
    """Walk once for each seed, and give the walks that came to their end."""
    keys = Keys.load_or_create(tmp_path_factory.mktemp("keys") / "keys")
    walks = []
    for seed in SEEDS:
        ledger = MirroredLedger([factory() for factory in factories], keys)
        walk = walk_in(ledger, seed)
        try:
            for step in range(1, STEPS + 1):
                walk.step()
                if not step % REPLAYED_EVERY or step == STEPS:
                    walk.sums.check_from_nothing()
                    ledger.compare_projections()
        finally:
            for factory in factories:
                factory.close()
        walks.append(walk)
    return walks


def test_walks_leave_the_same_books_in_memory_and_on_both_engines(walked: list[Walk]) -> None:
    """Each step was compared as it was taken; at the end the whole is what a replay from nothing gives."""
    assert [walk.steps for walk in walked] == [STEPS] * len(SEEDS)
    assert all(walk.ledger.now.year > 2026 for walk in walked)


def test_walks_reach_every_kind_of_entry(walked: list[Walk]) -> None:
    kinds = sum((walk.kinds for walk in walked), Counter[str]())
    assert sorted(FACTS.keys() - kinds.keys()) == sorted(UNREACHED), kinds
    assert any(kind.startswith("continuation of") for kind in kinds)


def test_walks_carry_out_every_command(walked: list[Walk]) -> None:
    carried_out = {command.KIND for walk in walked for command in walk.carried_out}
    assert sorted(COMMANDS.keys() - carried_out) == sorted(UNREACHED_COMMANDS)


def test_walks_meet_refusals_of_every_sort(walked: list[Walk]) -> None:
    refusals = sum((walk.refusals for walk in walked), Counter[str]())
    assert len(refusals) >= REFUSALS_MIN, refusals


def test_walks_get_somewhere_more_often_than_not(walked: list[Walk]) -> None:
    done = sum((walk.outcomes for walk in walked), Counter[tuple[str, str]]())
    assert sum(times for (_, code), times in done.items() if code == "done") > sum(done.values()) * 6 // 10


def test_a_walk_that_meets_a_wrong_sum_names_its_seed_and_its_last_steps(tmp_path: Path) -> None:
    """Somebody gives Haeundae Marine Tech a point behind the ledger's back."""
    ledger = MemoryLedger()
    walk = walk_in(ledger, 7)
    walk.take(40)
    row = next(row for row in ledger.books.balances.rows() if row.kind == "available" and row.balance)
    ledger.books.balances.put(row._replace(balance=row.balance - 1))
    ledger.books.forget_undo()
    with pytest.raises(AssertionError, match=r"(?s)seed 7, step 4\d: .*the last steps:\n20"):
        walk.take(100)
