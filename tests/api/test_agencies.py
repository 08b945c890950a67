"""Agencies over HTTP: what is said of organizations, and that an agency sees its own programs' applicants alone.

Busan Technopark and the Scholarship Fund each run a program; Haeundae Marine Tech applies at the one, Gijang Robotics
at the other.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, NamedTuple

import pytest

from tests.api.house import House
from tests.support.world import program_terms

ORGANIZATIONS, PROGRAMS, REDEMPTIONS = "/api/v1/organizations", "/api/v1/programs", "/api/v1/redemptions"
TRANSACTIONS = "/api/v1/transactions"


class Agency(NamedTuple):
    """An agency of the house, with the program that it runs and the code by which that names it."""

    name: str
    owner: str
    program: str


def found_agency(house: House, word: str = "Technopark") -> Agency:
    """Let the operator onboard an agency, say which owner it is, and publish a program of that owner."""
    name = house.unique(word)
    program = f"P-{name}".replace(" ", "-")
    owner = program.upper()
    organization = house.onboard(name, "agency", None, "program_owner").organization_id
    profiled = house.post("operator", f"{ORGANIZATIONS}/{organization}/profile", {"owner": owner})
    assert profiled.status_code == 200, profiled.json
    publish(house, program, owner)
    return Agency(name, owner, program)


def publish(house: House, program: str, owner: str, version: int = 1) -> None:
    """Let the operator publish a version of a program that an owner runs."""
    terms = program_terms(50, owner=owner, quota_quantity=100_000, points_max_per_organization_year=10_000_000)
    house.publish_program(program, terms, version)


def apply(house: House, agency: Agency, company: str = "haeundae", **changes: Any) -> dict[str, Any]:
    """Let a company apply for an agency's program."""
    house.earn(company)
    return house.hold(company, program=agency.program, **changes)


def _profile(house: House, organization: str, **said: Any) -> Any:
    return house.post("operator", f"{ORGANIZATIONS}/{house.of(organization)}/profile", said)


def test_a_profile_is_shown_and_the_next_one_stands_in_its_place(house: House) -> None:
    company = house.new_company()
    path = f"{ORGANIZATIONS}/{house.of(company)}"
    assert [house.get(company, path).json[name] for name in ("region", "size", "owner")] == [None, None, None]
    told = _profile(house, company, region="haeundae", size="small")
    assert (told.status_code, told.json["region"], told.json["size"], told.json["owner"]) == (
        200,
        "haeundae",
        "small",
        None,
    )
    assert house.get(company, path).json["size"] == "small"
    _profile(house, company, region="gijang")
    shown = house.get("council", path).json
    assert (shown["region"], shown["size"]) == ("gijang", None)


def test_an_owners_code_passes_on_once_it_is_free(house: House) -> None:
    first = found_agency(house)
    second = house.unique("Digital Academy")
    house.onboard(second, "agency", None, "program_owner")
    with house.unchanged():
        refused = _profile(house, second, owner=first.owner)
    assert (refused.status_code, refused.json["code"]) == (409, "owner_taken")
    assert _profile(house, first.name, owner=first.owner).status_code == 200, "saying it again is no other's"
    _profile(house, first.name)
    assert _profile(house, second, owner=first.owner).json["owner"] == first.owner
    assert house.get(first.name, f"{PROGRAMS}/{first.program}/applications").status_code == 404
    assert house.get(second, f"{PROGRAMS}/{first.program}/applications").status_code == 200


@pytest.mark.parametrize(
    ("who", "said", "code", "pointer"),
    [
        ("haeundae", {"region": "Haeundae gu"}, "region_not_a_code", "/region"),
        ("haeundae", {"size": "tiny"}, "organization_size_unknown", "/size"),
        ("haeundae", {"owner": "busan-technopark"}, "owner_not_for_kind", "/owner"),
        ("pukyong", {"owner": "busan-technopark"}, "owner_not_for_kind", "/owner"),
    ],
)
def test_a_profile_says_only_what_can_be_said(
    house: House, who: str, said: dict[str, str], code: str, pointer: str
) -> None:
    with house.unchanged():
        answer = _profile(house, who, **said)
    assert (answer.status_code, answer.json["code"], answer.json["errors"][0]["pointer"]) == (422, code, pointer)


def test_an_owner_is_a_code(house: House) -> None:
    agency = found_agency(house)
    with house.unchanged():
        answer = _profile(house, agency.name, owner="부산 테크노파크")
    assert (answer.status_code, answer.json["code"]) == (422, "owner_not_a_code")


