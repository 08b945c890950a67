"""A chapter of the story: who applied for what, won, lost, was delivered to, and is still waiting.

Busan Technopark runs the call, the grant and the right; the Busan Fund, an agency too, runs none of them.
"""

from __future__ import annotations

from ledger.domain.commands import (
    CaptureHold,
    Chosen,
    DeclineRedemption,
    FulfilRedemption,
    PlaceHold,
    ReleaseHold,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SubmitRedemption,
)
from tests.support.memory import MemoryLedger, private
from tests.support.tiering import tier_terms
from tests.support.world import documents, program_terms

FIRST, SECOND, THIRD, OWNER = "haeundae-marine-tech", "gijang-robotics", "saha-footwear", "technopark"
REASON = private("reason", "the committee decided so")


def apply_for_programs(story: MemoryLedger) -> None:
    """Let everything happen that can happen to an application."""
    story.register("busan-fund", "agency")
    for name in (FIRST, SECOND, THIRD):
        story.accrue("pukyong", f"APPLY-{name}", "INT", name, "2026-12-14", allowance_krw=15_000_000)
    story.set_tiers(tier_terms(24, 6, 100, 300))
    story.publish_program("TIERED", program_terms(10, eligibility={"tier_min": "T2"}))
    _hold(story, FIRST, "TIERED")
    wanted = [_handed_in(story, name, "RIGHT") for name in (FIRST, THIRD)]
    _settle_the_call(story)
    story.accept(OWNER, SelectRedemption(wanted[0], None))
    story.accept(OWNER, DeclineRedemption(wanted[1], REASON))
    won, _ = [_handed_in(story, THIRD, "CALL") for _ in range(2)]  # the other is still waiting at the end
    story.accept(OWNER, SelectRedemption(won, 3_000))
    story.accept(OWNER, CaptureHold(won, 60))
    story.accept(OWNER, FulfilRedemption(won))
    granted = _handed_in(story, FIRST, "GRANT")
    story.accept(OWNER, CaptureHold(granted, None))
    story.accept(OWNER, RevokeRedemption(granted, REASON))
    for _ in range(2):
        story.accept(FIRST, ReleaseHold(_hold(story, FIRST, "GRANT"), REASON))


def _settle_the_call(story: MemoryLedger) -> None:
    """Two companies win together, and one loses."""
    lead = _hold(story, FIRST, "CALL")
    _hold(story, SECOND, "CALL", lead)
    story.accept(FIRST, SubmitRedemption(lead, documents("plan")))
    lost = _handed_in(story, THIRD, "CALL")
    story.accept(OWNER, SettleCall("CALL", "2026-1", (Chosen(lead, None, 5_000),), (lost,)))


def _hold(story: MemoryLedger, who: str, program: str, pool: str = "") -> str:
    reference = private("reference", f"APPLY-{story.books.position}")
    return str(story.accept(who, PlaceHold(story.clients[who][1], program, 1, reference, pool))["id"])


def _handed_in(story: MemoryLedger, who: str, program: str) -> str:
    applied = _hold(story, who, program)
    story.accept(who, SubmitRedemption(applied, documents("plan")))
    return applied
