"""Warnings: each threshold of each last day once, the nearest only, of what lapses then and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.domain.books.fold_events import TELLS
from ledger.domain.books.rows import Event
from ledger.domain.commands import PlaceHold, WarnExpiry
from ledger.domain.journal.entries import Actor, Entry
from ledger.domain.journal.facts import ExpiryWarned
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import furnish

DAYS = (90, 30, 7)
HAEUNDAE = "haeundae-marine-tech"
LAST_DAY = date(2026, 11, 30)
"""Of what INT awards on 2026-09-01: two months on, at the month's end."""


@pytest.fixture
def ledger() -> MemoryLedger:
    """Give the small world on 2026-09-01, with 300 points of Haeundae Marine Tech that last until LAST_DAY."""
    ledger = furnish(MemoryLedger())
    ledger.accrue("pukyong", "E-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=1_000_000)
    ledger.accrue("pukyong", "E-2", "INT", HAEUNDAE, "2026-08-31", allowance_krw=2_000_000)
    return ledger


def warned(ledger: MemoryLedger, day: str = "", days: tuple[int, ...] = DAYS) -> list[tuple[str, int, int]]:
    """Let the clock warn Haeundae on a day; gives (last day, threshold, points) of each warning."""
    if day:
        ledger.go_to(day)
    before = len(ledger.entries)
    result = ledger.accept("system", WarnExpiry(ledger.clients[HAEUNDAE][1], days))
    facts = [sealed.entry.fact for sealed in ledger.entries[before:]]
    found = [(fact.expires_on, fact.days, fact.points) for fact in facts if isinstance(fact, ExpiryWarned)]
    assert result["warnings"] == len(found)
    assert result["entries"] == len(facts) - len(found)
    return found


@pytest.mark.parametrize("days", DAYS)
def test_a_threshold_is_reached_on_its_very_day_and_not_the_day_before(ledger: MemoryLedger, days: int) -> None:
    eve = LAST_DAY - timedelta(days=days + 1)
    farther = tuple(each for each in DAYS if each > days)
    if eve >= date(2026, 9, 1):
        before = warned(ledger, eve.isoformat())
        assert [told[1] for told in before] == [*farther[-1:]]
    assert warned(ledger, (eve + timedelta(days=1)).isoformat()) == [(LAST_DAY.isoformat(), days, 300)]


def test_a_warning_is_given_once_and_the_nearest_of_those_that_were_passed(ledger: MemoryLedger) -> None:
    assert warned(ledger) == [("2026-11-30", 90, 300)]
    assert warned(ledger) == []
    assert warned(ledger, "2026-10-30") == []
    assert warned(ledger, "2026-11-26") == [("2026-11-30", 7, 300)]
    assert warned(ledger, "2026-11-30") == []
    assert warned(ledger, "2026-12-01") == []


def test_on_the_last_day_itself_there_is_still_a_warning_and_on_the_next_none(ledger: MemoryLedger) -> None:
    other = furnish(MemoryLedger())
    other.accrue("pukyong", "E-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=1_000_000)
    assert warned(ledger, "2026-11-30") == [("2026-11-30", 7, 300)]
    assert warned(other, "2026-12-01") == []


def test_lots_that_lapse_on_different_days_are_warned_of_apart(ledger: MemoryLedger) -> None:
    ledger.accrue("pukyong", "E-3", "ADV", HAEUNDAE, "2026-08-31", allowance_krw=400_000)
    assert warned(ledger) == [("2026-10-31", 90, 40), ("2026-11-30", 90, 300)]
    assert warned(ledger, "2026-10-24") == [("2026-10-31", 7, 40)]
    assert warned(ledger, "2026-10-31") == [("2026-11-30", 30, 300)]


def test_what_is_held_or_pending_is_no_part_of_a_warning(ledger: MemoryLedger) -> None:
    ledger.accrue("pukyong", "E-3", "HIRE", HAEUNDAE, "2026-08-31", allowance_krw=700_000)
    holder = ledger.clients[HAEUNDAE][1]
    ledger.accept(HAEUNDAE, PlaceHold(holder, "VOUCHER", 2, private("reference", "HMT-2026-1")))
    assert warned(ledger) == [("2026-11-30", 90, 200)]
    ledger.go_to("2026-10-31")  # the hold is over, and what was pending lasts two months from its activation
    assert warned(ledger) == [("2026-11-30", 30, 370)]


def test_points_that_come_later_are_told_at_the_next_threshold(ledger: MemoryLedger) -> None:
    assert warned(ledger) == [("2026-11-30", 90, 300)]
    ledger.go_to("2026-09-10")
    ledger.accrue("pukyong", "E-3", "INT", HAEUNDAE, "2026-09-09", allowance_krw=500_000)
    assert warned(ledger) == []
    assert warned(ledger, "2026-11-01") == [("2026-11-30", 30, 350)]


def test_without_thresholds_nobody_is_warned(ledger: MemoryLedger) -> None:
    assert warned(ledger, "2026-11-30", ()) == []


def test_a_company_cannot_warn(ledger: MemoryLedger) -> None:
    before = len(ledger.entries)
    outcome = ledger.do(HAEUNDAE, WarnExpiry(ledger.clients[HAEUNDAE][1], DAYS))
    assert (outcome.code, len(ledger.entries)) == ("permission_missing", before)


def test_a_warning_is_an_event_of_its_holder(ledger: MemoryLedger) -> None:
    warned(ledger)
    position = ledger.entries[-1].entry.position
    expected = Event(position, ledger.clients[HAEUNDAE][1], "expiry_warning", "")
    assert list(ledger.books.events.rows()) == [expected]
    assert {row.kind for row in ledger.books.events.rows()} <= TELLS.keys()


def _replayed(ledger: MemoryLedger, forged: Entry) -> str:
    """Replay the journal with a forged entry in the place of the last one; gives the code of what is found."""
    replay = Replay()
    for sealed in ledger.entries[:-1]:
        replay.step(sealed.data)
    with pytest.raises(NotVerified) as caught:
        replay.step(forged.to_bytes())
    return caught.value.finding.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"points": 299}, "warned_of_other_points"),
        ({"days": 29}, "warned_out_of_time"),
        ({"days": 90}, "warned_twice"),
        ({"expires_on": "2026-11-29"}, "warned_of_other_points"),
        ({"expires_on": "2026-10-30"}, "warned_out_of_time"),
        ({"expires_on": "someday"}, "entry_not_readable"),
        ({"holder": "org_nobody"}, "warned_of_other_points"),
    ],
)
def test_a_warning_that_was_not_true_does_not_pass_a_replay(
    ledger: MemoryLedger, change: dict[str, object], code: str
) -> None:
    warned(ledger)
    assert warned(ledger, "2026-10-31") == [("2026-11-30", 30, 300)]
    entry = ledger.entries[-1].entry
    fact = entry.fact
    assert isinstance(fact, ExpiryWarned)
    assert _replayed(ledger, replace(entry, fact=replace(fact, **change))) == code  # type: ignore[arg-type]


def test_a_warning_by_a_client_does_not_pass_a_replay(ledger: MemoryLedger) -> None:
    warned(ledger)
    entry, (client, organization) = ledger.entries[-1].entry, ledger.clients[HAEUNDAE]
    person = ledger.books.clients.require(client).person
    forged = replace(entry, actor=Actor(client, person, organization))
    assert _replayed(ledger, forged) == "warned_by_another_than_the_clock"
