"""Tiers over HTTP: from what was earned, as of any day and position, kept by grace, and asked for by programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.house import TODAY, House
from tests.api.tiering import code, propose, set_tiers, standing
from tests.support.tiering import tier_terms
from tests.support.world import program_terms

TERMS = tier_terms(24, 6, 100, 500)


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house of which nobody has moved the clock."""
    return own_house


def earn(house: House, company: str, occurred_on: str, points: int) -> str:
    """Let a company earn points by an event of a day, and give the award's id."""
    inputs = {"allowance_krw": points * 10_000}
    return str(house.earn(company, occurred_on=occurred_on, inputs=inputs)["id"])


def test_a_tier_follows_from_what_was_earned_and_not_from_what_is_left(house: House) -> None:
    version, saha = set_tiers(house, TERMS), house.new_company()
    assert standing(house, saha) == {
        "organization_id": house.of(saha),
        "tier": None,
        "points_earned": 0,
        "counts_from": "2024-09-02",
        "counts_to": TODAY,
        "reached_with": 0,
        "reached_on": None,
        "kept_until": None,
        "next_tier": TERMS["tiers"][0],
        "points_missing": 100,
        "tiers_version": version,
        "position": house.head()[0],
        "root": house.head()[1].hex(),
    }
    earn(house, saha, "2026-08-31", 500)
    for _ in range(9):
        held = house.hold(saha)["id"]
        house.post(saha, f"/api/v1/redemptions/{held}/capture", {})
    spent = standing(house, saha)
    assert (code(spent), spent["points_earned"], code(spent, "next_tier"), spent["points_missing"]) == (
        "T2", 500, None, 0
    )  # fmt: skip


def test_a_tier_is_told_as_of_any_day_and_kept_by_grace(house: House) -> None:
    set_tiers(house, TERMS)
    saha = house.new_company()
    earn(house, saha, "2024-03-10", 450)
    earn(house, saha, "2025-01-20", 150)
    found = {day: standing(house, saha, f"?effective_as_of={day}") for day in DAYS}
    told = {day: (code(one), one["points_earned"], one["kept_until"]) for day, one in found.items()}
    assert told == DAYS
    assert (found["2026-09-09"]["reached_with"], found["2026-09-09"]["reached_on"]) == (600, "2026-03-09")


DAYS = {
    "2024-03-09": (None, 0, None),
    "2024-03-10": ("T1", 450, None),
    "2025-01-19": ("T1", 450, None),
    "2025-01-20": ("T2", 600, None),
    "2026-03-09": ("T2", 600, None),
    "2026-03-10": ("T2", 150, "2026-09-09"),
    "2026-09-09": ("T2", 150, "2026-09-09"),
    "2026-09-10": ("T1", 150, None),
    "2027-01-20": ("T1", 0, "2027-07-19"),
    "2027-07-20": (None, 0, None),
}


def test_what_is_taken_back_later_stood_at_the_positions_before(house: House) -> None:
    set_tiers(house, TERMS)
    saha = house.new_company()
    award = earn(house, saha, "2026-08-30", 510)
    at = house.head()[0]
    back = {"reason": "reported twice", "points": 100}
    assert house.post("pukyong", f"/api/v1/accruals/{award}/reverse", back).status_code == 200
    assert (code(standing(house, saha)), standing(house, saha)["points_earned"]) == ("T1", 410)
    for query, points in ((f"?recorded_as_of={at}", 510), (f"?recorded_as_of={at - 1}", 0)):
        then = standing(house, saha, query)
        assert (then["points_earned"], then["position"]) == (points, int(query.partition("=")[2]))
    both = standing(house, saha, f"?recorded_as_of={at}&effective_as_of=2026-08-29")
    assert (code(both), both["points_earned"], both["counts_to"]) == (None, 0, "2026-08-29")


def test_the_version_of_the_tiers_is_the_one_in_force_at_the_position(house: House) -> None:
    first = set_tiers(house, TERMS)
    saha = house.new_company()
    earn(house, saha, "2026-08-30", 300)
    at = house.head()[0]
    second = set_tiers(house, tier_terms(12, 0, 100, 300, 900))
    now, then = standing(house, saha), standing(house, saha, f"?recorded_as_of={at}")
    assert (code(now), now["tiers_version"], now["points_missing"]) == ("T2", second, 600)
    assert (code(then), then["tiers_version"], then["points_missing"]) == ("T1", first, 200)
    *_, before, last = house.get(saha, "/api/v1/tiers").json["items"]
    assert (before["version"], last["version"], last["months"], len(last["tiers"])) == (first, second, 12, 3)


