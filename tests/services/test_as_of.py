"""As of any point: what is told of a position, a time or an accounting day is what a replay up to there gives.

One replay walks forward over a walked ledger and is compared at points on its way: late entries, backdated ones and
months that were closed are among them. ``LEDGER_AS_OF_POINTS`` says at how many points, half of them on each engine.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.journal.entries import Entry
from ledger.domain.verification import Replay
from ledger.services import balances, histories
from ledger.services.as_of import point
from ledger.services.context import CLOCK
from ledger.services.node import Node
from ledger.services.visibility import READ_ALL
from ledger.store.database import create_store_engine
from ledger.store.reads import accounts, journal, log
from ledger.store.store import Store
from ledger.store.units import ReadingUnit
from tests.support.engines import ENGINES, fresh_database
from tests.support.memory import MemoryLedger
from tests.support.stores import migrate
from tests.support.walked import node_of, walked, write_whole

POINTS = int(os.environ.get("LEDGER_AS_OF_POINTS", "1000")) // len(ENGINES)
ANSWERS_EVERY = 25
"""After how many points the services are asked too, besides the reads that they rest on."""

SEED, STEPS = 3, 330
READER = replace(CLOCK, permissions=frozenset({READ_ALL}))


@dataclass
class Past:
    """What a replay knows when it stands at a position: the books, and what took effect on which day."""

    replay: Replay = field(default_factory=Replay)
    by_day: dict[str, dict[tuple[str, str], int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def step(self, data: bytes) -> Entry:
        """Take the next entry."""
        entry, _ = self.replay.step(data)
        for posting in entry.postings:
            self.by_day[entry.effective_on][posting.account, posting.lot] += posting.amount
        return entry

    def parts(self, day: str | None) -> dict[tuple[str, str], int]:
        """Give what stood of each lot on each account, as of an accounting day."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for effective_on, moved in self.by_day.items():
            if day is None or effective_on <= day:
                for key, amount in moved.items():
                    sums[key] += amount
        return sums

    def balances(self, day: str | None) -> dict[str, int]:
        """Give what stood on each account that was ever posted to, as of an accounting day."""
        if day is None:
            return {row.account: row.balance for row in self.replay.books.balances.rows()}
        sums = {row.account: 0 for row in self.replay.books.balances.rows()}
        for (account, _), amount in self.parts(day).items():
            sums[account] += amount
        return sums


@pytest.fixture(scope="module", params=ENGINES)
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[MemoryLedger, Node]]:
    """Give a walked ledger, and a node of it on one engine."""
    folder = tmp_path_factory.mktemp("as-of")
    ledger = walked(SEED, STEPS)
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        engine = create_store_engine(url)
        store = Store(engine)
        write_whole(ledger, store)
        yield ledger, node_of(ledger, store, folder)
        engine.dispose()


def test_at_any_point_the_ledger_tells_what_a_replay_up_to_there_gives(standing: tuple[MemoryLedger, Node]) -> None:
    ledger, node = standing
    chance = random.Random(node.store.engine.dialect.name)
    positions = sorted(chance.choices(range(1, len(ledger.entries) + 1), k=POINTS))
    days = sorted({sealed.entry.effective_on for sealed in ledger.entries if sealed.entry.postings})
    past, late, number = Past(), 0, 0
    with node.store.reading() as unit:
        for sealed in ledger.entries:
            entry = past.step(sealed.data)
            late += bool(entry.postings) and entry.effective_on < entry.recorded_at[:10]
            while number < POINTS and positions[number] == entry.position:
                number += 1
                day = chance.choice([None, None, entry.effective_on, chance.choice(days)])
                _compare_reads(unit, past, entry.position, day, chance)
                if not number % ANSWERS_EVERY:
                    last = past.replay.books.position
                    gap = ledger.entries[last].entry.recorded_at if last < len(ledger.entries) else "9"
                    asked = chance.choice([last, entry.recorded_at]) if gap > entry.recorded_at else last
                    _compare_answers(node, past, asked, day, log.root_at(unit, last).hex())
    assert number == POINTS
    assert late > 10


def _compare_reads(unit: ReadingUnit, past: Past, position: int, day: str | None, chance: random.Random) -> None:
    """Compare the trial balance, or the accounts and lots of somebody, at a position and as of a day."""
    expected = past.balances(day)
    holders = sorted({holder_of(account) for account in expected} - {""})
    if not holders or chance.random() < 0.5:
        assert {line.account: line.balance for line in accounts.trial_balance(unit, position, day)} == expected
        return
    holder = chance.choice(holders)
    own = {account: balance for account, balance in expected.items() if holder_of(account) == holder}
    assert accounts.balances_at(unit, (), holder, position, day) == own
    stood = {
        (lot, kind_of(account)): amount
        for (account, lot), amount in past.parts(day).items()
        if amount and holder_of(account) == holder
    }
    found = accounts.lots_of(unit, holder, position, day)
    assert {(part.lot.lot, part.state): part.amount for part in found} == stood
    assert all(part.lot == past.replay.books.lots.require(part.lot.lot) for part in found)


def _compare_answers(node: Node, past: Past, asked: int | str, day: str | None, root: str) -> None:
    """Compare what the services answer, and that each answer names where it was read."""
    expected, position = past.balances(day), past.replay.books.position
    told: dict[str, Any] = histories.trial_balance(node, READER, asked, day)
    assert {line["account"]: line["debit"] - line["credit"] for line in told["accounts"]} == expected
    assert told["totals"]["debit"] == told["totals"]["credit"]
    assert (told["position"], told["root"]) == (position, root)
    items, when = histories.accounts(node, READER, "", "", 500, asked, day)
    signed = {item["account"]: item["balance"] * (1 if item["side"] == "debit" else -1) for item in items}
    assert {account: balance for account, balance in signed.items() if balance} == {
        account: balance for account, balance in expected.items() if balance
    }
    assert (when.position, when.root) == (position, root)
    for holder in sorted({holder_of(account) for account in expected} - {""})[:2]:
        wallet = balances.balance(node, READER, holder, asked, day)
        assert wallet["posted"] == abs(expected.get(f"{holder}:available", 0))
        assert [wallet[state] for state in ("pending", "held", "disputed", "arrears")] == [
            abs(expected.get(f"{holder}:{state}", 0)) for state in ("pending", "held", "disputed", "arrears")
        ]


def test_a_time_is_the_last_position_recorded_by_then(standing: tuple[MemoryLedger, Node]) -> None:
    ledger, node = standing
    chance = random.Random(7)
    recorded = [sealed.entry.recorded_at for sealed in ledger.entries]
    with node.store.reading() as unit:
        for instant in [*chance.sample(recorded, 60), "2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"]:
            stood = sum(at <= instant for at in recorded)
            assert journal.position_at(unit, instant) == stood
            assert point(node, unit, instant, None).position == stood
