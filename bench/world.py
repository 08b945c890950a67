"""World: a ledger with twelve universities and a hundred companies, made through the services by the system's clock.

Its rule is the demo's INT-STD and its program the demo's P-301 with caps and quotas out of reach, so that every
accrual awards points and every hold finds them, and every meter is counted all the same. A *place* is where such a
ledger is kept; a copy of a place has the same clients, secrets and history.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bench.sizes import COMPANIES, UNIVERSITIES
from ledger.app import make_node
from ledger.domain import dates
from ledger.domain.commands import Answer
from ledger.domain.journal.facts import Evidence
from ledger.services.accruals import AccrualInput, post_accruals
from ledger.services.clock import Clock, system_clock
from ledger.services.context import Request
from ledger.services.demo_cast import Client, Member, client_of, read_cast, read_table
from ledger.services.demo_joining import register_members
from ledger.services.node import Node
from ledger.services.organizations import grant_client, open_ledger
from ledger.services.program_files import program_version_of
from ledger.services.programbook import put_program_in_force
from ledger.services.rule_files import rule_version_of
from ledger.services.rulebook import put_in_force
from ledger.settings import ROOT, Settings, load_settings
from ledger.store.database import create_store_engine
from ledger.store.migrations import upgrade
from tests.support.engines import SQLITE, sqlite_url

DATA: Final = ROOT / "config" / "demo"
RULE: Final = "INT-STD"
PROGRAM: Final = "P-301"
OUT_OF_REACH: Final = 9_000_000_000

INPUTS: Final = {"students": 3, "months": 4, "allowance_krw": 18_546_660, "subsidy_krw": 0}
"""Worth 1,854 points."""

KINDS: Final = ("three_party_agreement", "attendance", "evaluation", "transfer_slip")
EVIDENCE: Final = tuple(Evidence(kind, "9f" * 32, "application/pdf", 48_211) for kind in KINDS)
"""All documents that the rule demands, so that points are spendable at once."""

FUNDING_INPUTS: Final = {**INPUTS, "allowance_krw": 185_466_600}
FUNDING_LOTS: Final = 20
"""How many lots of 18,546 points each company has before anything is measured: enough for 600 holds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger is kept."""

    engine: str
    url: str
    keys_folder: Path

    @property
    def settings(self) -> Settings:
        """Give the default settings on this ledger."""
        told = load_settings()
        return replace(
            told,
            database=replace(told.database, url=self.url),
            ledger=replace(told.ledger, keys_folder=str(self.keys_folder)),
        )

    @contextmanager
    def opened(self, clock: Clock | None = None) -> Iterator[Node]:
        """Work with the ledger in this process, by another clock than its own if one is told."""
        engine = create_store_engine(self.url)
        try:
            yield make_node(engine, self.settings, clock)
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class World:
    """Who there is; the serial gives every request a number of its own."""

    operator: Client
    universities: list[Client]
    companies: list[Client]
    day: str
    """When all activities occurred, ISO text."""
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def activity(self, number: str, company: Client, inputs: Mapping[str, int] = INPUTS) -> AccrualInput:
        """Give a company's activity, its event id ending in a number, with all documents that its rule demands."""
        return AccrualInput(
            source_event_id=f"PKNU-2026-{number}",
            activity=RULE,
            organization_id=company.caller.organization_id,
            occurred_on=self.day,
            inputs=inputs,
            evidence=EVIDENCE,
        )

    def activities(self, count: int) -> list[AccrualInput]:
        """Give new activities of all companies in turn."""
        numbers = itertools.islice(self.serial, count)
        return [self.activity(f"{number:012d}", self.companies[number % len(self.companies)]) for number in numbers]

    def as_json(self) -> dict[str, Any]:
        """Give what ``world_of`` makes the same world from, secrets and all."""
        groups = {"operator": [self.operator], "universities": self.universities, "companies": self.companies}
        return {"day": self.day} | {name: list(map(_shown, clients)) for name, clients in groups.items()}


def world_of(told: Mapping[str, Any]) -> World:
    """Make the world that ``World.as_json`` told of."""
    universities = [client_of(shown, "university") for shown in told["universities"]]
    companies = [client_of(shown, "company") for shown in told["companies"]]
    return World(client_of(told["operator"][0], "operator"), universities, companies, told["day"])


