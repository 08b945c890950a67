"""Late entries: whatever was recorded late, the end of a day is found as if every entry had been looked at.

Haeundae Marine Tech holds a point of lot_a at a time, over three years: on most days at once, sometimes days or months
late, now and then in the last or the first second of a month in Seoul, which UTC counts to another one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from ledger.domain.dates import business_date, instant_text, start_of
from ledger.store.database import create_store_engine
from ledger.store.reads import accounts, history
from ledger.store.reads.history_bounds import last_within
from ledger.store.reads.history_pages import HistoryFilter
from ledger.store.reads.late import Column
from ledger.store.store import Store
from tests.store.little_ledger import LittleLedger
from tests.support.engines import ENGINES, fresh_database
from tests.support.stores import migrate

FIRST, DAYS, HOLDS = date(2026, 9, 1), 1_100, 400
COLUMNS: tuple[Column, ...] = ("effective_on", "occurred_on")


class Kept(NamedTuple):
    """What a test knows of an entry: where it is, its days, and what each account got by it."""

    position: int
    effective_on: str
    occurred_on: str
    moved: dict[str, int]


def _days(chance: random.Random, recorded_at: datetime) -> tuple[str, str]:
    """Pick when something that is recorded now takes effect, and when it occurred, "" for an entry without such a day:
    at once, days late, or months late; what began before the ledger did is effective on its first day."""
    today = business_date(recorded_at)
    late = chance.choice([0, 0, 0, 0, 1, 2, chance.randint(3, 40), chance.randint(3, 400)])
    effective_on = max(FIRST, today - timedelta(days=late))
    occurred_on = effective_on - timedelta(days=chance.choice([0, 0, 1, 31]))
    return effective_on.isoformat(), chance.choice([occurred_on.isoformat(), occurred_on.isoformat(), ""])


def _instants(chance: random.Random) -> list[datetime]:
    """Give when each hold is recorded, in order: at any time, or where a month begins or ends in Seoul or in UTC."""
    found = []
    for _ in range(HOLDS):
        day = FIRST + timedelta(days=chance.randrange(1, DAYS))
        edge = start_of(day.replace(day=1)) + chance.choice([timedelta(0), timedelta(milliseconds=-1)])
        midnight = datetime(day.year, day.month, 1, tzinfo=UTC) + timedelta(hours=chance.randint(-1, 1))
        at_any_time = start_of(day) + timedelta(minutes=chance.randrange(24 * 60))
        found.append(chance.choice([edge, midnight, at_any_time, at_any_time, at_any_time]))
    return sorted(at for at in found if business_date(at) > FIRST)


def _written(ledger: LittleLedger, chance: random.Random) -> list[Kept]:
    ledger.open()
    ledger.accrue("a", 100_000)
    for number, recorded_at in enumerate(_instants(chance)):
        effective_on, occurred_on = _days(chance, recorded_at)
        ledger.hold(
            str(number),
            [("lot_a", 1)],
            recorded_at=instant_text(recorded_at),
            occurred_on=occurred_on,
            effective_on=effective_on,
        )
    kept = []
    for sealed in ledger.sealed:
        entry = sealed.entry
        moved: dict[str, int] = defaultdict(int)
        for posting in entry.postings:
            moved[posting.account] += posting.amount
        kept.append(Kept(entry.position, entry.effective_on, entry.occurred_on, moved))
    return kept


@pytest.fixture(scope="module", params=ENGINES)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, list[Kept]]]:
    """Give a store with years of holds on one engine, and what is in it."""
    folder = tmp_path_factory.mktemp("late")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        engine = create_store_engine(url)
        store, ledger = Store(engine), LittleLedger()
        kept = _written(ledger, random.Random(7))
        with store.writing() as unit:
            unit.write(ledger.decided())
        yield store, kept
        engine.dispose()


def _some_days(chance: random.Random) -> list[str]:
    """Give days inside the ledger's years and outside, the last and the first of months among them."""
    inside = [FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(60)]
    edges = [day.replace(day=1) - timedelta(days=number % 2) for number, day in enumerate(inside[:30])]
    told = {*inside, *edges, FIRST, FIRST - timedelta(days=40), FIRST + timedelta(days=2 * DAYS), date.max}
    return sorted(day.isoformat() for day in told)


