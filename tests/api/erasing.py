"""Erasures through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any

from tests.api.house import House
from tests.api.proposing import PROPOSALS
from tests.api.sanctioning import DECISION

ERASURES = "/api/v1/erasures"


def erasure(subject: str) -> dict[str, Any]:
    """Write the proposal to erase the texts about a subject."""
    reason = "the person asked for it in writing"
    return {"subject_id": subject, "reason_code": "request", "reason": reason, "document": DECISION}


def erased(house: House, subject: str) -> dict[str, Any]:
    """Let two persons erase the texts about a subject, and give what came of it."""
    proposed = house.post("operator", ERASURES, erasure(subject))
    assert proposed.status_code == 201, proposed.json
    approved = house.post("approver", f"{PROPOSALS}/{proposed.json['id']}/approve")
    assert approved.status_code == 200, approved.json
    return dict(approved.json["result"])


def parted_user(house: House, login: str, name: str = "Seo Jiwon") -> dict[str, Any]:
    """Invite a user of Gijang Robotics, and end it again."""
    body = {"login": login, "role": "company", "person_name": name}
    invited = house.post("operator", f"/api/v1/organizations/{house.of('gijang')}/users", body)
    assert invited.status_code == 201, invited.json
    assert house.post("operator", f"/api/v1/users/{invited.json['user_id']}/revoke").status_code == 200
    return dict(invited.json)
