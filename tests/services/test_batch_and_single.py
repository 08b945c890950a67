"""Batch against single: the same activities one by one and as a batch give the same entries, byte for byte.

But for what is drawn by chance (ids, nonces, salted commitments) and for the request that asked: ids are compared by
the order in which they appear, the others by their being there.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import compress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.domain.commands import CaptureHold, Outcome, PlaceHold, PostAccrual, ReverseAccrual
from ledger.domain.journal.canonical import encode
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import Share
from ledger.services.accruals import AccrualInput, accrual_command, post_accrual, post_accruals
from ledger.services.context import Caller, Request
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.store.reads import journal
from ledger.store.store import Store
from tests.support.engines import SQLITE
from tests.support.memory import MemoryLedger, private
from tests.support.mirrored import MirroredLedger
from tests.support.stores import StoreFactory
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish

MANY = int(os.environ.get("LEDGER_BATCH_ACTIVITIES", "2000"))
"""How many activities are posted one by one and as batches; below some hundreds not every refusal is met."""

SOME = 400
DRAWN = re.compile(r"\b(?:acr|lot|txn)_[0-9a-f]{32}\b")
CODES = {
    "",
    "activity_follows_others",
    "activity_unknown",
    "agreement_reference_missing",
    "input_missing",
    "input_out_of_range",
    "limit_reached",
    "no_rule_in_force",
    "occurred_in_the_future",
    "organization_unknown",
    "shares_do_not_add_up",
    "source_event_already_posted",
    "started_after_it_occurred",
}
"""What becomes of some activities at least."""

Reported = Sequence[tuple[str, AccrualInput]]
"""Activities, each with the university that reports it; those of a university stand together."""

Posted = tuple[list[bytes], list[bytes]]
"""The entries and the outcomes, both told without what was drawn by chance."""


class Telling:
    """Tells entries and outcomes of one ledger; a drawn id is the number of its first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def entry(self, data: bytes) -> bytes:
        """Tell an entry."""
        plain = json.loads(data)
        plain["nonce"] = len(plain["nonce"])
        plain["request"] = "request" in plain
        plain["commitments"] = sorted(plain.get("commitments", {}))
        return self._numbered(encode(plain))

    def outcome(self, outcome: Outcome) -> bytes:
        """Tell an outcome."""
        return self._numbered(json.dumps(to_plain(outcome), sort_keys=True).encode())

    def _numbered(self, data: bytes) -> bytes:
        return DRAWN.sub(lambda found: self._number(found[0]), data.decode()).encode()

    def _number(self, drawn: str) -> str:
        return self._numbers.setdefault(drawn, f"{drawn[:3]}#{len(self._numbers)}")


class World:
    """A ledger with a past, in memory and on stores: some points pending, some spent, a company that owes."""

    def __init__(self, stores: Sequence[Store], folder: Path) -> None:
        self.ledger = MirroredLedger(stores, Keys.load_or_create(folder / "keys"))
        furnish(self.ledger)
        company = "gijang-robotics"
        self.ledger.accrue("pukyong", "PAST-1", "HIRE", company, "2026-08-20", allowance_krw=3_000_000)
        spent = self.ledger.accrue("pukyong", "PAST-2", "INT", company, "2026-08-01", allowance_krw=7_000_000)
        hold = PlaceHold(self.ledger.clients[company][1], "VOUCHER", 8, private("reference", "R-1"))
        self.ledger.accept(company, CaptureHold(self.ledger.accept(company, hold)["id"]))
        self.ledger.accept("pukyong", ReverseAccrual(spent.result["id"], private("reason", "never happened")))
        self.ledger.go_to("2026-10-15")
        self.start = self.ledger.books.position

    def node(self, store: Store) -> Node:
        """Give a node on one of the stores, at the ledger's own time."""
        return Node(store, lambda: self.ledger.now, self.ledger.keys, self.ledger.ledger)

    def request(self, who: str, key: str) -> Request:
        """Make a university's request."""
        client, organization = self.ledger.clients[who]
        caller = Caller(client, organization, "university", "", "university", frozenset())
        return Request(caller, "accruals.post", key, key.encode(), "trace")

    def in_memory(self, items: Reported) -> Posted:
        """Post in memory, one by one."""
        node, ledger = self.node(self.ledger.stores[0]), self.ledger

        def outcomes() -> Iterator[Outcome]:
            for nth, (who, item) in enumerate(items):
                command: PostAccrual = accrual_command(node, item)
                one = ledger.submission(who, [command], request=f"{nth:064x}", fingerprint="ab" * 32)
                yield MemoryLedger.submit(ledger, [one])[0].outcomes[0]

        done = list(outcomes())
        return _told((sealed.data for sealed in ledger.entries[self.start :]), done)

    def one_by_one(self, store: Store, items: Reported) -> Posted:
        """Post on a store, one by one."""
        node = self.node(store)
        done = [
            post_accrual(node, self.request(who, f"single-{nth}"), item).outcomes[0]
            for nth, (who, item) in enumerate(items)
        ]
        return _told(self._written(store), done)

    def as_batches(self, store: Store, items: Reported, mode: Any) -> Posted:
        """Post on a store, all that a university has as one batch."""
        node, done = self.node(store), list[Outcome]()
        for who in UNIVERSITIES:
            own = [item for whose, item in items if whose == who]
            done += post_accruals(node, self.request(who, f"batch of {who}"), own, mode).outcomes
        return _told(self._written(store), done)

    def _written(self, store: Store) -> list[bytes]:
        with store.reading() as unit:
            return [bytes(record.data) for record in journal.entries(unit, self.start + 1)]


