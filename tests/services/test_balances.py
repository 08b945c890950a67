"""Balances: the short ways to a balance give what settling the whole wallet gives, now and at every point there was.

A random history of three companies, in which points activate late, wait for documents, lapse, are held, time out, and
are owed back.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger.domain import dates
from ledger.domain.commands import (
    AddEvidence,
    CancelRedemption,
    CaptureHold,
    Command,
    PlaceHold,
    ReleaseHold,
    ReverseAccrual,
    SettleDue,
    Submission,
)
from ledger.domain.desk import Desk, Moment
from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.settlement import settle
from ledger.domain.verification import Replay
from ledger.services.as_of import point
from ledger.services.balances import balance
from ledger.services.context import CLOCK
from ledger.services.expiring import expiring
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import preview
from ledger.services.spendable import NO_SEED, settled, whole_wallet
from ledger.services.visibility import READ_ALL
from ledger.store.database import create_store_engine
from ledger.store.reads import accounts
from ledger.store.store import Store
from tests.support.engines import ENGINES, fresh_database
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.stores import migrate
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish

READER = replace(CLOCK, permissions=frozenset({READ_ALL}))
REASON = private("reason", "posted by mistake")
LIVES = int(os.environ.get("LEDGER_BALANCE_LIVES", "1"))
"""How many random histories are lived through; each takes some seconds."""

DAYS_APART = int(os.environ.get("LEDGER_BALANCE_DAYS_APART", "9"))
"""How far apart the accounting days are that are asked about; no divisor of a week, so that all weekdays come."""

STEPS = 45
BEGINNING = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass
class Life:
    """A ledger at whose end something random happens, time and again."""

    ledger: MirroredLedger
    chance: random.Random
    instants: dict[str, int] = field(default_factory=dict)
    """The journal's position at instants that passed."""

    steps: int = 0
    """How many things have happened."""

    @property
    def node(self) -> Node:
        """Give the node at the ledger's present."""
        now = self.ledger.now
        return Node(self.ledger.stores[0], lambda: now, self.ledger.keys, self.ledger.ledger)

    @property
    def companies(self) -> list[str]:
        """Give the ids of the companies."""
        return [self.ledger.clients[name][1] for name in COMPANIES]

    def go_on(self) -> Iterator[None]:
        """Let things happen, one after the other, to the end of this life."""
        for number in range(self.steps, STEPS):
            self.steps += 1
            if self.chance.random() < 0.5:
                self._earn(number)
            else:
                who, command = self._command(number)
                self.ledger.do(who, command)
            self._note()
            if self.chance.random() < 0.5:
                days = self.chance.choice((1, 2, 5, 20, 40))
                day = dates.business_date(self.ledger.now).toordinal() + days
                self.ledger.go_to(dates.business_date(self.ledger.now).fromordinal(day).isoformat())
            self._note()
            yield

    def _note(self) -> None:
        self.instants[dates.instant_text(self.ledger.now)] = self.ledger.books.position

    def _earn(self, number: int) -> None:
        university, company = self.chance.choice(UNIVERSITIES), self.chance.choice(list(COMPANIES))
        activity = self.chance.choice(("INT", "HIRE", "HIRE", "ADV", "DOC", "DOC"))
        amount = self.chance.choice((1_000_000, 5_550_000, 9_000_000))
        day = dates.business_date(self.ledger.now).toordinal() - self.chance.randrange(0, 70)
        occurred_on = dates.business_date(self.ledger.now).fromordinal(day).isoformat()
        self.ledger.accrue(university, f"E-{number}", activity, company, occurred_on, allowance_krw=amount)

    def _command(self, number: int) -> tuple[str, Command]:
        name, books = self.chance.choice(list(COMPANIES)), self.ledger.books
        holder = self.ledger.clients[name][1]
        held = [row.redemption for row in books.redemptions.rows() if row.organization == holder]
        awards = [row.accrual for row in books.accruals.rows() if row.organization == holder and row.points]
        reference = private("reference", f"R-{number}")
        found: list[tuple[str, Command]] = [
            (name, PlaceHold(holder, "VOUCHER", self.chance.randrange(1, 4), reference)),
            (name, PlaceHold(holder, "VOUCHER", self.chance.randrange(1, 4), reference)),
            ("system", SettleDue(holder)),
        ]
        if held:
            redemption = self.chance.choice(held)
            found += [
                (name, CaptureHold(redemption, None)),
                (name, ReleaseHold(redemption, REASON)),
                ("operator", CancelRedemption(redemption, REASON)),
            ]
        if awards:
            accrual = self.chance.choice(awards)
            university = books.accruals.require(accrual).university
            who = next(one for one in UNIVERSITIES if self.ledger.clients[one][1] == university)
            found.append((who, ReverseAccrual(accrual, REASON, self.chance.choice((None, 10)))))
        if waiting := [row for row in books.accruals.rows() if row.missing]:
            row = self.chance.choice(waiting)
            who = next(one for one in UNIVERSITIES if self.ledger.clients[one][1] == row.university)
            found += [(who, AddEvidence(row.accrual, documents(*row.missing.split())))] * 2
        return self.chance.choice(found)


