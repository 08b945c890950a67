"""Rules: drafted, simulated, approved by another person; what is in force never changes; files say the same."""

from __future__ import annotations

import tomllib
from typing import Any

from tests.api.house import House
from tests.support.world import rule_terms

RULES = "/api/v1/rules"
TOML = "application/toml"
YEAR = {"occurred_from": "2026-01-01", "occurred_to": "2026-12-31"}
DOUBLE = {"kind": "per_amount", "krw_per_point": 5_000, "amount": {"of": "allowance_krw", "less": []}}


def rule(house: House, **changes: Any) -> dict[str, Any]:
    """Write a version of a rule that no other test knows."""
    code = house.unique("RULE").upper()
    return {"code": code, "version": 1, "valid_from": "2026-01-01", "terms": rule_terms(limits=[]), **changes}


def simulate(house: House, code: str, version: int = 1, **more: Any) -> Any:
    return house.post("operator", f"{RULES}/{code}/simulate", {"version": version, **YEAR}, **more)


def approve(house: House, code: str, version: int = 1, who: str = "approver") -> Any:
    return house.post(who, f"{RULES}/{code}/versions/{version}/approve")


def test_a_rule_comes_into_force_by_two_persons_after_a_simulation(house: House) -> None:
    told = rule(house)
    code = told["code"]
    drafted = house.post("operator", RULES, told)
    assert (drafted.status_code, drafted.json["status"], drafted.headers["Location"]) == (
        201, "draft", f"{RULES}/{code}"
    )  # fmt: skip
    earning = house.activity(activity=code)
    assert house.post("pukyong", "/api/v1/accruals", earning).json["code"] == "activity_unknown"
    assert approve(house, code).json["code"] == "rule_not_simulated"
    assert simulate(house, code).json["totals"]["activities"] == 0
    with house.unchanged():
        assert approve(house, code, who="operator").json["code"] == "permission_missing"
    approved = approve(house, code)
    assert (approved.status_code, approved.json["status"]) == (200, "in_force")
    assert house.post("pukyong", "/api/v1/accruals", house.activity(activity=code)).json["points"] == 100


def test_two_clients_of_one_person_are_one_pair_of_eyes(house: House) -> None:
    told = rule(house)
    house.post("operator", RULES, told)
    simulate(house, told["code"])
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    with house.unchanged():
        refused = approve(house, told["code"], who=same)
    assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")
    assert approve(house, told["code"]).status_code == 200


def test_what_is_in_force_is_neither_drafted_nor_approved_again(house: House) -> None:
    told = rule(house)
    house.post("operator", RULES, told)
    simulate(house, told["code"])
    approve(house, told["code"])
    with house.unchanged():
        for answer in (
            house.post("operator", RULES, {**told, "terms": rule_terms(formula=DOUBLE)}),
            simulate(house, told["code"]),
            approve(house, told["code"]),
        ):
            assert (answer.status_code, answer.json["code"]) == (409, "rule_version_already_in_force")


def test_a_draft_that_is_replaced_needs_another_simulation(house: House) -> None:
    told = rule(house)
    house.post("operator", RULES, told)
    simulate(house, told["code"])
    house.post("operator", RULES, {**told, "terms": rule_terms(formula=DOUBLE, limits=[])})
    assert approve(house, told["code"]).json["code"] == "rule_not_simulated"
    simulate(house, told["code"])
    approve(house, told["code"])
    assert house.post("pukyong", "/api/v1/accruals", house.activity(activity=told["code"])).json["points"] == 200


def test_a_higher_version_in_force_leaves_a_lower_draft_behind(house: House) -> None:
    told = rule(house)
    for version in (1, 2):
        house.post("operator", RULES, {**told, "version": version})
        simulate(house, told["code"], version)
    assert approve(house, told["code"], 2).status_code == 200
    assert approve(house, told["code"], 1).json["code"] == "version_not_next"


def test_a_simulation_tells_each_organization_before_and_after_and_moves_no_points(house: House) -> None:
    code = rule(house)["code"]
    house.publish_rule(code, 1, rule_terms(limits=[]))
    company = house.new_company()
    for number in range(3):
        house.earn(company, activity=code, inputs={"allowance_krw": 1_000_000 + number * 10_000})
    wallet = f"/api/v1/organizations/{house.of(company)}/balance"
    before = house.get("council", wallet).json["posted"]
    capped = [{"scope": "organization_year", "points_max": 500, "edge": "truncate"}]
    draft = {"code": code, "version": 2, "valid_from": "2027-01-01", "terms": rule_terms(formula=DOUBLE, limits=capped)}
    house.post("operator", RULES, draft)
    key = house.unique("simulate")
    answer = simulate(house, code, 2, key=key)
    expected = {"activities": 3, "refused": 0, "before": 303, "after": 500, "difference": 197}
    assert answer.json["organizations"] == [{"organization_id": house.of(company), **expected}]
    assert answer.json["totals"] == expected
    assert house.get("council", wallet).json["posted"] == before
    house.earn(company, activity=code)
    again = simulate(house, code, 2, key=key)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (answer.data, "true")
    assert simulate(house, code, 2).json["totals"]["activities"] == 4


