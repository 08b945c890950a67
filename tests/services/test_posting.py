"""Posting: a selection of lots that reaches past what was loaded loads the whole wallet and decides again."""

from __future__ import annotations

from pathlib import Path

from ledger.domain.commands import CaptureHold, PlaceHold
from ledger.domain.handler import FIRST_LOTS
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish


def test_a_hold_over_more_lots_than_are_loaded_at_first_takes_them_all_in_order(store: Store, tmp_path: Path) -> None:
    """Forty lots of 100 points; six seats at 600 need 36 of them, oldest first, and one entry holds them all."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    for number in range(FIRST_LOTS + 8):
        outcome = ledger.accrue("pukyong", f"E-{number}", "INT", "saha-footwear", "2026-08-31", allowance_krw=1_000_000)
        assert outcome.result["points"] == 100
    company = ledger.clients["saha-footwear"][1]
    seats = 6
    assert seats * 6 > FIRST_LOTS
    hold = ledger.accept("saha-footwear", PlaceHold(company, "SEAT", seats, private("reference", "R-6")))
    ledger.accept("operator", CaptureHold(hold["id"], 3_450))
    lots = [part for part in ledger.books.redemption_lots.rows() if part.redemption == hold["id"]]
    assert [part.captured for part in lots] == [100] * 34 + [50, 0]
    ledger.check_books()
    ledger.compare_projections()
