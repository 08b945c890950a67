"""Run-due: all that is due is settled and all that lapses soon is told, once, however often and beside whomever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.commands import PlaceHold, PostAccrual, Submission
from ledger.domain.journal.entries import SYSTEM, Entry
from ledger.domain.journal.facts import ExpiryWarned
from ledger.services import due, posting
from ledger.services.due import Ran, run_due
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.reads import journal
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, furnish

DAYS = (90, 30, 7)
NAMES = tuple(sorted(COMPANIES))
GIJANG, HAEUNDAE, SAHA = NAMES


@dataclass
class Scheme:
    """The small world in a store, in which each company has 100 points until 2026-11-30 and 30 until 2026-10-31."""

    ledger: MirroredLedger
    store: Store

    @property
    def node(self) -> Node:
        """Give a node of its own at the present, as each process has one."""
        now = self.ledger.now
        return Node(Store(self.store.engine), lambda: now, self.ledger.keys, self.ledger.ledger)

    def on(self, day: str, days: tuple[int, ...] = DAYS) -> Ran:
        """Run on a day, after which memory no longer mirrors the store."""
        self.ledger.go_to(day)
        return run_due(self.node, days)

    def warnings(self) -> list[tuple[str, str, int, int]]:
        """Give every warning in the journal: company, last day, threshold, points; sorted."""
        names = {organization: who for who, (_, organization) in self.ledger.clients.items()}
        facts = [entry.fact for entry in self.entries()]
        told = [fact for fact in facts if isinstance(fact, ExpiryWarned)]
        return sorted((names[fact.holder], fact.expires_on, fact.days, fact.points) for fact in told)

    def entries(self) -> list[Entry]:
        """Give the journal."""
        with self.store.reading() as unit:
            return [Entry.from_bytes(record.data) for record in journal.entries(unit)]


@pytest.fixture
def scheme(store: Store, tmp_path: Path) -> Scheme:
    """Give the scheme on 2026-09-01."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    for company in NAMES:
        ledger.accrue("pukyong", f"INT {company}", "INT", company, "2026-08-31", allowance_krw=1_000_000)
        ledger.accrue("pukyong", f"ADV {company}", "ADV", company, "2026-08-31", allowance_krw=300_000)
    return Scheme(ledger, store)


def _of_all(expires_on: str, days: int, points: int) -> list[tuple[str, str, int, int]]:
    return [(name, expires_on, days, points) for name in NAMES]


def test_each_threshold_is_told_once_however_often_it_runs(scheme: Scheme) -> None:
    both = sorted([*_of_all("2026-10-31", 90, 30), *_of_all("2026-11-30", 90, 100)])
    assert scheme.on("2026-09-01") == (0, 0, 6, 0)
    assert scheme.warnings() == both
    assert scheme.on("2026-09-01") == scheme.on("2026-09-30") == (0, 0, 0, 0)
    assert scheme.on("2026-10-01") == (0, 0, 3, 0)
    assert scheme.on("2026-10-31") == (0, 0, 6, 0)
    assert scheme.on("2026-11-01") == (3, 3, 0, 0)
    assert scheme.on("2026-11-23") == (0, 0, 3, 0)
    assert scheme.on("2026-12-01") == (3, 3, 0, 0)
    later = [*_of_all("2026-10-31", 30, 30), *_of_all("2026-10-31", 7, 30)]
    later += [*_of_all("2026-11-30", 30, 100), *_of_all("2026-11-30", 7, 100)]
    assert scheme.warnings() == sorted([*both, *later])
    assert verify(scheme.node).findings == ()


def test_after_days_off_only_what_is_still_to_come_is_told(scheme: Scheme) -> None:
    assert scheme.on("2026-11-29") == (3, 3, 3, 0)
    assert scheme.warnings() == _of_all("2026-11-30", 7, 100)


def test_without_thresholds_it_only_settles(scheme: Scheme) -> None:
    scheme.ledger.go_to("2026-11-29")
    assert run_due(scheme.node) == (3, 3, 0, 0)
    assert scheme.warnings() == []


def test_what_is_held_is_no_part_of_a_warning_and_what_a_hold_gives_back_is(scheme: Scheme) -> None:
    holder = scheme.ledger.clients[SAHA][1]
    scheme.ledger.accept(SAHA, PlaceHold(holder, "VOUCHER", 1, private("reference", "SF-1")))
    scheme.on("2026-09-01")
    told = {(expires_on, points) for name, expires_on, _, points in scheme.warnings() if name == SAHA}
    assert told == {("2026-11-30", 80)}  # the 30 that expire first, and 20 more, are held
    assert scheme.on("2026-09-04") == (1, 1, 1, 0)  # the hold is over
    assert (SAHA, "2026-10-31", 90, 30) in scheme.warnings()