@pytest.fixture(scope="module", params=[(engine, number) for engine in ENGINES for number in range(LIVES)], ids=str)
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Give a life on an engine; the first test that goes on lives it, the others look back."""
    engine_name, number = request.param
    folder = tmp_path_factory.mktemp("life")
    with fresh_database(engine_name, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        engine = create_store_engine(url)
        ledger = MirroredLedger([Store(engine)], Keys.load_or_create(folder / "keys"))
        furnish(ledger)
        yield Life(ledger, random.Random(number))
        engine.dispose()


def _settled(replay: Replay, life: Life, holder: str, recorded_at: str) -> int:
    """Settle a wallet of replayed books, tell what is spendable then, and undo it."""
    desk = Desk(replay.books, life.ledger.ledger, Actor(SYSTEM), NO_SEED, Moment.of(dates.parse_instant(recorded_at)))
    mark = desk.mark()
    settle(desk, holder)
    spendable = desk.balance_of(holder, "available")
    desk.roll_back(mark)
    return spendable


def test_a_balance_is_what_settling_all_that_is_due_would_leave(life: Life) -> None:
    seen = {"due": 0, "not due": 0}
    for _ in life.go_on():
        for holder in life.companies:
            told = balance(life.node, READER, holder)
            outcome = preview(life.node, [Submission(SYSTEM, "", NO_SEED, (SettleDue(holder),))]).answers[0].outcomes[0]
            assert told["spendable"] == outcome.result["balance"]["spendable"]
            assert told == {**told, **_booked(life, holder)}
            _months_add_up(life, told)
            assert (told["position"], told["root"]) == (life.ledger.books.position, life.ledger.frontier.root().hex())
            seen["due" if outcome.result["entries"] else "not due"] += 1
    assert min(seen.values()) > STEPS // 4, seen


def _months_add_up(life: Life, told: dict[str, Any], **as_of: Any) -> None:
    """Hold the points by month to the balance at the same point; nothing that can be spent has lapsed by then."""
    shown = expiring(life.node, READER, told["organization_id"], 20, **as_of)
    assert (shown["spendable"], shown["position"], shown["root"]) == tuple(
        told[name] for name in ("spendable", "position", "root")
    )
    assert sum(month["points"] for month in shown["months"]) == told["spendable"]
    assert all(month["month"] >= shown["today"][:7] for month in shown["months"])
    days = [day["expires_on"] for day in shown["due"]]
    assert days == sorted(set(days))
    last = date.fromordinal(date.fromisoformat(shown["today"]).toordinal() + 20).isoformat()
    assert all(shown["today"] <= day <= last for day in days)
    assert shown["points_due"] == sum(lot["points"] for day in shown["due"] for lot in day["lots"])


def _booked(life: Life, holder: str) -> dict[str, Any]:
    rows = life.ledger.books.balances
    states = {"posted": "available"} | {state: state for state in ("pending", "held", "disputed", "arrears")}
    found = {name: rows.get(f"{holder}:{state}") for name, state in states.items()}
    return {name: abs(row.balance) if row else 0 for name, row in found.items()}


def test_what_was_spendable_at_any_position_and_instant_is_what_settling_the_replayed_books_gives(life: Life) -> None:
    for _ in life.go_on():
        pass
    replay = Replay()
    owed = changed = 0
    for sealed in life.ledger.entries:
        entry, _ = replay.step(sealed.data)
        points = [(entry.position, entry.recorded_at)]
        points += [(instant, instant) for instant, position in life.instants.items() if position == entry.position]
        for asked, recorded_at in points:
            for holder in life.companies:
                told = balance(life.node, READER, holder, recorded_as_of=asked)
                assert told["spendable"] == _settled(replay, life, holder, recorded_at), (asked, holder)
                _months_add_up(life, told, recorded_as_of=asked)
                owed += told["arrears"] > 0
                changed += told["spendable"] != told["posted"]
    assert owed
    assert changed


def test_what_was_spendable_on_any_day_is_what_settling_the_whole_wallet_gives(life: Life) -> None:
    for _ in life.go_on():
        pass
    begins, ends = (dates.business_date(moment) for moment in (BEGINNING, life.ledger.now))
    changed = 0
    for number in range(begins.toordinal() - 3, ends.toordinal() + 90, DAYS_APART):
        day = date.fromordinal(number).isoformat()
        for holder in life.companies:
            told = balance(life.node, READER, holder, effective_as_of=day)
            with life.node.store.reading() as unit:
                when = point(life.node, unit, None, day)
                booked = accounts.balances_at(unit, (), holder, when.position, day)
                whole = whole_wallet(unit, holder, when)
                assert told["spendable"] == settled(life.node, unit, holder, when, booked, whole), (day, holder)
            _months_add_up(life, told, effective_as_of=day)
            changed += told["spendable"] != told["posted"]
    assert changed