def _told(entries: Iterable[bytes], outcomes: Iterable[Outcome]) -> Posted:
    telling = Telling()
    return [telling.entry(data) for data in entries], [telling.outcome(outcome) for outcome in outcomes]


def activities(world: World, count: int) -> Reported:
    """Make activities of every kind that the world knows, and some that nobody can post, half for each university."""
    chance = Random(20_261_015)
    companies = {name: world.ledger.clients[name][1] for name in sorted(COMPANIES)}
    return [(UNIVERSITIES[nth >= count // 2], _activity(chance, companies, nth)) for nth in range(count)]


def _activity(chance: Random, companies: dict[str, str], nth: int) -> AccrualInput:
    company = companies[chance.choice(sorted(companies))] if nth > 3 else companies["gijang-robotics"]
    activity = chance.choice(("INT", "HIRE", "RES", "ADV", "EDU", "DOC", "COOP")) if nth > 3 else "INT"
    research, report = activity == "RES", activity in ("EDU", "DOC", "COOP")
    krw = chance.choice((0, 9_999, 120_000, 1_000_000, 5_550_000, 25_000_000))
    occurred_on = date(2026, 10, 14) - timedelta(days=chance.randrange(2_000))
    subject = chance.choice((None, f"SUBJECT-{chance.randrange(200)}")) if report else None
    shares: tuple[Share, ...] = ()
    if chance.random() < 0.1:
        other = chance.choice([each for each in companies.values() if each != company])
        shares = Share(company, 6_667), Share(other, 3_333)
    item: dict[str, Any] = {
        "source_event_id": f"EVENT-{nth}",
        "activity": activity,
        "organization_id": company,
        "occurred_on": occurred_on.isoformat(),
        "inputs": {"paid_krw" if research else "allowance_krw": krw},
        "agreement_reference": f"A-{chance.randrange(40)}" if research else None,
        "evidence": documents(*chance.choice(((), ("report",), ("report", "receipt")))) if report else (),
        "started_on": "2020-06-01" if subject else None,
        "subject_reference": subject,
        "shares": shares,
    }
    if nth > 3 and chance.random() < 0.2:
        item |= _wrong(chance, nth, company)
    return AccrualInput(**item)


def _wrong(chance: Random, nth: int, company: str) -> dict[str, Any]:
    """Give what is wrong with an activity."""
    wrong: list[dict[str, Any]] = [
        {"source_event_id": f"EVENT-{chance.randrange(nth)}"},
        {"source_event_id": f"EVENT-{nth - 1}"},
        {"activity": "NOPE"},
        {"activity": "MIRROR", "agreement_reference": None, "inputs": {}},
        {"activity": "RES", "agreement_reference": None},
        {"activity": "INT", "agreement_reference": None, "inputs": {}},
        {"activity": "INT", "agreement_reference": None, "inputs": {"allowance_krw": 2_000_000_000}},
        {"organization_id": f"org_{'0' * 32}"},
        {"occurred_on": "2026-10-16"},
        {"occurred_on": "2019-12-31", "started_on": None},
        {"started_on": "2026-10-15"},
        {"shares": (Share(company, 9_999),)},
    ]
    return chance.choice(wrong)


@pytest.fixture
def stores(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], Store]]:
    """Give what makes stores of an engine."""
    if engine_name == SQLITE:
        factory = StoreFactory.sqlite(tmp_path)
    else:
        factory = StoreFactory.postgresql(request.getfixturevalue("postgres_server"))
    yield factory
    factory.close()
    factory.drop()


def codes_of(posted: Posted) -> Counter[str]:
    """Count outcomes by their code, "" for what was posted."""
    return Counter(json.loads(outcome).get("code", "") for outcome in posted[1])


def test_thousands_of_activities_give_the_same_entries_one_by_one_and_as_batches(tmp_path: Path) -> None:
    stores = StoreFactory.sqlite(tmp_path)
    world = World([store := stores()], tmp_path)
    items = activities(world, MANY)
    batches = world.as_batches(store, items, "independent")
    singles = world.in_memory(items)
    stores.close()
    assert singles == batches
    assert codes_of(batches).keys() >= CODES | {"allotment_exceeded"}
    told = [json.loads(entry) for entry in batches[0]]
    kinds = {"accrual", "activity_noted", "claim_submitted", "arrears_payment", "activation"}
    assert {entry["kind"] for entry in told} >= kinds
    roles = {part["role"] for entry in told for part in entry["fact"].get("parts", ())}
    assert roles == {"share", "campaign", "mirror"}


def test_activities_give_the_same_entries_one_by_one_and_as_batches_on_either_engine(
    stores: Callable[[], Store], tmp_path: Path
) -> None:
    single, batch, atomic = stores(), stores(), stores()
    world = World([single, batch, atomic], tmp_path)
    items = activities(world, SOME)
    singles = world.one_by_one(single, items)
    assert singles == world.as_batches(batch, items, "independent")
    assert codes_of(singles).keys() >= CODES
    accepted = [b'"code": ""' in outcome for outcome in singles[1]]
    sound = list(compress(items, accepted))
    entries, outcomes = world.as_batches(atomic, sound, "atomic")
    assert entries == singles[0]
    assert outcomes == list(compress(singles[1], accepted))
