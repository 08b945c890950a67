"""Sanctions through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.api.house import House

SANCTIONS = "/api/v1/sanctions"
DECISION = {"kind": "decision", "sha256": "5c" * 32, "media_type": "application/pdf", "bytes": 48_211}


def sanction_body(house: House, company: str, points: Any, **changes: Any) -> dict[str, Any]:
    """Write what a company is to forfeit, changed as told."""
    told = {
        "organization_id": house.of(company),
        "cause": "sanction",
        "points": points,
        "reason": "internship that never took place",
        "document": DECISION,
    }
    return {**told, **changes}


def propose(house: House, company: str, points: int | None, **changes: Any) -> str:
    """Let the operator propose a sanction; gives its id."""
    answer = house.post("operator", SANCTIONS, sanction_body(house, company, points, **changes))
    assert (answer.status_code, answer.json["status"]) == (201, "proposed"), answer.json
    return str(answer.json["id"])


def act(house: House, who: str, sanction: str, what: str) -> TestResponse:
    """Approve, reject or withdraw a sanction as somebody."""
    body = None if what == "approve" else {"reason": f"{what} because of what was found"}
    return house.post(who, f"{SANCTIONS}/{sanction}/{what}", body)