def _shown(client: Client) -> dict[str, Any]:
    """Show a client as the answer that granted it did."""
    caller = client.caller
    return {
        "client_id": caller.client_id,
        "client_secret": client.secret,
        "organization_id": caller.organization_id,
        "person_id": caller.person_id,
        "role": caller.role,
        "permissions": sorted(caller.permissions),
    }


class PostingRefused(RuntimeError):
    """The ledger refused what the benchmark is made of."""


def require_posted(answer: Answer) -> None:
    """Raise ``PostingRefused`` unless all that was asked was done."""
    for outcome in answer.outcomes:
        if outcome.code:
            raise PostingRefused(f"{outcome.code} {dict(outcome.params)}")


NewDatabase = Callable[[str | None], str]
"""Makes a PostgreSQL database, a copy of the one at an address if one is told, and gives its address."""


def place_for(engine: str, folder: Path, new_database: NewDatabase, name: str) -> Place:
    """Give an empty place on an engine."""
    url = sqlite_url(folder / f"{name}.db") if engine == SQLITE else new_database(None)
    return Place(engine, url, folder / f"{engine}-{name}-keys")


def copy_of(place: Place, folder: Path, new_database: NewDatabase, name: str) -> Place:
    """Copy a ledger that nobody works with."""
    keys_folder = folder / f"{place.engine}-{name}-keys"
    shutil.copytree(place.keys_folder, keys_folder)
    if place.engine != SQLITE:
        return Place(place.engine, new_database(place.url), keys_folder)
    target = folder / f"{name}.db"
    shutil.copyfile(place.url.removeprefix("sqlite:///"), target)
    return Place(place.engine, sqlite_url(target), keys_folder)


def furnish(
    place: Place, clock: Clock = system_clock, companies: int = COMPANIES, lots_each: int = FUNDING_LOTS
) -> World:
    """Open a ledger in an empty place and fill it with the world.

    Args:
        lots_each: how many lots each company has to spend from.
    """
    engine = create_store_engine(place.url)
    upgrade(engine)
    node = make_node(engine, place.settings, clock)
    cast = read_cast(DATA, companies)
    names = cast.operator.name_ko, cast.operator.name_en
    opened = open_ledger(node, "bench.example/log", "system", *names, person_name="벤치마크")["client"]
    node, operator = node.opened(), client_of(opened, "operator")
    _publish(node, operator)

    def join(members: Sequence[Member]) -> list[Client]:
        return register_members(node, operator, members, lambda joined: None)

    members = list(itertools.islice(cast.universities.values(), UNIVERSITIES))
    day = dates.business_date(clock()).isoformat()
    world = World(operator, join(members), join(cast.companies), day)
    if lots_each:
        _fund(node, world, lots_each)
    engine.dispose()
    return world


def _publish(node: Node, operator: Client) -> None:
    rule = next(rule for rule in read_table(DATA, "rules.toml")["rule"] if rule["code"] == RULE)
    limits = [{**limit, "points_max": OUT_OF_REACH} for limit in rule["terms"]["limits"]]
    terms = {**rule["terms"], "limits": limits}
    granting = Request(operator.caller, "clients.grant", "bench approver")
    granted = grant_client(
        node, granting, operator.caller.organization_id, "operator_approver", "벤치마크 승인자", None
    )
    require_posted(granted)
    approver = client_of(granted.outcomes[0].result, "operator")
    version = rule_version_of({**rule, "terms": terms})
    today = dates.business_date(node.clock()).isoformat()
    require_posted(put_in_force(node, operator.caller, approver.caller, version, today))
    program = next(one for one in read_table(DATA, "programs.toml")["program"] if one["code"] == PROGRAM)
    quotas = {"quantity_max_per_organization_year": OUT_OF_REACH, "quota_quantity": OUT_OF_REACH}
    offered = program_version_of({**program, "terms": {**program["terms"], **quotas}})
    require_posted(put_program_in_force(node, operator.caller, approver.caller, offered))


def _fund(node: Node, world: World, lots_each: int) -> None:
    """Let every company earn enough to spend."""
    items = [
        world.activity(f"{next(world.serial):012d}", company, FUNDING_INPUTS)
        for company in world.companies
        for _ in range(lots_each)
    ]
    request = Request(world.universities[0].caller, "accruals.post", "bench funding")
    require_posted(post_accruals(node, request, items, "independent"))
