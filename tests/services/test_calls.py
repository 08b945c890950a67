"""Calls: a report may name whoever once applied, and a process that knows nothing yet can tell what is wrong."""

from __future__ import annotations

from pathlib import Path

from ledger.domain.commands import Chosen, PlaceHold, ReleaseHold, SettleCall
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish


def test_a_report_that_selects_who_gave_up_before_is_refused_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    """Haeundae applied for a right and gave it up; Gijang applies still, and the park reports Haeundae as selected."""
    ledger = MirroredLedger([store], Keys.load_or_create(tmp_path / "keys"))
    furnish(ledger)
    applied = {}
    for number, name in enumerate(("haeundae-marine-tech", "gijang-robotics")):
        ledger.accrue("pukyong", f"E-{number}", "INT", name, "2026-08-31", allowance_krw=5_000_000)
        asked = PlaceHold(ledger.clients[name][1], "RIGHT", 1, private("reference", "R1"))
        applied[name] = ledger.accept(name, asked)["id"]
    gone = applied["haeundae-marine-tech"]
    ledger.accept("haeundae-marine-tech", ReleaseHold(gone, private("reason", "no more use for it")))
    before = ledger.books.position
    ledger.stores = [Store(store.engine)]
    told = ledger.do("technopark", SettleCall("RIGHT", "2026", (Chosen(gone),), rest_is_declined=True))
    assert (told.code, told.pointer) == ("hold_already_settled", "/selected/0")
    assert ledger.books.position == before
    ledger.compare_projections()
