"""Filters of the history: any combination gives exactly what a naive oracle over the journal's bytes gives.

``LEDGER_FILTER_ROUNDS`` (1 by default) asks each pair of filters that often, with other values.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest

from ledger.domain.books.accounts import holder_of
from ledger.domain.refusals import Refused
from ledger.services.context import CLOCK, Caller
from ledger.services.histories import history_of
from ledger.services.history_filters import TransactionFilter
from ledger.services.journals import journal_of
from ledger.services.node import Node
from ledger.services.visibility import READ_ALL, READ_OWN
from ledger.store.database import create_store_engine
from ledger.store.store import Store
from tests.support.engines import ENGINES, fresh_database
from tests.support.history_oracle import Oracle
from tests.support.memory import BLIND_KEY
from tests.support.stores import migrate
from tests.support.walked import node_of, walked, write_whole

ROUNDS = int(os.environ.get("LEDGER_FILTER_ROUNDS", "1"))
TRIPLES = 60
SEED, STEPS = 3, 330
READER = replace(CLOCK, permissions=frozenset({READ_ALL}))


@dataclass(frozen=True)
class World:
    """A walked ledger on an engine, its oracle, and values to ask for."""

    node: Node
    oracle: Oracle
    values: Mapping[str, list[Any]]
    companies: list[str]
    universities: list[str]

    def caller(self, organization: str) -> Caller:
        """Give somebody who reads one organization's history, or with "" everybody's."""
        own = replace(CLOCK, organization_id=organization, permissions=frozenset({READ_OWN}))
        return own if organization else READER

    def any_caller(self, chance: random.Random) -> str:
        """Pick whose history somebody reads."""
        return chance.choice(["", "", chance.choice(self.companies), chance.choice(self.universities)])

    def asked(self, names: tuple[str, ...], chance: random.Random) -> dict[str, Any]:
        """Give a value to each of some filters, sometimes all of one transaction, so that they find something."""
        told = {name: chance.choice(self.values[name]) for name in names}
        if chance.random() < 0.6:
            one = chance.choice([one for one in self.oracle.told if one.entry.postings])
            fits = {name: [v for v in self.values[name] if _fits(self.oracle, one, name, v)] for name in names}
            told |= {name: chance.choice(found) for name, found in fits.items() if found}
        return told

    def compare(self, wanted: Mapping[str, Any], organization: str, chance: random.Random) -> int:
        """Compare what is found, page by page, with the oracle; gives how many there are."""
        expected = self.oracle.history(wanted, organization)
        history = history_of(self.node, self.caller(organization), TransactionFilter(**wanted))
        limit = max(len(expected) // chance.randint(1, 4), 1) + chance.randint(0, 1)
        found: list[dict[str, Any]] = []
        while page := history.page(found[-1]["position"] if found else None, limit):
            found += page
        assert found == expected, (wanted, organization, limit)
        return len(found)


def _fits(oracle: Oracle, one: Any, name: str, value: Any) -> bool:
    if name in ("order", "recorded_as_of"):
        return name == "order" or not isinstance(value, int) or value >= one.entry.position
    return oracle.check(name, value, "")(one)


def _values(oracle: Oracle, chance: random.Random) -> dict[str, list[Any]]:
    """Give values of every filter that are in the journal, and some that are not."""
    moved = [one for one in oracle.told if one.entry.postings]
    postings = [posting for one in moved for posting in one.entry.postings]

    def some(of: Callable[[Any], Any], *others: Any) -> list[Any]:
        return sorted({of(one) for one in moved} - {"", None}) + list(others)

    accounts = sorted({posting.account for posting in postings})
    lots = chance.sample(sorted({posting.lot for posting in postings}), 40)
    days = some(lambda one: one.entry.effective_on)
    instants = some(lambda one: one.entry.recorded_at, "2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z")
    organizations = [*sorted({holder_of(account) for account in accounts} - {""}), f"org_{0:032x}"]
    references = [f"{stem}-{number}" for stem in ("EVENT", "R") for number in range(1, 400)]
    known = {one.reference for one in moved}
    written = [text for text in references if known & set(oracle.digests(text))]
    subjects, persons = some(lambda one: one.subject, "acr_nowhere"), some(lambda one: one.entry.actor.person)
    clients = some(lambda one: one.entry.actor.client, f"cli_{0:032x}")
    ids = [chance.choice(moved).entry.id for _ in range(10)]
    pasted = [
        *ids,
        *lots[:5],
        *subjects[:20],
        *organizations,
        *persons[:4],
        *clients[:4],
        *accounts[-5:],
        *written[:20],
    ]
    positions = [str(chance.choice(moved).entry.position) for _ in range(10)]
    return {
        "organization_id": organizations,
        "university_id": some(lambda one: one.university, organizations[0]),
        "account": accounts,
        "lot": [*lots, f"lot_{0:032x}"],
        "kind": some(lambda one: one.entry.kind),
        "program": some(lambda one: one.program, "NOBODY"),
        "activity": [*sorted({rule for one in moved for rule in one.rules.values()} - {""}), "NOBODY"],
        "person_id": persons,
        "client_id": clients,
        "recorded_from": instants,
        "recorded_to": instants,
        "effective_from": days,
        "effective_to": days,
        "effective_as_of": days,
        "occurred_from": days,
        "occurred_to": days,
        "recorded_as_of": [0, len(oracle.told), *instants, *(one.entry.position for one in chance.sample(moved, 20))],
        "subject": subjects,
        "reference": [*written, "nobody wrote this"],
        "q": [*pasted, *positions, *(f" {text} " for text in pasted[:5]), "nobody wrote this", "77777777"],
        "order": ["newest", "oldest"],
    }


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a walked ledger on one engine."""
    folder = tmp_path_factory.mktemp("walked")
    ledger = walked(SEED, STEPS)
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        engine = create_store_engine(url)
        store = Store(engine)
        write_whole(ledger, store)
        oracle = Oracle([one.data for one in ledger.entries], BLIND_KEY)
        holders = {holder_of(posting.account) for one in oracle.told for posting in one.entry.postings} - {""}
        kinds = {row.organization: row.kind for row in ledger.books.organizations.rows()}
        companies, universities = ([id for id in sorted(holders) if kinds[id] == k] for k in ("company", "university"))
        values = _values(oracle, random.Random(SEED))
        yield World(node_of(ledger, store, folder), oracle, values, companies, universities)
        engine.dispose()