def test_before_tiers_were_set_there_is_none_to_tell(house: House) -> None:
    set_tiers(house, TERMS)
    path = f"/api/v1/organizations/{house.of('haeundae')}/tier"
    answer = house.get("haeundae", f"{path}?recorded_as_of=1")
    assert (answer.status_code, answer.json["code"]) == (404, "tiers_not_set")
    assert house.get("haeundae", f"{path}?recorded_as_of=9999999").json["code"] == "position_unknown"


def test_tiers_are_set_by_two_persons_and_only_if_they_can_be_read(house: House) -> None:
    with house.unchanged():
        for terms in ({**TERMS, "months": 0}, {**TERMS, "colour": "gold"}, {"tiers": []}):
            refused = propose(house, terms)
            assert (refused.status_code, refused.json["code"]) == (422, "terms_invalid")
        assert propose(house, TERMS, "haeundae").json["code"] == "permission_missing"
    proposed = propose(house, TERMS).json["id"]
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    before = house.get("haeundae", "/api/v1/tiers").json["items"]
    assert house.post(same, f"/api/v1/proposals/{proposed}/approve").json["code"] == "same_person_approval"
    assert house.get("haeundae", "/api/v1/tiers").json["items"] == before
    told = house.post("approver", f"/api/v1/proposals/{proposed}/approve").json["result"]
    *_, last = house.get("haeundae", "/api/v1/tiers").json["items"]
    assert (last["version"], last["position"]) == (told["version"], told["position"])


def test_an_organization_sees_its_own_tier_and_the_operator_and_the_auditor_all(house: House) -> None:
    set_tiers(house, TERMS)
    path = f"/api/v1/organizations/{house.of('haeundae')}/tier"
    assert house.get("gijang", path).json["code"] == "organization_unknown"
    for who in ("haeundae", "operator", "council"):
        assert house.get(who, path).status_code == 200
    assert house.get("pukyong", f"/api/v1/organizations/{house.of('pukyong')}/tier").status_code == 200


def test_a_program_for_a_tier_refuses_those_below_it(house: House) -> None:
    set_tiers(house, TERMS)
    saha, program = house.new_company(), house.unique("BEST").upper()
    house.publish_program(program, program_terms(10, eligibility={"tier_min": "T2"}))
    earn(house, saha, "2026-08-30", 499)
    with house.unchanged():
        refused = house.post(saha, "/api/v1/redemptions", house.wish(saha, program=program))
    assert (refused.status_code, refused.json["code"]) == (409, "tier_below_minimum")
    assert refused.json["detail"].endswith("is in tier T1, with 499 points earned.")
    assert _affordable(house, saha, program) == (0, ["tier_below_minimum"])
    award = earn(house, saha, "2026-08-31", 1)
    assert _affordable(house, saha, program) == (40, [])
    house.hold(saha, program=program)
    assert house.post("pukyong", f"/api/v1/accruals/{award}/reverse", {"reason": "x"}).status_code == 200
    refused = house.post(saha, "/api/v1/redemptions", house.wish(saha, program=program))
    assert refused.json["code"] == "tier_below_minimum"


def test_a_program_for_a_tier_that_nobody_set_refuses_all(house: House) -> None:
    set_tiers(house, TERMS)
    saha, program = house.new_company(), house.unique("LOST").upper()
    house.publish_program(program, program_terms(10, eligibility={"tier_min": "PLATINUM"}))
    earn(house, saha, "2026-08-30", 5_000)
    assert _affordable(house, saha, program) == (0, ["tier_below_minimum"])


def _affordable(house: House, who: str, program: str) -> tuple[int, list[str]]:
    programs: list[dict[str, Any]] = house.get(who, f"/api/v1/organizations/{house.of(who)}/affordable").json[
        "programs"
    ]
    (found,) = (one for one in programs if one["program"] == program)
    return found["quantity_max"], [one["code"] for one in found["hindrances"]]
