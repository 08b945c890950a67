"""Waiting: a unit of work that waited for the head is recorded, and settles what is due, as of when it got it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from ledger.domain.commands import Answer, CaptureHold, Command, PlaceHold, PostAccrual
from ledger.domain.dates import parse_instant
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish

WAIT = timedelta(seconds=2)


class PassingClock:
    """A clock that moves on whenever it is asked, as if everybody waited in between."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """Give the time, and let some pass."""
        self.now += WAIT
        return self.now


def test_a_unit_of_work_that_waited_is_decided_as_of_when_it_got_the_head(store: Store, tmp_path: Path) -> None:
    keys = Keys.load_or_create(tmp_path / "keys")
    ledger = furnish(MirroredLedger([store], keys))
    clock = PassingClock(ledger.now)
    node = Node(store, clock, keys, ledger.ledger)
    company = ledger.clients["gijang-robotics"][1]

    def ask(who: str, *commands: Command) -> Answer:
        return post(node, [ledger.submission(who, commands)])[0]

    for number in range(45):  # more lots than a hold loads at first
        event = private("source_event_id", f"W-{number}")
        answer = ask("pukyong", PostAccrual(event, "INT", company, "2026-08-31", {"allowance_krw": 50_000}))
        assert not answer.outcomes[0].code, answer
        asked_at = clock.now
    for number in range(6):
        held = ask("gijang-robotics", PlaceHold(company, "VOUCHER", 1 + number, private("reference", f"W-{number}")))
        if held.outcomes[0].code:
            assert held.outcomes[0].code == "exceeds_available_balance"
            continue
        ask("operator", CaptureHold(held.outcomes[0].result["id"], 7))
    with store.reading() as unit:
        recorded_at = parse_instant(unit.head.recorded_at)
    assert asked_at < recorded_at <= clock.now
    assert verify(node).findings == ()