def test_a_batch_ends_between_holders_and_every_one_is_told(scheme: Scheme) -> None:
    reached: list[int] = []
    assert run_due(scheme.node, DAYS, lambda done, _: reached.append(done), at_once=1) == (0, 0, 6, 0)
    assert reached == [1, 2, 3]
    assert scheme.on("2026-09-02") == (0, 0, 0, 0)


def test_a_wallet_of_many_lots_is_told_all_of_what_lapses_and_nothing_of_the_rest(scheme: Scheme) -> None:
    ledger = scheme.ledger
    source = [private("source_event_id", f"MANY-{nth}") for nth in range(80)]
    company, inputs = ledger.clients[GIJANG][1], {"allowance_krw": 100_000}
    ledger.submit(
        [ledger.submission("pukyong", [PostAccrual(one, "INT", company, "2026-08-31", inputs) for one in source])]
    )
    ledger.go_to("2026-10-05")
    more = [
        PostAccrual(private("source_event_id", f"MORE-{nth}"), "INT", company, "2026-10-01", inputs)
        for nth in range(40)
    ]
    ledger.submit([ledger.submission("pukyong", more)])
    scheme.on("2026-11-01", (30,))
    assert [told for told in scheme.warnings() if told[0] == GIJANG] == [(GIJANG, "2026-11-30", 30, 900)]
    assert verify(scheme.node).findings == ()


def test_two_runs_at_once_tell_nothing_twice(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found everybody before either posts; the one that comes second finds nobody left to be told."""
    together = threading.Barrier(2, timeout=120)
    found = due.holders_to_warn

    def and_wait(*arguments: Any) -> Any:
        result = found(*arguments)
        if result[0]:
            together.wait()
        return result

    monkeypatch.setattr(due, "holders_to_warn", and_wait)
    ran: list[Ran] = []
    runs = [threading.Thread(target=lambda: ran.append(run_due(scheme.node, DAYS))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(one.warnings for one in ran) == [0, 6]
    assert len(scheme.warnings()) == len(set(scheme.warnings())) == 6
    assert verify(scheme.node).findings == ()


def test_beside_live_traffic_every_warning_says_what_lapsed_then(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Haeundae holds points between the moment it is found and the moment it is told."""
    holder = scheme.ledger.clients[HAEUNDAE]

    def after_a_hold(node: Node, submissions: list[Submission]) -> Any:
        place = PlaceHold(holder[1], "VOUCHER", 2, private("reference", "HMT-2026-1"))
        post(scheme.node, [Submission(holder[0], holder[1], "0f" * 16, (place,))])
        return post(node, submissions)

    monkeypatch.setattr(due, "post", after_a_hold)
    assert run_due(scheme.node, DAYS).warnings == 5
    assert (HAEUNDAE, "2026-11-30", 90, 30) in scheme.warnings()
    assert verify(scheme.node).findings == ()


class Killed(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("moment", range(12))
def test_a_run_that_is_killed_leaves_no_half_batch_and_the_next_one_ends_it(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Killed in each of three batches of a holder each: before it, before and after it is decided, once committed."""
    steps = iter(range(100))

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            if next(steps) == moment:
                raise Killed
            result = real(*arguments)
            if next(steps) == moment:
                raise Killed
            return result

        return step

    with monkeypatch.context() as killing:
        killing.setattr(posting, "decide", dying(posting.decide))
        killing.setattr(due, "post", dying(due.post))
        with pytest.raises(Killed):
            run_due(scheme.node, DAYS, at_once=1)
    assert [len([told for told in scheme.warnings() if told[0] == name]) in (0, 2) for name in NAMES] == [True] * 3
    assert verify(scheme.node).findings == ()
    before = len(scheme.warnings())
    assert before == 2 * ((moment + 1) // 4)
    assert run_due(scheme.node, DAYS) == (0, 0, 6 - before, 0)
    assert scheme.warnings() == sorted([*_of_all("2026-10-31", 90, 30), *_of_all("2026-11-30", 90, 100)])


def test_a_clock_that_stands_before_the_journal_does_not_warn_early(scheme: Scheme) -> None:
    scheme.on("2026-11-01")
    before = len(scheme.entries())
    behind = datetime(2026, 9, 1, tzinfo=UTC)
    node = Node(Store(scheme.store.engine), lambda: behind, scheme.ledger.keys, scheme.ledger.ledger)
    assert run_due(node, DAYS) == (0, 0, 0, 0)
    assert len(scheme.entries()) == before
    assert {entry.actor.client for entry in scheme.entries() if entry.kind == "expiry_warning"} == {SYSTEM}
