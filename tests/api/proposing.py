"""Acts of two persons through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.api.house import House
from tests.api.sanctioning import DECISION

PROPOSALS = "/api/v1/proposals"


def adjustment(house: House, name: str, points: Any, **changes: Any) -> dict[str, Any]:
    """Write an adjustment in favour of a holder, changed as told."""
    told = {
        "organization_id": house.of(name),
        "direction": "credit",
        "points": points,
        "expires_on": "2029-12-31",
        "reason_code": "data_error",
        "reason": "the hours of two students were typed into one row",
        "document": DECISION,
    }
    return {**told, **changes}


def debit(house: House, name: str, points: Any, **changes: Any) -> dict[str, Any]:
    """Write an adjustment at the cost of a holder."""
    body = adjustment(house, name, points, direction="debit", **changes)
    del body["expires_on"]
    return body


def correction(house: House, name: str, points: Any, reason_code: str, **changes: Any) -> dict[str, Any]:
    """Write a write-off or a reinstatement."""
    told = {"organization_id": house.of(name), "points": points, "reason_code": reason_code}
    return {**told, "reason": "by decision of the committee", "document": DECISION, **changes}


def propose(house: House, path: str, body: dict[str, Any]) -> str:
    """Let the operator propose something; gives the proposal's id."""
    answer = house.post("operator", f"/api/v1/{path}", body)
    assert (answer.status_code, answer.json["status"]) == (201, "proposed"), answer.json
    return str(answer.json["id"])


def decide(house: House, who: str, proposal: str, what: str = "approve") -> TestResponse:
    """Approve, reject or withdraw a proposal as somebody."""
    body = None if what == "approve" else {"reason": f"{what} because of what was found"}
    return house.post(who, f"{PROPOSALS}/{proposal}/{what}", body)
