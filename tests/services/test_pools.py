"""Pools: who applies together, when time passes for one of them and not for another.

Each ledger is mirrored on an engine, and what is asked is previewed by a process that knows nothing yet.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.domain.commands import (
    CaptureHold,
    Chosen,
    DeclineRedemption,
    PlaceHold,
    ReleaseHold,
    ReverseAccrual,
    SelectRedemption,
    SettleCall,
    SubmitRedemption,
)
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish, program_terms

HAEUNDAE, GIJANG, SAHA = "haeundae-marine-tech", "gijang-robotics", "saha-footwear"
REASON = private("reason", "the committee decided so")
DAY = 86_400


@pytest.fixture
def ledger(store: Store, tmp_path: Path) -> MirroredLedger:
    """Give a ledger in which three companies have 400 points each, and may bid together."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    _publish(ledger, "BID", organizations_min=1)
    for company in (HAEUNDAE, GIJANG, SAHA):
        ledger.accrue("pukyong", f"E-{company}", "INT", company, "2026-08-31", allowance_krw=4_000_000)
    return ledger


def _publish(ledger: MirroredLedger, code: str, organizations_min: int, version: int = 1, days: int = 3) -> None:
    pool = {"organizations_min": organizations_min, "organizations_max": 3}
    bid = {"kind": "bid", "points": 100}
    terms = program_terms(100, price=bid, owner="PARK", pool=pool, hold_ttl_seconds=days * DAY)
    ledger.publish_program(code, terms, version)


def _wish(ledger: MirroredLedger, who: str, pool: str = "", program: str = "BID", units: int = 1) -> PlaceHold:
    return PlaceHold(ledger.clients[who][1], program, units, private("reference", f"{who} {program}"), pool)


def _state(ledger: MirroredLedger, who: str) -> dict[str, int]:
    holder = ledger.clients[who][1]
    return {row.kind: abs(row.balance) for row in ledger.books.balances.rows() if row.holder == holder}


def test_nobody_joins_who_applies_no_longer_whether_or_not_the_clock_was_asked(ledger: MirroredLedger) -> None:
    first = str(ledger.accept(HAEUNDAE, _wish(ledger, HAEUNDAE))["id"])
    ledger.go_to("2026-09-10")
    before = ledger.books.position
    refused = ledger.do(GIJANG, _wish(ledger, GIJANG, first))
    assert (refused.code, refused.params["status"]) == ("pool_closed", "timed_out")
    assert ledger.books.position == before
    ledger.compare_projections()


def test_nobody_joins_an_application_of_another_year(ledger: MirroredLedger) -> None:
    """Where the terms name no call, the year is the call: what was applied for in December is not joined in January."""
    _publish(ledger, "BID", organizations_min=1, version=2, days=300)
    first = str(ledger.accept(HAEUNDAE, _wish(ledger, HAEUNDAE))["id"])
    second = str(ledger.accept(SAHA, _wish(ledger, SAHA, first))["id"])
    ledger.go_to("2027-01-02")
    ledger.accrue("pukyong", "E-LATE", "HIRE", GIJANG, "2026-11-30", allowance_krw=4_000_000)
    refused = ledger.do(GIJANG, _wish(ledger, GIJANG, first))
    assert refused.code == "pool_unknown"
    ledger.accept(HAEUNDAE, SubmitRedemption(first))
    ledger.stores = [Store(store.engine) for store in ledger.stores]
    settled = ledger.accept("technopark", SettleCall("BID", "2026", (Chosen(first),), (), rest_is_declined=True))
    assert (settled["selected"], settled["not_selected"]) == (2, 0)
    assert ledger.books.redemptions.require(second).status == "captured"
    ledger.compare_projections()


def test_what_comes_back_to_a_pool_pays_the_arrears_of_everybody_in_it(ledger: MirroredLedger) -> None:
    """Gijang spent an award that is taken back in part, and owes 150; of the 100 that come back nothing stays."""
    spent = str(ledger.accept(GIJANG, _wish(ledger, GIJANG, program="VOUCHER", units=8))["id"])
    ledger.accept(GIJANG, CaptureHold(spent))
    award = next(row for row in ledger.books.accruals.rows() if row.organization == ledger.clients[GIJANG][1])
    ledger.accrue("pukyong", "E-MORE", "INT", GIJANG, "2026-08-31", allowance_krw=1_000_000)
    first = str(ledger.accept(HAEUNDAE, _wish(ledger, HAEUNDAE))["id"])
    ledger.accept(GIJANG, _wish(ledger, GIJANG, first))
    ledger.accept("pukyong", ReverseAccrual(award.accrual, REASON, 150))
    ledger.accept("technopark", DeclineRedemption(first, REASON))
    assert [sealed.entry.kind for sealed in ledger.entries[-3:]] == ["release", "release", "arrears_payment"]
    state = _state(ledger, GIJANG)
    assert (state["available"], state["held"], state["arrears"]) == (0, 0, 50)
    ledger.compare_projections()


def test_a_pool_that_was_selected_keeps_its_place_whoever_of_it_leaves(ledger: MirroredLedger) -> None:
    pool = {"organizations_min": 1, "organizations_max": 3}
    bid = {"price": {"kind": "bid", "points": 100}, "owner": "PARK", "pool": pool, "hold_ttl_seconds": 3 * DAY}
    ledger.publish_program("ONE", program_terms(100, quota_applications=1, **bid))
    first = str(ledger.accept(HAEUNDAE, _wish(ledger, HAEUNDAE, program="ONE"))["id"])
    joined = str(ledger.accept(GIJANG, _wish(ledger, GIJANG, first, "ONE"))["id"])
    other = str(ledger.accept(SAHA, _wish(ledger, SAHA, program="ONE"))["id"])
    for who, application in ((HAEUNDAE, first), (SAHA, other)):
        ledger.accept(who, SubmitRedemption(application))
    ledger.accept("technopark", SelectRedemption(first))
    ledger.accept(HAEUNDAE, ReleaseHold(first, REASON))
    ledger.accept("technopark", CaptureHold(joined))
    refused = ledger.do("technopark", SelectRedemption(other))
    assert (refused.code, refused.params["counts"]) == ("program_limit_reached", "applications")
    ledger.compare_projections()
