"""Tiers in the unit of work: a hold sees what was earned before it, and what was taken back, by the same commit.

Each ledger is mirrored on an engine, and what is asked is previewed by a process that knows nothing yet.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.domain.commands import PlaceHold, PostAccrual, QuotePrograms, ReverseAccrual
from ledger.domain.tier_standings import standing_of
from ledger.domain.tiers import TierTerms, needed_from, standing
from ledger.services.keys import Keys
from ledger.store.reads import tiers
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.tiering import tier_terms
from tests.support.world import furnish, program_terms

HAEUNDAE, GIJANG = "haeundae-marine-tech", "gijang-robotics"
REASON = private("reason", "reported twice")


@pytest.fixture
def ledger(store: Store, tmp_path: Path) -> MirroredLedger:
    """Give a ledger with tiers of 100 and 500 points, and a program for the second."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    ledger.set_tiers(tier_terms(24, 6, 100, 500))
    ledger.publish_program("BEST", program_terms(10, eligibility={"tier_min": "T2"}))
    return ledger


def _report(ledger: MirroredLedger, company: str, occurred_on: str, points: int, rule: str = "EDU") -> PostAccrual:
    event = private("source_event_id", f"{company} {occurred_on} {ledger.books.position}")
    inputs = {"allowance_krw": points * 10_000}
    return PostAccrual(event, rule, ledger.clients[company][1], occurred_on, inputs)


def _wish(ledger: MirroredLedger, who: str, reference: str) -> PlaceHold:
    return PlaceHold(ledger.clients[who][1], "BEST", 1, private("reference", reference))


def _stored(ledger: MirroredLedger, who: str, terms: TierTerms, on: date) -> list[tuple[str, int]]:
    first = needed_from(terms, on).isoformat()
    (store,) = ledger.stores
    with store.reading() as unit:
        return tiers.earned(unit, [ledger.clients[who][1]], first, on.isoformat(), unit.head.position)


def test_a_hold_sees_what_is_earned_and_taken_back_before_it_in_the_same_unit_of_work(ledger: MirroredLedger) -> None:
    ledger.accept("pukyong", _report(ledger, HAEUNDAE, "2026-08-01", 499, "INT"))
    assert ledger.do(HAEUNDAE, _wish(ledger, HAEUNDAE, "R1")).code == "tier_below_minimum"
    earning = ledger.submission("pukyong", [_report(ledger, HAEUNDAE, "2026-08-02", 1, "INT")])
    holding = ledger.submission(HAEUNDAE, [_wish(ledger, HAEUNDAE, "R2")])
    earned, held = (answer.outcomes[0] for answer in ledger.submit([earning, holding]))
    assert (earned.code, held.code) == ("", "")
    back = ledger.submission("pukyong", [ReverseAccrual(str(earned.result["id"]), REASON)])
    again = ledger.submission(HAEUNDAE, [_wish(ledger, HAEUNDAE, "R3")])
    reversed_, refused = (answer.outcomes[0] for answer in ledger.submit([back, again]))
    assert (reversed_.code, refused.code) == ("", "tier_below_minimum")
    assert refused.params["points_earned"] == 499
    ledger.compare_projections()


def test_a_company_in_its_grace_has_what_its_tier_gives_until_the_last_day(ledger: MirroredLedger) -> None:
    ledger.accept("pukyong", _report(ledger, GIJANG, "2024-06-10", 700, "INT"))
    ledger.accept("pukyong", _report(ledger, GIJANG, "2026-08-10", 200, "INT"))
    (best,) = (
        one
        for one in ledger.accept("system", QuotePrograms(ledger.clients[GIJANG][1], ("BEST",)))["programs"]
        if not one["hindrances"]
    )
    assert best["program"] == "BEST"
    ledger.accept(GIJANG, _wish(ledger, GIJANG, "R1"))
    ledger.go_to("2026-10-09")
    ledger.accept("pukyong", _report(ledger, GIJANG, "2026-10-08", 50, "INT"))
    ledger.go_to("2026-12-09")
    ledger.accept("pukyong", _report(ledger, GIJANG, "2026-12-08", 50, "INT"))
    ledger.accept(GIJANG, _wish(ledger, GIJANG, "R2"))
    ledger.go_to("2026-12-10")
    assert ledger.do(GIJANG, _wish(ledger, GIJANG, "R3")).code == "tier_below_minimum"


def test_the_read_the_books_and_an_award_added_up_by_hand_agree(ledger: MirroredLedger) -> None:
    terms, today = TierTerms.from_json(tier_terms(24, 6, 100, 500)), "2026-09-01"
    mine = ledger.accept("pukyong", _report(ledger, HAEUNDAE, "2025-03-10", 300, "COOP"))
    assert mine["status"] == "submitted"  # a claim has earned nothing yet
    posted = [
        ledger.accept("pukyong", _report(ledger, HAEUNDAE, day, points, rule))
        for day, points, rule in (("2025-03-10", 300, "INT"), ("2025-03-10", 40, "ADV"), ("2021-01-01", 900, "INT"))
    ]
    ledger.accept("pukyong", ReverseAccrual(str(posted[0]["id"]), REASON, 120))
    found = _stored(ledger, HAEUNDAE, terms, date.fromisoformat(today))
    assert found == [("2025-03-10", 220)]
    _, told = standing_of(ledger.books, ledger.clients[HAEUNDAE][1], today)
    assert told == standing(terms, found, date.fromisoformat(today))


def test_a_university_comes_to_a_tier_by_its_mirror(ledger: MirroredLedger) -> None:
    event, agreement = private("source_event_id", "mirrored"), private("agreement_reference", "A-1")
    company, paid = ledger.clients[GIJANG][1], {"paid_krw": 100_000_000}
    ledger.accept("pukyong", PostAccrual(event, "RES", company, "2026-08-30", paid, agreement))
    terms = TierTerms.from_json(tier_terms(24, 6, 100, 500))
    assert _stored(ledger, "pukyong", terms, date(2026, 9, 1)) == [("2026-08-30", 100)]