def test_nobody_but_the_operator_profiles_and_nobody_who_is_not_there_is_profiled(house: House) -> None:
    agency = found_agency(house)
    for who in ("haeundae", "pukyong", "council", "approver", agency.name):
        with house.unchanged():
            answer = house.post(who, f"{ORGANIZATIONS}/{house.of('haeundae')}/profile", {"size": "large"})
        assert (answer.status_code, answer.json["code"]) == (403, "permission_missing")
    with house.unchanged():
        nobody = house.post("operator", f"{ORGANIZATIONS}/org_{'0' * 32}/profile", {"size": "large"})
    assert (nobody.status_code, nobody.json["code"]) == (404, "organization_unknown")


def test_an_agency_sees_who_applied_for_its_program_and_nothing_of_their_wallets(house: House) -> None:
    technopark, fund = found_agency(house), found_agency(house, "Scholarship Fund")
    own, other = apply(house, technopark), apply(house, fund, "gijang")
    assert [item["id"] for item in house.get(technopark.name, REDEMPTIONS).json["items"]] == [own["id"]]
    detail = house.get(technopark.name, f"{REDEMPTIONS}/{own['id']}").json
    assert (detail["held"], sum(lot["held"] for lot in detail["lots"])) == (50, 50)
    foreign = house.get(technopark.name, f"{REDEMPTIONS}/{other['id']}")
    assert (foreign.status_code, foreign.json["code"]) == (404, "redemption_unknown")
    for filters in (f"program={fund.program}", "program=VOUCHER", f"organization_id={house.of('gijang')}"):
        assert house.get(technopark.name, f"{REDEMPTIONS}?{filters}").json["items"] == []
    applicant = house.of("haeundae")
    for path in ("", "/balance", "/lots", "/clients"):
        hidden = house.get(technopark.name, f"{ORGANIZATIONS}/{applicant}{path}")
        assert (hidden.status_code, hidden.json["code"]) == (404, "organization_unknown")
    assert [item["kind"] for item in house.get(technopark.name, ORGANIZATIONS).json["items"]] == ["agency"]
    for path in ("/api/v1/accruals", "/api/v1/accounts", "/api/v1/allotments", TRANSACTIONS):
        assert house.get(technopark.name, path).json["items"] == [], path
    award = house.earn()
    assert house.get(technopark.name, f"/api/v1/accruals/{award['id']}").json["code"] == "accrual_unknown"
    assert house.get(technopark.name, "/api/v1/trial-balance").status_code == 403


def test_an_agency_sees_the_transactions_of_its_applications_without_running_figures(house: House) -> None:
    technopark, fund = found_agency(house), found_agency(house, "Scholarship Fund")
    held = apply(house, technopark)
    captured = house.post("haeundae", f"{REDEMPTIONS}/{held['id']}/capture", {"points": 30}).json
    listed = house.get(technopark.name, f"{TRANSACTIONS}?subject={held['id']}").json["items"]
    assert [item["kind"] for item in listed] == ["hold", "capture"]
    assert [item["id"] for item in listed] == [held["transaction_id"], captured["transaction_id"]]
    used = [leg for leg in listed[1]["postings"] if leg["account"] == f"redeemed:{technopark.program}"]
    assert sum(leg["amount"] for leg in used) == 30
    figures = [
        leg[name] for item in listed for leg in item["postings"] for name in ("account_version", "balance_after")
    ]
    assert set(figures) == {None}
    one = house.get(technopark.name, f"{TRANSACTIONS}/{held['transaction_id']}")
    assert one.json == listed[0]
    proof = house.get(technopark.name, f"{TRANSACTIONS}/{held['transaction_id']}/proof").json
    assert (proof["transaction_id"], proof["entry"]) == (held["transaction_id"], None)
    for path in (held["transaction_id"], house.earn()["transaction_id"]):
        hidden = house.get(fund.name, f"{TRANSACTIONS}/{path}")
        assert (hidden.status_code, hidden.json["code"]) == (404, "transaction_unknown")
    assert house.get(fund.name, f"{TRANSACTIONS}?subject={held['id']}").json["items"] == []
    assert house.get("gijang", f"{TRANSACTIONS}?subject={held['id']}").json["items"] == []
    own = house.get("haeundae", f"{TRANSACTIONS}?subject={held['id']}&kind=capture").json["items"]
    assert [item["id"] for item in own] == [captured["transaction_id"]]


def test_an_agency_acts_on_no_redemption_of_another_program(house: House) -> None:
    technopark, fund = found_agency(house), found_agency(house, "Scholarship Fund")
    held = apply(house, fund)
    for action, body, code in (
        ("capture", {}, "redemption_unknown"),
        ("release", {"reason": "x"}, "redemption_unknown"),
        ("cancel", {"reason": "x"}, "redemption_unknown"),
    ):
        with house.unchanged():
            answer = house.post(technopark.name, f"{REDEMPTIONS}/{held['id']}/{action}", body)
        assert answer.json["code"] == code


