"""Taking back: what holds counted on meters comes back with the points that were taken out of them."""

from __future__ import annotations

from ledger.domain.commands import PlaceHold, PostAccrual, ReverseAccrual
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents, furnish


def test_a_hold_that_several_lots_of_one_award_filled_gives_its_budget_back_when_the_award_goes() -> None:
    """Haeundae Marine Tech earns 100 points and 50 more by a campaign, and holds all of them for a grant."""
    ledger = furnish(MemoryLedger())
    company = ledger.clients["haeundae-marine-tech"][1]
    report = PostAccrual(
        private("source_event_id", "PKNU-1"),
        "DOC",
        company,
        "2026-08-31",
        {"allowance_krw": 1_000_000},
        evidence=documents("report", "receipt"),
    )
    accrual = ledger.accept("pukyong", report)["id"]
    hold = ledger.accept("haeundae-marine-tech", PlaceHold(company, "GRANT", 1, private("reference", "R1")))
    assert (hold["points"], hold["balance"]["spendable"]) == (150, 0)
    assert {row.meter: row.used for row in ledger.books.usage.rows() if "GRANT" in row.meter} == {
        f"ceiling:GRANT:{company}:2026:points": 150,
        "quota:GRANT:2026:quantity": 1,
        "budget:GRANT:2026:krw": 1_000,
    }
    ledger.accept("pukyong", ReverseAccrual(accrual, private("reason", "never took place")))
    assert ledger.books.redemptions.require(hold["id"]).status == "revoked"
    assert not any(row.used for row in ledger.books.usage.rows() if "GRANT" in row.meter)