def _allowed(wanted: Mapping[str, Any], organization: str) -> bool:
    """Tell whether a question is answered: no range ends before it begins, and nobody asks for another's history."""
    ranges = (("recorded_from", "recorded_to"), ("effective_from", "effective_to"), ("occurred_from", "occurred_to"))
    ranges += (("effective_from", "effective_as_of"),)
    return wanted.get("organization_id", organization) in (organization or wanted.get("organization_id"), "") and all(
        wanted.get(begins, "") <= wanted.get(ends, "9") for begins, ends in ranges
    )


def _hold(world: World, names: tuple[str, ...], chance: random.Random) -> int:
    organization = world.any_caller(chance)
    wanted = world.asked(names, chance)
    if _allowed(wanted, organization):
        return world.compare(wanted, organization, chance)
    with pytest.raises(Refused) as refused:
        history_of(world.node, world.caller(organization), TransactionFilter(**wanted))
    assert refused.value.refusal.code in ("period_ends_before_it_begins", "organization_unknown")
    return 0


def test_each_filter_alone_finds_what_the_oracle_finds_for_everybody(world: World) -> None:
    chance = random.Random(1)
    for organization in ("", world.companies[0], world.universities[0]):
        assert world.compare({}, organization, chance)
        for name, values in world.values.items():
            for value in chance.sample(values, min(2, len(values))):
                wanted = {name: value}
                if _allowed(wanted, organization):
                    world.compare(wanted, organization, chance)