def test_a_simulation_can_be_tried_dry(house: House) -> None:
    told = rule(house)
    house.post("operator", RULES, told)
    with house.unchanged():
        answer = house.post(
            "operator", f"{RULES}/{told['code']}/simulate?dry_run=true", {"version": 1, **YEAR}, key=None
        )
    assert (answer.status_code, answer.headers["Dry-Run"]) == (200, "true")
    assert approve(house, told["code"]).json["code"] == "rule_not_simulated"


def test_drafts_are_for_those_who_read_all(house: House) -> None:
    told = rule(house)
    house.post("operator", RULES, told)
    by_status = {
        status: [one["code"] for one in house.get("council", f"{RULES}?status={status}").json["items"]]
        for status in ("in_force", "draft", "simulated")
    }
    assert told["code"] in by_status["draft"]
    assert told["code"] not in by_status["in_force"] + by_status["simulated"]
    assert house.get("council", f"{RULES}/{told['code']}").json["items"][0]["status"] == "draft"
    assert house.get("haeundae", f"{RULES}?status=draft").json["code"] == "permission_missing"
    assert house.get("haeundae", f"{RULES}/{told['code']}").json["code"] == "activity_unknown"


def test_two_versions_differ_field_by_field(house: House) -> None:
    code = rule(house)["code"]
    house.publish_rule(code, 1, rule_terms())
    limits = [{"scope": "organization_year", "points_max": 8_000, "edge": "truncate"}]
    later = {
        "code": code,
        "version": 2,
        "valid_from": "2027-01-01",
        "terms": rule_terms(limits=limits, evidence=["slip"]),
    }
    house.post("operator", RULES, later)
    found = house.get("council", f"{RULES}/{code}/diff?from=1&to=2").json
    assert found == {
        "code": code,
        "from": 1,
        "to": 2,
        "differences": [
            {"pointer": "/terms/evidence/0", "from": None, "to": "slip"},
            {"pointer": "/terms/limits/0/points_max", "from": 4_000, "to": 8_000},
            {"pointer": "/valid_from", "from": "2020-01-01", "to": "2027-01-01"},
        ],
    }
    assert house.get("haeundae", f"{RULES}/{code}/diff?from=1&to=2").json["code"] == "rule_version_unknown"


def test_what_was_exported_imports_as_nothing_new(house: House) -> None:
    exported = house.get("haeundae", f"{RULES}/export")
    assert (exported.status_code, exported.mimetype) == (200, TOML)
    listed = house.get("haeundae", RULES).json["items"]
    assert [one["code"] for one in tomllib.loads(exported.text)["rule"]] == [one["code"] for one in listed]
    with house.unchanged():
        answer = house.post("operator", f"{RULES}/import", data=exported.data, content_type=TOML)
    outcomes = answer.json["outcomes"]
    assert len(outcomes) == len(listed)
    assert {(one["status"], one["rule"]["status"], one["rule"]["drafted"]) for one in outcomes} == {
        (201, "in_force", False)
    }


def test_an_import_drafts_what_is_not_there_and_refuses_what_would_change_a_version_in_force(house: House) -> None:
    code = rule(house)["code"]
    house.publish_rule(code, 1, rule_terms())
    told = house.get("council", f"{RULES}/export").text
    own = "[[rule]]" + next(part for part in told.split("[[rule]]") if f'"{code}"' in part)
    changed, later = own.replace("4_000", "5_000"), own.replace("version = 1", "version = 2")
    file = (changed + later).encode()
    with house.unchanged():
        dry = house.post("operator", f"{RULES}/import?dry_run=true", data=file, content_type=TOML, key=None)
    answer = house.post("operator", f"{RULES}/import", data=file, content_type=TOML)
    for told_of in (dry.json["outcomes"], answer.json["outcomes"]):
        refused, drafted = told_of
        assert (refused["status"], refused["problem"]["code"]) == (409, "rule_version_already_in_force")
        assert (drafted["status"], drafted["rule"]["status"], drafted["rule"]["drafted"]) == (201, "draft", True)
    with house.unchanged():
        again = house.post("operator", f"{RULES}/import", data=file, content_type=TOML)
    assert again.json["outcomes"][1]["rule"]["drafted"] is False


def test_a_file_that_holds_no_rules_says_where_and_why(house: House) -> None:
    for data, reason in (
        (b"rule = 1", "expected [[rule]]"),
        (b"[[rule]\n", "line 1"),
        (b"\xff", "not UTF-8"),
        (b'[[rule]]\ncode = "X"\nversion = 1\nvalid_from = "2026-01-01"\n[rule.terms]\n', "without quotes"),
    ):
        with house.unchanged():
            answer = house.post("operator", f"{RULES}/import", data=data, content_type=TOML)
        assert (answer.status_code, answer.json["code"]) == (422, "rules_file_invalid")
        assert reason in answer.json["detail"]
    other = house.post("operator", f"{RULES}/import", data=b"{}", content_type="application/json")
    assert other.json["code"] == "media_type_unsupported"


def test_a_draft_that_cannot_exist_is_unknown(house: House) -> None:
    for path in ("INT/versions/x", "INT/versions/99999999999999999999", "%00/versions/1", "INT/versions/٣"):
        answer = house.post("approver", f"{RULES}/{path}/approve")
        assert (answer.status_code, answer.json["code"]) == (404, "rule_draft_unknown"), path