def test_the_list_of_a_call_names_every_applicant_page_by_page(house: House) -> None:
    agency = found_agency(house)
    path = f"{PROGRAMS}/{agency.program}/applications"
    references = [house.unique("HMT-2026") for _ in range(3)]
    applied = [apply(house, agency, reference=reference) for reference in references[:2]]
    applied.append(apply(house, agency, "gijang", reference=references[2]))
    house.post("haeundae", f"{REDEMPTIONS}/{applied[0]['id']}/release", {"reason": "withdrawn"})
    first = house.get(agency.name, f"{path}?limit=2").json
    second = house.get(agency.name, f"{path}?limit=2&cursor={first['next_cursor']}").json
    listed = [*first["items"], *second["items"]]
    assert second["next_cursor"] is None
    assert [item["redemption_id"] for item in listed] == [one["id"] for one in applied]
    assert [item["reference"] for item in listed] == references
    assert [item["name_en"] for item in listed] == ["haeundae", "haeundae", "gijang"]
    assert [(item["status"], item["held"]) for item in listed] == [("released", 0), ("held", 50), ("held", 50)]
    held = house.get(agency.name, f"{path}?status=held").json["items"]
    assert [item["redemption_id"] for item in held] == [one["id"] for one in applied[1:]]
    for who in ("operator", "council", "approver"):
        assert house.get(who, path).json["items"] == listed


def test_the_list_comes_as_csv_and_ndjson_with_the_same_values(house: House) -> None:
    agency = found_agency(house)
    path = f"{PROGRAMS}/{agency.program}/applications"
    for nth in range(3):
        apply(house, agency, reference=f'=SUM(A1), "{house.unique("HMT")}" {nth}')
    listed = house.get(agency.name, path).json["items"]
    lines = house.get(agency.name, path, {"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.data.splitlines()] == listed
    table = house.get(agency.name, path, {"Accept": "text/csv"})
    assert table.headers["Content-Disposition"] == 'attachment; filename="applications.csv"'
    rows = list(csv.DictReader(io.StringIO(table.data.decode(), newline="")))
    expected = [{name: "" if value is None else str(value) for name, value in item.items()} for item in listed]
    for item in expected:
        item["reference"] = f"'{item['reference']}"
    assert rows == expected
    behind = house.get(agency.name, f"{path}?limit=1").json["next_cursor"]
    rest = house.get(agency.name, f"{path}?limit=1&cursor={behind}", {"Accept": "text/csv"})
    assert len(rest.data.splitlines()) == 3


def test_the_list_is_for_the_owner_of_the_newest_terms(house: House) -> None:
    technopark, fund = found_agency(house), found_agency(house, "Scholarship Fund")
    held = apply(house, technopark)
    path = f"{PROGRAMS}/{technopark.program}/applications"
    for forged in (path, f"{PROGRAMS}/NOPE/applications"):
        hidden = house.get(fund.name, forged)
        assert (hidden.status_code, hidden.json["code"]) == (404, "program_unknown")
    assert house.get("council", f"{PROGRAMS}/NOPE/applications").json["code"] == "program_unknown"
    for who in ("haeundae", "pukyong"):
        refused = house.get(who, path)
        assert (refused.status_code, refused.json["code"]) == (403, "permission_missing")
    publish(house, technopark.program, fund.owner, version=2)
    assert [item["redemption_id"] for item in house.get(fund.name, path).json["items"]] == [held["id"]]
    assert house.get(fund.name, f"{REDEMPTIONS}/{held['id']}").status_code == 200
    assert house.get(technopark.name, path).json["code"] == "program_unknown"
    assert house.get(technopark.name, f"{REDEMPTIONS}/{held['id']}").json["code"] == "redemption_unknown"


def test_an_agency_that_runs_several_programs_reads_them_in_one_list(house: House) -> None:
    agency = found_agency(house)
    second = f"{agency.program}-2"
    publish(house, second, agency.owner)
    ids = [apply(house, agency._replace(program=code))["id"] for code in (agency.program, second, agency.program)]
    seen, cursor = [], ""
    while cursor is not None:
        page = house.get(agency.name, f"{REDEMPTIONS}?limit=1{cursor and f'&cursor={cursor}'}").json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ids
    assert [item["id"] for item in house.get(agency.name, f"{REDEMPTIONS}?program={second}").json["items"]] == [ids[1]]
