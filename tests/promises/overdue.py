"""An overdue ledger: hundreds of holders for whom all sorts of things are due, because nobody asked for months.

Lots have lapsed, pending points activate or are dropped with their mirrors, holds are over, some beyond the last day of
their lots, and arrears wait for what activates. It is built once and copied; all copies stand at the same clock.
"""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from ledger.cli.session import MACHINE
from ledger.domain.books.rows import KEYS
from ledger.domain.commands import (
    CaptureHold,
    Command,
    PlaceHold,
    PostAccrual,
    RegisterOrganization,
    ReverseAccrual,
    Submission,
)
from ledger.services.balances import balance
from ledger.services.context import private
from ledger.services.demo_cast import registration_number
from ledger.services.node import Node, read_parameters
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from ledger.store.reads import journal
from ledger.store.store import Store
from tests.cli.installation import Installation
from tests.promises.wire import WiredHouse
from tests.support.engines import sqlite_url
from tests.support.memory import new_client
from tests.support.postgres import PostgresServer
from tests.support.world import following_terms, program_terms, rule_terms

HOLDERS = 240
TURNS = 6
"""How many things can be due for a company; they take turns."""

AT_ONCE = 4
"""Holders in a unit of work, so that there are dozens of units to be killed in."""

LATE = datetime(2027, 2, 15, 3, 0, tzinfo=UTC)
"""When somebody asks at last."""

_TO_BE_PAID = 100
_NOT_THE_SAME_TWICE = frozenset({"position", "lot_position", "entry"})
"""Columns that say where something stands in the journal."""

Movement = tuple[str, str, str, int, str]
Balances = dict[str, Mapping[str, Any]]


@dataclass
class Copy:
    """A ledger at the late hour, and the installation that works on it."""

    installation: Installation
    node: Node

    def head(self) -> int:
        """Give the journal's last position."""
        with self.node.store.reading() as unit:
            return unit.head.position

    def movements(self, behind: int) -> Counter[Movement]:
        """Count what was moved behind a position: kind, account, lot, signed points, accounting day."""
        query = text(
            "SELECT e.kind, p.account, p.lot, p.amount, e.effective_on FROM postings AS p"
            " JOIN entries AS e ON e.position = p.position WHERE p.position > :behind"
        )
        with self.node.store.engine.connect() as connection:
            return Counter((*row[:3], int(row[3]), row[4]) for row in connection.execute(query, {"behind": behind}))

    def projections(self) -> dict[str, Counter[tuple[Any, ...]]]:
        """Give every row of every projection, without where it stands in the journal."""
        with self.node.store.reading() as unit:
            return {row.__name__: Counter(map(_placeless, journal.rows(unit, row))) for row in KEYS}

    def balances(self, holders: Sequence[str], recorded: int | None = None, day: str | None = None) -> Balances:
        """Read wallets, now or as of a position or an accounting day."""
        return {holder: balance(self.node, MACHINE, holder, recorded, day) for holder in holders}

    def check(self) -> None:
        """Hold it to its journal."""
        findings = verify(self.node).findings
        assert not findings, "\n".join(map(str, findings))


def _placeless(row: Any) -> tuple[Any, ...]:
    return tuple(value for name, value in zip(row._fields, row, strict=True) if name not in _NOT_THE_SAME_TWICE)


@dataclass
class Overdue:
    """The ledger that copies are made of; nobody is connected to it meanwhile.

    Attributes:
        holders: the companies, by what is due for them in turns, and last the university with its mirrors.
        position: where its journal ends.
    """

    house: WiredHouse
    server: PostgresServer | None
    holders: Sequence[str]
    position: int
    numbers: Iterator[int]

    @property
    def itself(self) -> Copy:
        """The original."""
        return Copy(self.house.installation, self.house.node)

    @contextmanager
    def copied(self) -> Iterator[Copy]:
        """Give a copy, gone afterwards."""
        original = self.house.installation
        folder = original.folder / f"copy-{next(self.numbers)}"
        folder.mkdir()
        if self.server:
            url = self.server.create_database(template_url=original.database_url)
        else:
            url = sqlite_url(folder / "ledger.db")
            shutil.copyfile(original.folder / "ledger.db", folder / "ledger.db")
        settings = {**original.more, "LEDGER_LEDGER_KEYS_FOLDER": str(original.folder / "keys")}
        store = Store(create_store_engine(url))
        node = Node(store, self.house.clock, self.house.node.keys, read_parameters(store))
        try:
            yield Copy(Installation(folder, url, settings), node)
        finally:
            store.engine.dispose()
            if self.server:
                self.server.drop_database(url)


