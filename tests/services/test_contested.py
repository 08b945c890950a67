"""Contested awards, mirrored on an engine: what a command must find of them, whoever touches them and however late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain import commands as c
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.merging import HAEUNDAE, state
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish

REASON = private("reason", "the internship never took place")
(DOCUMENT,) = documents("letter")


@pytest.fixture
def ledger(store: Store, tmp_path: Path) -> Iterator[MirroredLedger]:
    """Give a ledger of three companies."""
    ledger = MirroredLedger([store], Keys.load_or_create(tmp_path / "keys"))
    furnish(ledger)
    yield ledger
    ledger.compare_projections()
    ledger.check_books()


def test_a_hold_that_ended_long_ago_gives_back_what_was_contested_meanwhile(ledger: MirroredLedger) -> None:
    """The hold ends on the third day into the frozen lot, and the objection on the thirtieth, both found at once."""
    told = ledger.accrue("pukyong", "E-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=1_000_000)
    wish = c.PlaceHold(ledger.clients[HAEUNDAE][1], "VOUCHER", 2, private("reference", "R-1"))
    ledger.accept(HAEUNDAE, wish)
    raised = ledger.accept("pukyong", c.RaiseObjection(str(told.result["id"]), "other", REASON, DOCUMENT))
    assert (raised["frozen"], state(ledger, HAEUNDAE)) == (0, {"held": 100})
    ledger.go_to("2026-10-05")
    assert not ledger.accrue("dong-a", "E-2", "INT", HAEUNDAE, "2026-10-04", allowance_krw=50_000).code
    assert state(ledger, HAEUNDAE) == {"available": 105}
    assert ledger.books.objections.require(str(raised["id"])).status == "timed_out"


def test_an_objection_that_is_decided_cannot_be_decided_by_another_proposal(ledger: MirroredLedger) -> None:
    """The award is priced together with another of its agreement, which the second approval has no need of."""
    agreement, company = private("agreement_reference", "A-1"), ledger.clients[HAEUNDAE][1]
    awards = []
    for event in ("E-1", "E-2"):
        source = private("source_event_id", event)
        report = c.PostAccrual(source, "RES", company, "2026-08-31", {"paid_krw": 5_000_000}, agreement)
        awards.append(str(ledger.accept("pukyong", report)["id"]))
    objection = str(ledger.accept(HAEUNDAE, c.RaiseObjection(awards[1], "other", REASON, DOCUMENT))["id"])
    why = "rejected", "documents_confirm", REASON, DOCUMENT
    proposed = [
        str(ledger.accept("operator", c.ProposeObjectionDecision(objection, awards[1], company, *why))["id"])
        for _ in range(2)
    ]
    ledger.accept("approver", c.ApproveProposal(proposed[0]))
    before = ledger.books.position
    assert ledger.do("approver", c.ApproveProposal(proposed[1])).code == "objection_already_decided"
    assert ledger.books.position == before
