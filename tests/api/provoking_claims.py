"""What provokes the refusals of claims, documents and shares, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.earning import ACCRUALS, REASON, act, report
from tests.api.house import House
from tests.support.world import rule_terms

Provoke = Callable[[House], Any]


def _report(**changes: Any) -> Provoke:
    return lambda house: house.post("pukyong", ACCRUALS, house.activity(**changes))


def _on_a_claim(who: str, what: str, body: Any = None, status: str = "submitted") -> Provoke:
    def provoke(house: House) -> Any:
        path = f"{ACCRUALS}?status={status}&organization_id={house.of('haeundae')}&limit=500"
        return act(house, who, house.get("council", path).json["items"][0]["id"], what, body)

    return provoke


def _shares(*basis_points: int) -> Provoke:
    def provoke(house: House) -> Any:
        holders = [house.of("gijang"), house.of("council")] if len(basis_points) == 1 else [house.of("haeundae")]
        shares = [{"organization_id": holders[0], "basis_points": part} for part in basis_points]
        return _report(shares=shares)(house)

    return provoke


CLAIMS: dict[str, Provoke] = {
    "accrual_not_posted": _on_a_claim("pukyong", "reverse", {"reason": "x"}),
    "allotment_exceeded": lambda house: house.post("dong-a", ACCRUALS, house.activity()),
    "activity_follows_others": _report(activity="MIRROR", inputs={}),
    "claim_not_open": _on_a_claim("haeundae", "confirm", status="rejected"),
    "claim_not_returned": _on_a_claim(
        "pukyong", "resubmit", {"occurred_on": "2026-08-30", "inputs": {"allowance_krw": 1}}
    ),
    "evidence_missing": _report(activity="PAPER"),
    "same_person_approval": _on_a_claim("same person", "verify", status="confirmed"),
    "share_holders_unsound": _shares(10_000),
    "shares_do_not_add_up": lambda house: _report(
        shares=[{"organization_id": house.of("haeundae"), "basis_points": 9_999}]
    )(house),
    "started_after_it_occurred": _report(started_on="2026-09-01"),
    "step_not_due": _on_a_claim("verifier", "verify"),
}
"""Code to what provokes it in the furnished house."""


def furnish_for_claims(house: House) -> None:
    """Leave claims in every state."""
    paper = rule_terms(evidence=["report"], evidence_days=0, limits=[])
    house.publish_rule("PAPER", 1, paper)
    allotment = {"university_id": house.of("dong-a"), "year": 2026, "points_max": 1}
    proposed = house.post("operator", "/api/v1/allotments", allotment).json["id"]
    assert house.post("approver", f"/api/v1/allotments/{proposed}/approve").status_code == 200
    report(house)
    act(house, "haeundae", report(house)["id"], "confirm")
    act(house, "haeundae", report(house)["id"], "reject", REASON)
