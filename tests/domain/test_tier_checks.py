"""Tiers in a replay: versions count up, can be read, and hold those who held to them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from ledger.domain.commands import PlaceHold
from ledger.domain.journal.entries import Entry
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.tiering import tier_terms
from tests.support.world import furnish, program_terms

HAEUNDAE = "haeundae-marine-tech"


@cache
def _story() -> tuple[Entry, ...]:
    """Haeundae comes to the second tier, and holds what is for that tier."""
    ledger = furnish(MemoryLedger())
    ledger.set_tiers(tier_terms(24, 6, 100, 300))
    ledger.publish_program("BEST", program_terms(10, eligibility={"tier_min": "T2"}))
    ledger.accrue("pukyong", "E-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=3_500_000)
    ledger.accept(HAEUNDAE, PlaceHold(ledger.clients[HAEUNDAE][1], "BEST", 1, private("reference", "R1")))
    return tuple(sealed.entry for sealed in ledger.entries)


def _found(kind: str, **values: Any) -> str:
    """Replay the story with every entry of these kinds saying something else, and give the code of the finding."""
    replay = Replay()
    kinds = ("proposal", "tiers_set") if kind == "both" else (kind,)
    try:
        for entry in _story():
            fact: Any = entry.fact
            told = replace(entry, fact=replace(fact, **values)) if entry.kind in kinds else entry
            replay.step(told.to_bytes())
    except NotVerified as wrong:
        return wrong.finding.code
    return ""


def test_what_was_held_by_its_tier_verifies() -> None:
    assert _found("nothing") == ""


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("both", {"terms": tier_terms(24, 6, 100, 351)}, "hold_not_possible"),
        ("both", {"terms": {**tier_terms(24, 6, 100, 300), "months": 0}}, "tiers_not_sound"),
        ("tiers_set", {"version": 2}, "tiers_version_not_next"),
        ("tiers_set", {"terms": tier_terms(24, 6, 1, 2)}, "approved_differs_from_draft"),
        ("tiers_set", {"proposal": ""}, "carried_out_unproposed"),
    ],
)
def test_tiers_that_could_not_have_been_set_are_found(kind: str, values: dict[str, Any], code: str) -> None:
    assert _found(kind, **values) == code
