"""Dropping: pending points whose documents never came are dropped on touch, before anything is priced."""

from __future__ import annotations

from pathlib import Path

from ledger.domain.commands import PlaceHold, PostAccrual, QuoteAccrual, SettleDue
from ledger.domain.journal.facts import AccrualPosted, PendingDropped, Share
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish, program_terms, research_terms


def test_what_is_dropped_frees_the_mirrors_cap_for_the_award_that_touches_it(store: Store, tmp_path: Path) -> None:
    """Haeundae's 2,500 points fill Pukyong's 200 of the year; no report comes, and Gijang's 435 are mirrored by 43."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    full = ledger.accrue("pukyong", "E-1", "DOC", "haeundae-marine-tech", "2026-08-31", allowance_krw=25_000_000)
    assert full.result["status"] == "pending"
    assert _mirrored(ledger) == 200
    ledger.go_to("2026-09-30")
    before = ledger.books.position
    asked = (private("source_event_id", "E-2"), "RES", ledger.clients["gijang-robotics"][1], "2026-08-31")
    paid = {"paid_krw": 25_000_000}, private("agreement_reference", "A-1")
    quoted = ledger.do("pukyong", QuoteAccrual(*asked, *paid))
    ledger.accept("pukyong", PostAccrual(*asked, *paid))
    facts = [sealed.entry.fact for sealed in ledger.entries[before:]]
    assert [type(fact) for fact in facts] == [PendingDropped, AccrualPosted]
    assert _mirrored(ledger) == 43
    assert [one["points"] for one in quoted.result["earned"]] == [435, 43]
    ledger.compare_projections()


def test_what_is_dropped_because_its_mirror_was_touched_is_dropped_of_every_holder(
    store: Store, tmp_path: Path
) -> None:
    """A process that knows nothing yet settles Pukyong, and what Haeundae and Gijang shared goes with its mirror.

    The campaign's budget is used up before, so that nothing but the award itself leads to Haeundae.
    """
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    first, second = (ledger.clients[name][1] for name in ("haeundae-marine-tech", "gijang-robotics"))
    paid, papers = {"allowance_krw": 20_000_000}, documents("report", "receipt")
    budget = PostAccrual(private("source_event_id", "E-1"), "DOC", second, "2026-08-31", paid, evidence=papers)
    ledger.accept("dong-a", budget)
    shares = Share(first, 6_000), Share(second, 4_000)
    shared = PostAccrual(private("source_event_id", "E-2"), "DOC", first, "2026-08-31", paid, shares=shares)
    ledger.accept("pukyong", shared)
    ledger.go_to("2026-09-30")
    ledger.stores = [Store(store.engine)]
    ledger.accept("system", SettleDue(ledger.clients["pukyong"][1]))
    assert isinstance(ledger.entries[-1].entry.fact, PendingDropped)
    assert not any(part.amount for part in ledger.books.lot_balances.rows() if part.kind == "pending")
    ledger.compare_projections()


def _mirrored(ledger: MirroredLedger) -> int:
    """Give what the last award gave the university."""
    award = ledger.entries[-1].entry.fact
    assert isinstance(award, AccrualPosted)
    return sum(part.points for part in award.parts if part.role == "mirror")


def test_what_is_dropped_lies_beside_a_hold_on_another_lot_of_its_agreement(store: Store, tmp_path: Path) -> None:
    """Haeundae holds points of the documented payment for long; a process that knows nothing yet drops the other."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    company = ledger.clients["haeundae-marine-tech"][1]
    ledger.publish_rule("RDOC", 1, "2020-01-01", research_terms() | {"evidence": ["report"], "evidence_days": 20})
    ledger.publish_program("LONG", program_terms(50, hold_ttl_seconds=300 * 86_400))
    for event, papers in (("E-1", documents("report")), ("E-2", ())):
        paid = {"paid_krw": 25_000_000}, private("agreement_reference", "A-1")
        source = private("source_event_id", event)
        ledger.accept("pukyong", PostAccrual(source, "RDOC", company, "2026-08-31", *paid, evidence=papers))
    held = ledger.accept("haeundae-marine-tech", PlaceHold(company, "LONG", 1, private("reference", "HMT-1")))
    ledger.go_to("2026-10-05")
    ledger.stores = [Store(store.engine)]
    ledger.accept("system", SettleDue(company))
    assert isinstance(ledger.entries[-1].entry.fact, PendingDropped)
    assert ledger.books.redemptions.require(held["id"]).held == 50
    ledger.compare_projections()
