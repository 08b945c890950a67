"""What is due is settled once, however often the sweep is killed and whoever else is at work.

One copy of an overdue ledger has a clean sweep; on another the sweep is killed at random moments, as often as
``LEDGER_DUE_KILLS`` says; on the original two sweeps run at once while a university posts. All come to the same, and
every balance is the same all the while.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from threading import Event
from typing import Any, NamedTuple

import pytest

from tests.promises.conftest import SETTINGS
from tests.promises.overdue import AT_ONCE, HOLDERS, TURNS, Balances, Copy, Movement, Overdue, build_overdue
from tests.promises.wire import WiredHouse, wired_house
from tests.support.engines import ENGINES, POSTGRESQL, fresh_database

SWEEP = ("run-due", "--holders-at-once", str(AT_ONCE), "--json")
KILLS = int(os.environ.get("LEDGER_DUE_KILLS", "5"))
SWEEP_SECONDS_MAX = 300.0
DAYS = ("2026-09-10", "2026-10-15", "2026-12-31")
EVERY_KIND = ("activation", "arrears_payment", "drop", "expiry", "release")
TRIES = 5
"""How often the kills may start over: where the machine is so busy that a sweep ends before it can be killed."""

PATIENT = {**SETTINGS, "LEDGER_DATABASE_LOCK_TIMEOUT_MS": "60000"}
TRAFFIC_CLIENTS = 2
PAUSE_SECONDS = 0.03
"""How long a client of the traffic waits between two requests, so that the sweeps get on too."""


class Clean(NamedTuple):
    """What one clean sweep comes to, and how long it was at work."""

    seconds: float
    entries: int
    movements: Counter[Movement]
    projections: dict[str, Counter[tuple[Any, ...]]]
    balances: Balances


@pytest.fixture(scope="module", params=ENGINES)
def overdue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Overdue]:
    """Give the overdue ledger on one engine."""
    folder = tmp_path_factory.mktemp("overdue")
    server = request.getfixturevalue("postgres_server") if request.param == POSTGRESQL else None
    with (
        fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url,
        wired_house(request.param, url, folder, PATIENT) as house,
    ):
        yield build_overdue(house, server)


@pytest.fixture(scope="module")
def clean(overdue: Overdue) -> Clean:
    """Sweep a copy without a disturbance."""
    with overdue.copied() as copy:
        process = copy.installation.start(*SWEEP)
        wait_until(copy, process, overdue.position + 1)
        began = time.monotonic()
        assert process.wait(SWEEP_SECONDS_MAX) == 0, copy.installation.said
        seconds = time.monotonic() - began
        entries = copy.head() - overdue.position
        assert totals(copy) == {"holders": HOLDERS + 1, "entries": entries, "warnings": 0, "expired": 0}
        assert re.search(rf"Settling .*{HOLDERS + 1}/{HOLDERS + 1}", copy.installation.said), copy.installation.said
        copy.check()
        return Clean(
            seconds, entries, copy.movements(overdue.position), copy.projections(), copy.balances(overdue.holders)
        )


def totals(copy: Copy) -> Any:
    """Read what the sweep that ended last has printed."""
    said = copy.installation.said
    return json.loads(said[said.index("{") :])


def sample(overdue: Overdue, chance: Random) -> list[str]:
    """Choose holders, one for each thing that can be due, and the university."""
    turns = [overdue.holders[turn:HOLDERS:TURNS] for turn in range(TURNS)]
    return [*(chance.choice(turn) for turn in turns), overdue.holders[-1]]


class Asked(NamedTuple):
    """Answers about some holders that must never change while what is due is settled.

    Of now and of accounting days the spendable points; of positions everything.
    """

    spendable: dict[str, list[int]]
    recorded: list[Balances]


def ask(copy: Copy, overdue: Overdue, holders: list[str]) -> Asked:
    """Ask for balances now, as of days and as of positions."""
    found = [copy.balances(holders), *(copy.balances(holders, day=day) for day in DAYS)]
    positions = (overdue.position, overdue.position - HOLDERS // 2)
    return Asked(
        {holder: [balances[holder]["spendable"] for balances in found] for holder in holders},
        [copy.balances(holders, position) for position in positions],
    )


def wait_until(copy: Copy, process: subprocess.Popen[bytes], position: int) -> None:
    """Wait until the journal has come so far, or the sweep has ended."""
    deadline = time.monotonic() + SWEEP_SECONDS_MAX
    while copy.head() < position and process.poll() is None:
        assert time.monotonic() < deadline, "the sweep does not get on"
        time.sleep(0.005)


def killed(copy: Copy, at_position: int, after_seconds: float) -> bool:
    """Start a sweep and kill it when the journal has come so far; tells whether it was still at work."""
    process = copy.installation.start(*SWEEP)
    wait_until(copy, process, at_position)
    time.sleep(after_seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait(SWEEP_SECONDS_MAX) == -signal.SIGKILL


def test_a_clean_sweep_settles_whatever_can_be_due(overdue: Overdue, clean: Clean) -> None:
    assert {movement[0] for movement in clean.movements} == set(EVERY_KIND)
    assert all(found["spendable"] == found["posted"] for found in clean.balances.values())
    with overdue.copied() as copy:
        before = copy.balances(overdue.holders)
    assert {holder: found["spendable"] for holder, found in before.items()} == {
        holder: found["spendable"] for holder, found in clean.balances.items()
    }


def cut_short_over_and_over(copy: Copy, overdue: Overdue, clean: Clean, chance: Random) -> list[int]:
    """Kill sweeps of a copy, let the last one end, and hold it to the clean one; gives where sweeps were cut short."""
    end, unit_seconds = overdue.position + clean.entries, clean.seconds * AT_ONCE / HOLDERS
    holders = sample(overdue, chance)
    before = ask(copy, overdue, holders)
    reached, cut_short = overdue.position, []
    for kills_left in range(KILLS, 0, -1):
        moment = reached + chance.randint(1, max(1, (end - reached) // kills_left))
        if killed(copy, moment, chance.uniform(0.0, unit_seconds)) and reached < copy.head() < end:
            cut_short.append(copy.head())
        reached = copy.head()
        assert ask(copy, overdue, holders) == before
    for entries in (end - reached, 0):
        process = copy.installation.start(*SWEEP)
        assert process.wait(SWEEP_SECONDS_MAX) == 0, copy.installation.said
        assert totals(copy)["entries"] == entries
    assert ask(copy, overdue, holders) == before
    assert copy.movements(overdue.position) == clean.movements
    assert copy.projections() == clean.projections
    copy.check()
    return cut_short


def test_a_sweep_killed_over_and_over_comes_to_the_same_as_a_clean_one(overdue: Overdue, clean: Clean) -> None:
    chance, came = Random(20_270_215), []
    for _ in range(TRIES):
        with overdue.copied() as copy:
            came.append(cut_short_over_and_over(copy, overdue, clean, chance))
        if len(came[-1]) > KILLS // 2:
            return
    pytest.fail(f"the kills came at idle moments: {came}")


def post_until(house: WiredHouse, holders: list[str], stop: Event, nth: int) -> Counter[str]:
    """Post awards of a point to holders, over and over; gives how many each of them got."""
    chance, given = Random(nth), Counter[str]()
    while not stop.is_set():
        holder = chance.choice(holders)
        activity = house.activity(organization_id=holder, inputs={"allowance_krw": 10_000})
        answer = house.post("pukyong", "/api/v1/accruals", activity)
        assert answer.status_code == 201, answer.json
        given[holder] += 1
        time.sleep(PAUSE_SECONDS)
    return given


def read_until(house: WiredHouse, expected: Balances, stop: Event) -> Counter[str]:
    """Read balances as of the position before the sweeps, over and over; they never change."""
    read = Counter[str]()
    while not stop.is_set():
        for holder, found in expected.items():
            path = f"/api/v1/organizations/{holder}/balance?recorded_as_of={found['position']}"
            told = house.get("council", path).json
            links = told.pop("transactions")
            assert told == found
            assert all(link.endswith(f"recorded_as_of={found['position']}") for link in links.values())
            read[holder] += 1
            time.sleep(PAUSE_SECONDS)
    return read


def sweep_to_the_end(sweeps: list[subprocess.Popen[bytes]], stop: Event) -> Counter[str]:
    """Wait until all sweeps have ended."""
    try:
        assert [sweep.wait(SWEEP_SECONDS_MAX) for sweep in sweeps] == [0] * len(sweeps)
    finally:
        stop.set()
    return Counter()


def test_two_sweeps_at_once_beside_live_traffic_come_to_the_same(overdue: Overdue, clean: Clean) -> None:
    """The last test of this ledger: it uses the original up."""
    house, itself = overdue.house, overdue.itself
    for server in house.servers:
        server.start()
    for name in ("pukyong", "council"):
        house.token(name)
    holders = list(overdue.holders[:HOLDERS])
    expected = itself.balances(sample(overdue, Random(5)), overdue.position)
    old_lots = {lot for _, _, lot, _, _ in clean.movements}
    stop = Event()
    sweeps = [itself.installation.start(*SWEEP) for _ in range(2)]
    calls: list[Callable[[], Counter[str]]] = [
        *(partial(post_until, house, holders, stop, nth) for nth in range(TRAFFIC_CLIENTS)),
        partial(read_until, house, expected, stop),
        partial(sweep_to_the_end, sweeps, stop),
    ]
    *given, read, _ = house.at_once(calls)
    earned = sum(given, Counter[str]())
    assert earned, "nobody posted meanwhile"
    assert read, "nobody read meanwhile"
    moved = itself.movements(overdue.position)
    assert Counter({one: times for one, times in moved.items() if one[2] in old_lots}) == clean.movements
    assert itself.projections()["Redemption"] == clean.projections["Redemption"]
    after = itself.balances(holders)
    for holder in holders:
        told, alone = after[holder], clean.balances[holder]
        assert (told["pending"], told["held"]) == (alone["pending"], alone["held"])
        assert told["posted"] - told["arrears"] == alone["posted"] - alone["arrears"] + earned[holder]
        assert told["spendable"] == told["posted"]
    house.check_books()
