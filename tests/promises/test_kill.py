"""Kill -9 in the middle of load: what was acknowledged is there, what was not happened whole or not at all (I9).

Every round (``LEDGER_KILL_ROUNDS`` says how many) several clients post, single activities and atomic batches of three,
each under a key it remembers; at a random moment a server is killed, all its processes at once, or one of them. Then
the ledger is compared with what the clients were told, and each of them asks again, under the same key, for what it
was not told.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from threading import Event
from typing import Any

from tests.promises.wire import WiredHouse
from tests.support.http import BROKEN, Answer

ACCRUALS = "/api/v1/accruals"
ROUNDS = int(os.environ.get("LEDGER_KILL_ROUNDS", "2"))
CLIENTS = 6
RECOVERY_SECONDS_MAX = 180.0
BATCH_ITEMS = 3
PAUSE_SECONDS = 0.05
"""How long a client waits after it got no answer."""


@dataclass
class Wish:
    """What a client asked for, and the answer if it got one."""

    path: str
    body: dict[str, Any]
    key: str
    answer: Answer | None = None

    @property
    def events(self) -> list[str]:
        """The university's ids of the activities in it."""
        items = self.body.get("items", [self.body])
        return [item["source_event_id"] for item in items]

    @property
    def accruals(self) -> list[str]:
        """The ids that the answer gave them."""
        assert self.answer is not None
        told = self.answer.json
        return [one["accrual"]["id"] for one in told["outcomes"]] if "outcomes" in told else [told["id"]]

    def ask(self, house: WiredHouse) -> Answer | None:
        """Ask for it; without a whole answer it stays unanswered."""
        try:
            answer = house.post("pukyong", self.path, self.body, key=self.key)
        except BROKEN:
            return None
        # A server that lost its database, or another that waits for its lock, may say so: then it is not known either.
        self.answer = None if answer.status_code == 503 else answer
        return self.answer


def wishes(house: WiredHouse, nth: int) -> Iterator[Wish]:
    """Give one client's wishes, for ever: each third one is an atomic batch."""
    chance = Random(nth)
    while True:
        if chance.randrange(3):
            yield Wish(ACCRUALS, house.activity(), house.unique("kill"))
        else:
            items = [house.activity() for _ in range(BATCH_ITEMS)]
            yield Wish(f"{ACCRUALS}/batch", {"mode": "atomic", "items": items}, house.unique("kill"))


class Round:
    """One round of load: when it stops, and whether anybody was answered in it."""

    def __init__(self) -> None:
        self.stop = Event()
        self.answered = Event()

    def strike(self, chance: Random) -> None:
        """Wait for a random moment of the load, once it is under way."""
        assert self.answered.wait(RECOVERY_SECONDS_MAX), "nobody got an answer"
        time.sleep(chance.uniform(0.0, 0.5))


def load(house: WiredHouse, nth: int, turn: Round) -> list[Wish]:
    """Post as one client until told to stop."""
    asked: list[Wish] = []
    endless = wishes(house, nth)
    while not turn.stop.is_set():
        asked.append(next(endless))
        asked[-1].ask(house)
        if asked[-1].answer is None:
            time.sleep(PAUSE_SECONDS)
        else:
            turn.answered.set()
    return asked


def kill_and_restart(house: WiredHouse, nth: int, turn: Round) -> list[Wish]:
    """Kill a server at a random moment of the load, and start it again."""
    turn.strike(Random(1_000 + nth))
    victim = house.servers[nth % len(house.servers)]
    victim.kill()
    time.sleep(0.05)
    turn.stop.set()
    victim.start()
    return []


def kill_part(house: WiredHouse, nth: int, turn: Round) -> list[Wish]:
    """Kill one process of a server at a random moment of the load, and see the server recover under it."""
    turn.strike(Random(2_000 + nth))
    server = house.servers[nth % len(house.servers)]
    before = server.parts()
    os.kill(before[nth // len(house.servers) % len(before)], signal.SIGKILL)
    time.sleep(0.2)
    turn.stop.set()
    server.wait_until_ready()
    through, deadline = house.through(server), time.monotonic() + RECOVERY_SECONDS_MAX
    wish = next(wishes(through, 3_000 + nth))
    while wish.answer is None:
        assert time.monotonic() < deadline, "the server did not replace the process that was killed"
        wish.ask(through)
        time.sleep(PAUSE_SECONDS)
    assert set(server.parts()) != set(before)
    return [wish]


def stored(house: WiredHouse) -> dict[str, str]:
    """Read every activity of the university: its event id, and the accrual it became; none is there twice."""
    found: list[tuple[str, str]] = []
    path = f"{ACCRUALS}?limit=500"
    while path:
        page = house.get("pukyong", path)
        found += [(item["source_event_id"], item["id"]) for item in page.json["items"]]
        path = page.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert max(Counter(event for event, _ in found).values(), default=1) == 1
    return dict(found)


def check_round(house: WiredHouse, asked: list[Wish]) -> None:
    """Hold the ledger to what the clients were told, and let them ask again for what they were not."""
    there = stored(house)
    for wish in asked:
        known = [there.get(event) for event in wish.events]
        if wish.answer is not None:
            assert wish.answer.status_code in (200, 201), wish.answer.data
            assert known == wish.accruals
        else:
            assert known.count(None) in (0, len(known)), f"{wish} happened in part"
            answer = insist(house, wish)
            assert answer.status_code in (200, 201), answer.data
            assert answer.replayed == (None not in known)
            if None not in known:
                assert wish.accruals == known


def insist(house: WiredHouse, wish: Wish) -> Answer:
    """Ask again, under the same key, until there is an answer."""
    deadline = time.monotonic() + RECOVERY_SECONDS_MAX
    while (answer := wish.ask(house)) is None:
        assert time.monotonic() < deadline, "a server that is there gives no answer"
        time.sleep(PAUSE_SECONDS)
    return answer


def run_round(house: WiredHouse, nth: int, disaster: Callable[[WiredHouse, int, Round], list[Wish]]) -> list[Wish]:
    """Let a disaster happen in the middle of load, check the ledger, and give what got no answer then."""
    turn = Round()
    clients = [partial(load, house, nth * CLIENTS + client, turn) for client in range(CLIENTS)]
    asked = [wish for each in house.at_once([*clients, partial(disaster, house, nth, turn)]) for wish in each]
    cut_short = [wish for wish in asked if wish.answer is None]
    check_round(house, asked)
    return cut_short


def check_end(house: WiredHouse) -> None:
    """Hold the ledger to its journal."""
    house.check_books()
    done = house.installation.run("verify", "--json")
    assert done.returncode == 0, done.stdout


def test_kills_lose_nothing_that_was_acknowledged_and_halve_nothing_that_was_not(house: WiredHouse) -> None:
    cut_short = [wish for nth in range(ROUNDS) for wish in run_round(house, nth, kill_and_restart)]
    assert cut_short, "the kills came at idle moments"
    check_end(house)


def test_a_server_outlives_each_of_its_processes_and_loses_nothing(house: WiredHouse) -> None:
    for nth in range(len(house.servers) * len(house.servers[0].parts())):
        run_round(house, ROUNDS + nth, kill_part)
    check_end(house)