def test_much_of_this_ledger_was_recorded_late(place: tuple[Store, list[Kept]]) -> None:
    _, kept = place
    latest, late = "", 0
    for one in kept:
        latest = max(latest, one.effective_on)
        late += one.effective_on[:7] < latest[:7]
    assert late > HOLDS / 20
    assert len({one.effective_on for one in kept}) > HOLDS / 4


@pytest.mark.parametrize("column", COLUMNS)
def test_nothing_of_some_days_lies_behind_their_last_position(place: tuple[Store, list[Kept]], column: Column) -> None:
    store, kept = place
    chance = random.Random(column)
    days = _some_days(chance)
    for last_day in days:
        first_day = chance.choice(["", last_day, chance.choice([day for day in days if day <= last_day])])
        of_days = [one.position for one in kept if first_day <= (getattr(one, column) or "none") <= last_day]
        assert last_within(store, column, first_day, last_day) >= max(of_days, default=0), (first_day, last_day)


def test_of_all_up_to_a_day_the_last_position_is_found_exactly(place: tuple[Store, list[Kept]]) -> None:
    store, kept = place
    for last_day in _some_days(random.Random(2)):
        exact = max((one.position for one in kept if one.effective_on <= last_day), default=0)
        found = last_within(store, "effective_on", "", last_day)
        newest = max(one.effective_on for one in kept)
        assert found == exact if last_day < newest else found >= exact, last_day


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_of_some_days_are_what_every_entry_says(place: tuple[Store, list[Kept]], newest_first: bool) -> None:
    store, kept = place
    chance = random.Random(newest_first)
    days = _some_days(chance)
    for _ in range(40):
        first_day, last_day = sorted(chance.sample(days, 2))
        by_effect, until = chance.random() < 0.5, chance.choice([None, chance.choice(kept).position])
        column: Column = "effective_on" if by_effect else "occurred_on"
        span = (first_day, last_day) if chance.random() < 0.5 else ("", last_day)
        wanted = HistoryFilter(
            effective_from=span[0] if by_effect else "",
            effective_to=span[1] if by_effect else "",
            occurred_from="" if by_effect else span[0],
            occurred_to="" if by_effect else span[1],
            position_max=until,
            newest_first=newest_first,
        )
        expected = [
            one.position
            for one in kept
            if one.moved
            and span[0] <= (getattr(one, column) or "none") <= span[1]
            and (until is None or one.position <= until)
        ]
        expected.sort(reverse=newest_first)
        found: list[int] = []
        while page := history.transactions(store, wanted, found[-1] if found else None, 37):
            found += [record.position for record in page]
        assert found == expected, (wanted, until)


def test_a_balance_as_of_a_day_is_the_sum_of_all_that_took_effect_by_then(place: tuple[Store, list[Kept]]) -> None:
    store, kept = place
    chance = random.Random(3)
    with store.reading() as unit:
        for day in _some_days(chance):
            position = chance.choice([0, 6, 7, 8, len(kept), len(kept), chance.randint(1, len(kept))])
            begun: dict[str, int] = {}
            for one in kept[:position]:
                for account, amount in one.moved.items():
                    begun[account] = begun.get(account, 0) + (amount if one.effective_on <= day else 0)
            told = {line.account: line.balance for line in accounts.trial_balance(unit, position, day)}
            assert told == begun, (day, position)


def test_an_empty_ledger_has_no_day_and_no_page(store: Store) -> None:
    for column in COLUMNS:
        assert last_within(store, column, "", "2026-09-30") >= 0
    assert history.transactions(store, HistoryFilter(effective_to="2026-09-30", newest_first=True)) == []
    assert history.transactions(store, HistoryFilter(occurred_from="2026-09-01", occurred_to="2026-09-30")) == []
    with store.reading() as unit:
        assert accounts.trial_balance(unit, None, "2026-09-30") == []
