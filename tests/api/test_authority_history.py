"""Authority as history: for any position it can be told who could do what, and by which rules."""

from __future__ import annotations

from typing import Any

from tests.api.house import House
from tests.support.world import program_terms, rule_terms

AUTHORITY = "/api/v1/authority"


def _told(house: House, at: int | str | None = None) -> dict[str, Any]:
    answer = house.get("council", AUTHORITY + (f"?recorded_as_of={at}" if at is not None else ""))
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def _grant(told: dict[str, Any], client_id: str) -> dict[str, Any] | None:
    return next((one for one in told["grants"] if one["client_id"] == client_id), None)


def test_who_could_do_what_is_told_as_of_any_position(own_house: House) -> None:
    house = own_house
    before, root = house.head()
    verifier = house.grant("verifier", "pukyong", "university_verifier").client_id
    granted, _ = house.head()
    assert house.post("operator", f"/api/v1/api-clients/{verifier}/revoke").status_code == 200
    then, now = _told(house, granted), _told(house)
    assert _grant(_told(house, before), verifier) is None
    assert (_told(house, before)["position"], _told(house, before)["root"]) == (before, root.hex())
    in_force = _grant(then, verifier)
    assert in_force is not None
    assert (in_force["in_force"], in_force["position"], in_force["revoked_at"]) == (True, granted, None)
    assert "accruals.verify" in in_force["permissions"]
    operator = _grant(now, house.clients["operator"].client_id)
    assert operator is not None
    assert (in_force["made_by"], in_force["recorded_by"]) == (operator["person_id"], operator["client_id"])
    revoked = _grant(now, verifier)
    assert revoked is not None
    assert (revoked["in_force"], revoked["revoked_position"]) == (False, granted + 1)
    assert revoked["revoked_by"] == operator["person_id"]


def test_what_two_persons_made_names_both(own_house: House) -> None:
    house = own_house
    house.publish_rule("AUTH", 1, rule_terms(), valid_to="2026-08-31")
    house.publish_rule("AUTH", 2, rule_terms(), valid_from="2026-09-01")
    house.publish_program("AUTHP", program_terms(10))
    house.publish_program("AUTHP", program_terms(20), version=2)
    allotted = house.post(
        "operator", "/api/v1/allotments", {"university_id": house.of("dong-a"), "year": 2031, "points_max": 70}
    )
    assert house.post("approver", f"/api/v1/allotments/{allotted.json['id']}/approve").status_code == 200
    bound = {"name": "adjustment", "points_max": 70_000, "second_from": 7_000, "days": 7, "reason": "less by hand"}
    proposed = house.post("operator", "/api/v1/bounds", bound)
    assert house.post("approver", f"/api/v1/proposals/{proposed.json['id']}/approve").status_code == 200
    house.grant("colleague", "operator", "operator")
    told = _told(house)
    persons = {who: _grant(told, house.clients[who].client_id) for who in ("operator", "approver", "colleague")}
    both = (persons["operator"]["person_id"], persons["approver"]["person_id"])  # type: ignore[index]
    rules = {one["version"]: one for one in told["rules"] if one["code"] == "AUTH"}
    programs = {one["version"]: one for one in told["programs"] if one["code"] == "AUTHP"}
    (allotment,) = (one for one in told["allotments"] if one["year"] == 2031)
    (limit,) = told["bounds"]
    made = [*rules.values(), *programs.values(), allotment, limit, persons["colleague"]]
    assert {(one["made_by"], one["approved_by"]) for one in made} == {both}
    assert [rules[version]["in_force"] for version in (1, 2)] == [False, True]
    assert [programs[version]["in_force"] for version in (1, 2)] == [False, True]
    assert persons["approver"]["approved_by"] is None  # type: ignore[index]
    assert _told(house, limit["position"] - 1)["bounds"] == []


def test_who_lets_others_in_and_agrees_to_claims_is_named(own_house: House) -> None:
    house = own_house
    assert _told(house)["not_apart"] == []
    approving = house.grant("operator, approving", "operator", "operator_approver", same_person_as="operator").client_id
    told = _told(house)
    operator = _grant(told, house.clients["operator"].client_id)
    assert operator is not None
    known = {"person_id": operator["person_id"], "lets_in_by": [operator["client_id"]], "agrees_by": [approving]}
    assert told["not_apart"] == [known]
    assert house.post("operator", f"/api/v1/api-clients/{approving}/revoke").status_code == 200
    assert _told(house)["not_apart"] == []


def test_only_who_reads_all_is_told(house: House) -> None:
    answer = house.get("pukyong", AUTHORITY)
    assert (answer.status_code, answer.json["code"]) == (403, "permission_missing")
    unknown = house.get("council", f"{AUTHORITY}?recorded_as_of=999999999")
    assert (unknown.status_code, unknown.json["code"]) == (404, "position_unknown")
