"""Programs: drafted, changed and closed by one person, brought into force by another; what was held keeps its terms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.api.house import House
from tests.support.world import program_terms

PROGRAMS = "/api/v1/programs"


def program(house: House, **changes: Any) -> dict[str, Any]:
    """Write a version of a program that no other test knows."""
    return {"code": house.unique("P").upper(), "version": 1, "terms": program_terms(7), **changes}


def draft(house: House, told: dict[str, Any], **more: Any) -> Any:
    return house.post("operator", PROGRAMS, told, **more)


def approve(house: House, code: str, version: int = 1, who: str = "approver") -> Any:
    return house.post(who, f"{PROGRAMS}/{code}/versions/{version}/approve")


def close(house: House, code: str, closes_on: str) -> Any:
    return house.post("operator", f"{PROGRAMS}/{code}/close", {"closes_on": closes_on})


def codes(house: House, status: str) -> list[str]:
    return [one["code"] for one in house.get("council", f"{PROGRAMS}?status={status}").json["items"]]


def test_a_program_comes_into_force_by_two_persons(house: House) -> None:
    told = program(house)
    code = told["code"]
    house.earn("haeundae")
    drafted = draft(house, told)
    assert (drafted.status_code, drafted.json["status"], drafted.headers["Location"]) == (
        201, "draft", f"{PROGRAMS}/{code}"
    )  # fmt: skip
    hold = "/api/v1/redemptions"
    with house.unchanged():
        assert house.post("haeundae", hold, house.wish(program=code)).json["code"] == "program_unknown"
        assert approve(house, code, who="operator").json["code"] == "permission_missing"
        assert house.post("approver", PROGRAMS, told).json["code"] == "permission_missing"
        assert house.post("haeundae", PROGRAMS, told).json["code"] == "permission_missing"
    approved = approve(house, code)
    assert (approved.status_code, approved.json["status"]) == (200, "in_force")
    assert house.post("haeundae", hold, house.wish(program=code)).json["points"] == 7


def test_two_clients_of_one_person_are_one_pair_of_eyes_for_programs_too(house: House) -> None:
    told = program(house)
    draft(house, told)
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    with house.unchanged():
        refused = approve(house, told["code"], who=same)
    assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")
    assert approve(house, told["code"]).status_code == 200


def test_a_draft_is_replaced_until_it_is_approved(house: House) -> None:
    told = program(house)
    draft(house, told)
    assert draft(house, {**told, "terms": program_terms(9)}).status_code == 201
    approve(house, told["code"])
    (shown,) = house.get("haeundae", f"{PROGRAMS}/{told['code']}").json["items"]
    assert (shown["status"], shown["terms"]["price"]["points"]) == ("in_force", 9)
    with house.unchanged():
        for answer in (draft(house, told), approve(house, told["code"])):
            assert (answer.status_code, answer.json["code"]) == (409, "program_version_already_in_force")


def test_a_higher_version_in_force_leaves_a_lower_draft_of_a_program_behind(house: House) -> None:
    told = program(house)
    for version in (1, 3):
        draft(house, {**told, "version": version})
    assert approve(house, told["code"], 3).status_code == 200
    with house.unchanged():
        assert approve(house, told["code"], 1).json["code"] == "version_not_next"
        assert draft(house, {**told, "version": 2}).json["code"] == "version_not_next"


def test_drafts_of_programs_are_for_those_who_read_all(house: House) -> None:
    told = program(house)
    code = told["code"]
    draft(house, told)
    assert (code in codes(house, "draft"), code in codes(house, "in_force")) == (True, False)
    assert house.get("council", f"{PROGRAMS}/{code}").json["items"][0]["status"] == "draft"
    assert house.get("haeundae", f"{PROGRAMS}?status=draft").json["code"] == "permission_missing"
    assert house.get("haeundae", f"{PROGRAMS}/{code}").json["code"] == "program_unknown"
    approve(house, code)
    assert (code in codes(house, "draft"), code in codes(house, "in_force")) == (False, True)


def test_a_program_is_closed_by_two_persons_and_what_was_held_stays(house: House) -> None:
    code = program(house)["code"]
    window = {"opens_on": "2026-01-01"}
    house.publish_program(code, program_terms(7, window=window))
    company = house.new_company()
    house.earn(company)
    held = house.hold(company, program=code)
    yesterday = f"{house.clock.now - timedelta(days=1):%Y-%m-%d}"
    drafted = close(house, code, yesterday)
    assert (drafted.status_code, drafted.json["version"], drafted.json["status"]) == (200, 2, "draft")
    assert house.hold(company, program=code)["status"] == "held"
    assert approve(house, code, 2).status_code == 200
    with house.unchanged():
        refused = house.post(company, "/api/v1/redemptions", house.wish(company, program=code))
    assert refused.json["code"] == "program_not_open"
    first, second = house.get(company, f"{PROGRAMS}/{code}").json["items"]
    assert second["terms"] == {**first["terms"], "window": {**window, "closes_on": yesterday}}
    kept = house.get(company, f"/api/v1/redemptions/{held['id']}").json
    assert (kept["program_version"], kept["points"]) == (1, 7)


def test_a_program_closes_earlier_and_never_later_by_being_closed(house: House) -> None:
    code = program(house)["code"]
    window = {"opens_on": "2026-06-01", "closes_on": "2026-12-31"}
    house.publish_program(code, program_terms(7, window=window))
    with house.unchanged():
        for day in ("2026-12-31", "2027-01-31"):
            refused = close(house, code, day)
            assert (refused.status_code, refused.json["code"]) == (409, "program_already_closed")
            assert "2026-12-31" in refused.json["detail"]
        assert close(house, code, "2026-05-31").json["code"] == "terms_invalid"
        assert close(house, "NOPE", "2026-12-31").json["code"] == "program_unknown"
        assert close(house, "%00", "2026-12-31").json["code"] == "program_unknown"
    assert close(house, code, "2026-10-31").json["version"] == 2


def test_a_close_takes_the_place_of_an_open_draft_of_the_version(house: House) -> None:
    code = program(house)["code"]
    house.publish_program(code, program_terms(7))
    draft(house, {"code": code, "version": 2, "terms": program_terms(9)})
    assert close(house, code, "2027-03-31").json["version"] == 2
    approve(house, code, 2)
    shown = house.get("haeundae", f"{PROGRAMS}/{code}").json["items"][1]["terms"]
    assert (shown["price"]["points"], shown["window"]) == (7, {"closes_on": "2027-03-31"})


def test_a_draft_of_a_program_can_be_tried_dry_and_asked_twice(house: House) -> None:
    told = program(house)
    with house.unchanged():
        dry = house.post("operator", f"{PROGRAMS}?dry_run=true", told, key=None)
    assert (dry.status_code, dry.headers["Dry-Run"]) == (201, "true")
    key = house.unique("draft")
    once = draft(house, told, key=key)
    with house.unchanged():
        again = draft(house, told, key=key)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (once.data, "true")


def test_terms_that_are_not_sound_are_not_drafted(house: House) -> None:
    told = program(house)
    with house.unchanged():
        for terms in ({}, program_terms(7, colour="blue"), program_terms(0)):
            refused = draft(house, {**told, "terms": terms})
            assert (refused.status_code, refused.json["code"]) == (422, "terms_invalid")


def test_a_draft_of_a_program_that_cannot_exist_is_unknown(house: House) -> None:
    for path in ("VOUCHER/versions/x", "VOUCHER/versions/99999999999999999999", "%00/versions/1", "VOUCHER/versions/٣"):
        answer = house.post("approver", f"{PROGRAMS}/{path}/approve")
        assert (answer.status_code, answer.json["code"]) == (404, "program_draft_unknown"), path
