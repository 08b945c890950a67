"""Objections through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.api.house import House
from tests.api.proposing import decide as act

OBJECTIONS = "/api/v1/objections"
STATEMENT = {"kind": "statement", "sha256": "7d" * 32, "media_type": "application/pdf", "bytes": 21_004}
LATER = "what the site visit found"


def objection_body(accrual: str, **changes: Any) -> dict[str, Any]:
    """Write an objection to an award, changed as told."""
    told = {
        "accrual_id": accrual,
        "reason_code": "never_took_place",
        "reason": "the students never came to Haeundae",
        "document": STATEMENT,
    }
    return {**told, **changes}


def object_to(house: House, who: str, accrual: str) -> dict[str, Any]:
    """Let somebody object to an award; gives the objection."""
    answer = house.post(who, OBJECTIONS, objection_body(accrual))
    assert (answer.status_code, answer.json["status"]) == (201, "open"), answer.json
    return dict(answer.json)


def withdraw(house: House, who: str, objection: str) -> TestResponse:
    """Take an objection back as somebody."""
    return house.post(who, f"{OBJECTIONS}/{objection}/withdraw", {"reason": "it was a mistake"})


def decision_body(outcome: str, **changes: Any) -> dict[str, Any]:
    """Write how an objection is to be decided, changed as told."""
    code = "documents_confirm" if outcome == "upheld" else "documents_refute"
    return {"outcome": outcome, "reason_code": code, "reason": LATER, "document": STATEMENT, **changes}


def propose_decision(house: House, objection: str, outcome: str, who: str = "operator", **changes: Any) -> TestResponse:
    """Propose how an objection is decided."""
    return house.post(who, f"{OBJECTIONS}/{objection}/decide", decision_body(outcome, **changes))


def decide(house: House, objection: str, outcome: str, **changes: Any) -> dict[str, Any]:
    """Let two persons decide an objection; gives the objection as it stands then."""
    proposed = propose_decision(house, objection, outcome, **changes)
    assert proposed.status_code == 201, proposed.json
    approved = act(house, "approver", proposed.json["id"])
    assert (approved.status_code, approved.json["status"]) == (200, "approved"), approved.json
    return dict(house.get("council", f"{OBJECTIONS}/{objection}").json)
