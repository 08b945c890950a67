"""A house in which all can be earned: rules with steps, documents, doubles, campaigns and mirrors, and people."""

from __future__ import annotations

from typing import Any

from tests.api.house import House
from tests.support.world import earning_rules

ACCRUALS = "/api/v1/accruals"
REASON = {"reason": "the attendance list is of another term"}
PEOPLE = (
    ("verifier", "pukyong", "university_verifier"),
    ("dong-a verifier", "dong-a", "university_verifier"),
)


def furnish_earning(house: House) -> None:
    """Publish the rules, and let in who agrees to claims; once a house."""
    known = {rule["code"] for rule in house.get("council", "/api/v1/rules").json["items"]}
    for code, terms in earning_rules().items():
        if code not in known:
            house.publish_rule(code, 1, terms)
    for name, organization, role in PEOPLE:
        if name not in house.clients:
            house.grant(name, organization, role)
    if "same person" not in house.clients:
        house.grant("same person", "pukyong", "university_verifier", same_person_as="pukyong")


def documents(*kinds: str) -> list[dict[str, Any]]:
    """Give documents by their kinds."""
    return [{"kind": kind, "sha256": "9f" * 32, "media_type": "application/pdf", "bytes": 48_211} for kind in kinds]


def act(house: House, who: str, accrual: str, what: str, body: Any = None) -> Any:
    """Let somebody do something to an activity."""
    return house.post(who, f"{ACCRUALS}/{accrual}/{what}", body)


def report(house: House, activity: str = "EDU", who: str = "pukyong", **changes: Any) -> dict[str, Any]:
    """Let a university report an activity, and give what it became."""
    answer = house.post(who, ACCRUALS, house.activity(**{"activity": activity, **changes}))
    assert answer.status_code == 201, answer.json
    return dict(answer.json)