def build_overdue(house: WiredHouse, server: PostgresServer | None) -> Overdue:
    """Let everything happen that will be due, let months pass, and stop the servers."""
    _publish(house)
    holders = _earn_and_spend(house)
    house.clock.pass_by(seconds=int((LATE - house.clock.now).total_seconds()))
    position = house.head()[0]
    for one in house.servers:
        one.stop()
    house.node.store.engine.dispose()
    return Overdue(house, server, [*holders, house.of("pukyong")], position, itertools.count())


def _publish(house: WiredHouse) -> None:
    house.publish_rule("SHORT", 1, rule_terms(limits=[]))
    house.publish_rule("DOC", 1, rule_terms(limits=[], evidence=["report"], evidence_days=20))
    house.publish_rule("MIRROR", 1, following_terms("DOC", factor="0.1"))
    house.publish_program("LASTING", program_terms(50, hold_ttl_seconds=100 * 86_400, quota_quantity=100_000))


def _earn_and_spend(house: WiredHouse) -> list[str]:
    """Give every company something that will be due, in turns."""
    node, operator, university = house.node, house.clients["operator"], house.clients["pukyong"]

    def onboarding(nth: int) -> Command:
        name, number = private(node, "name", f"Namgu Works {nth}"), registration_number(5_000 + nth)
        return RegisterOrganization(
            "company", name, name, new_client("company", f"Han {nth}"), private(node, "registration_number", number)
        )

    companies = _post(node, [(operator.client_id, operator.organization_id, onboarding(nth)) for nth in range(HOLDERS)])
    actors = [(company["client"]["client_id"], company["id"]) for company in companies]
    turns = [actors[turn::TURNS] for turn in range(TURNS)]

    def earning(rule: str, company: str, points: int) -> tuple[str, str, Command]:
        event = private(node, "source_event_id", house.unique("OVERDUE"))
        command = PostAccrual(event, rule, company, "2026-08-31", {"allowance_krw": points * 10_000})
        return university.client_id, university.organization_id, command

    def holding(actor: tuple[str, str], program: str, quantity: int) -> tuple[str, str, Command]:
        reference = private(node, "reference", house.unique("NW"))
        return *actor, PlaceHold(actor[1], program, quantity, reference)

    lapsing, activating, dropped, timed_out, owing, outliving = turns
    rules = [
        (lapsing, "SHORT"), (activating, "HIRE"), (dropped, "DOC"), (dropped, "SHORT"), (timed_out, "INT"),
        (outliving, "SHORT"), (owing, "HIRE"),
    ]  # fmt: skip
    _post(node, [earning(rule, company, 100 + nth) for turn, rule in rules for nth, (_, company) in enumerate(turn)])
    spent = _post(node, [earning("INT", company, _TO_BE_PAID) for _, company in owing])
    _post(node, [holding(actor, "VOUCHER", 1) for actor in timed_out])
    _post(node, [holding(actor, "LASTING", 1) for actor in outliving])
    holds = _post(node, [holding(actor, "VOUCHER", _TO_BE_PAID // 50) for actor in owing])
    _post(node, [(*actor, CaptureHold(held["id"], None)) for actor, held in zip(owing, holds, strict=True)])
    reason = private(node, "reason", "never happened")
    taken = [ReverseAccrual(award["id"], reason, None) for award in spent]
    _post(node, [(university.client_id, university.organization_id, command) for command in taken])
    return [company for _, company in actors]


def _post(node: Node, wishes: Sequence[tuple[str, str, Command]]) -> list[Mapping[str, Any]]:
    """Post commands of these clients and organizations, which must all succeed."""
    asked = [
        Submission(client, organization, secrets.token_hex(16), (command,)) for client, organization, command in wishes
    ]
    outcomes = [answer.outcomes[0] for answer in post(node, asked)]
    assert not any(outcome.code for outcome in outcomes), next(outcome for outcome in outcomes if outcome.code)
    return [outcome.result for outcome in outcomes]