def test_every_pair_of_filters_finds_what_the_oracle_finds(world: World) -> None:
    found = 0
    for number in range(ROUNDS):
        chance = random.Random(number)
        for names in combinations(world.values, 2):
            found += bool(_hold(world, names, chance))
    assert found > ROUNDS * len(world.values)


def test_any_three_and_four_filters_find_what_the_oracle_finds(world: World) -> None:
    chance = random.Random(2)
    for _ in range(TRIPLES * ROUNDS):
        _hold(world, tuple(chance.sample(list(world.values), chance.choice((3, 4)))), chance)


def test_a_history_as_of_its_position_is_the_same_for_ever(world: World) -> None:
    """A walk that began when the journal stood at a position never sees what came after it."""
    middle = len(world.oracle.told) // 2
    earlier = history_of(world.node, READER, TransactionFilter(), middle)
    again = history_of(world.node, READER, TransactionFilter(recorded_as_of=middle))
    assert (earlier.position, earlier.root) == (again.position, again.root) == (middle, again.root)
    every = [item for page in earlier.pages() for item in page]
    assert every == [item for page in again.pages() for item in page]
    assert every == world.oracle.history({"recorded_as_of": middle})


def test_the_journal_gives_every_entry_to_the_byte(world: World) -> None:
    journal = journal_of(world.node, READER, TransactionFilter())
    items = [item for page in journal.pages() for item in page]
    assert [item["position"] for item in items] == list(range(1, len(world.oracle.told) + 1))
    for item, told in zip(items, world.oracle.told, strict=True):
        assert (bytes(item["entry"]), item["leaf_hash"]) == (told.entry.to_bytes(), told.leaf_hash)
        assert (item["id"], item["kind"]) == (told.entry.id, told.entry.kind)
    rules = journal_of(world.node, READER, TransactionFilter(kind="rule_published", order="newest")).page(None, 3)
    published = [told.entry.position for told in world.oracle.told if told.entry.kind == "rule_published"]
    assert [item["position"] for item in rules] == published[-3:][::-1]
    person = world.values["person_id"][0]
    acted = journal_of(world.node, READER, TransactionFilter(person_id=person)).page(None, 500)
    assert [item["position"] for item in acted] == [
        told.entry.position for told in world.oracle.told if told.entry.actor.person == person
    ][:500]
    with pytest.raises(Refused, match="permission_missing"):
        journal_of(world.node, world.caller(world.companies[0]), TransactionFilter())


def test_nothing_that_is_asked_for_shows_a_company_what_is_anothers(world: World) -> None:
    """Whatever names another's wallet, lot or redemption finds only what the company sees anyway, legs and all."""
    chance = random.Random(5)
    for own in world.companies[:3]:
        sees = {item["id"]: item for item in world.oracle.history({}, own)}
        shown = {leg["lot"] for item in sees.values() for leg in item["postings"]}
        for name in ("account", "lot", "activity", "subject", "q", "program", "person_id", "client_id"):
            for value in chance.sample(world.values[name], min(6, len(world.values[name]))):
                found = history_of(world.node, world.caller(own), TransactionFilter(**{name: value})).page(None, 500)
                assert all(sees[item["id"]] == item for item in found)
                if name == "lot" and value not in shown:
                    assert found == []
                if name == "account" and holder_of(value) not in ("", own):
                    assert found == []


def test_a_walk_needs_no_more_than_its_page(world: World) -> None:
    """However it is cut, a walk in either order gives each transaction once."""
    every = [item["id"] for item in world.oracle.history({})]
    for order, expected in (("oldest", every), ("newest", every[::-1])):
        history = history_of(world.node, READER, TransactionFilter(order=order))
        found: list[dict[str, Any]] = []
        for limit in (1, 7, 2, 90, 500):
            found += history.page(found[-1]["position"] if found else None, limit)
        assert [item["id"] for item in found] == expected[: len(found)]
