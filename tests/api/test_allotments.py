"""Allotments: proposed by one person, set by another; the last one that was set counts."""

from __future__ import annotations

from itertools import count

from tests.api.house import House

ALLOTMENTS = "/api/v1/allotments"
YEARS = count(2100)
"""A year of its own for each test and house."""


def propose(house: House, year: int, points_max: int = 50_000, of: str = "pukyong") -> str:
    body = {"university_id": house.of(of), "year": year, "points_max": points_max}
    answer = house.post("operator", ALLOTMENTS, body)
    assert (answer.status_code, answer.json["status"]) == (201, "proposed"), answer.json
    return str(answer.json["id"])


def test_an_allotment_is_set_by_a_second_person(house: House) -> None:
    year = next(YEARS)
    proposal = propose(house, year)
    assert house.get("pukyong", f"{ALLOTMENTS}?year={year}").json["items"] == []
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    with house.unchanged():
        refused = house.post(same, f"{ALLOTMENTS}/{proposal}/approve")
        assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")
        assert house.post("operator", f"{ALLOTMENTS}/{proposal}/approve").json["code"] == "permission_missing"
    approved = house.post("approver", f"{ALLOTMENTS}/{proposal}/approve")
    assert (approved.status_code, approved.json["status"]) == (200, "approved")
    (found,) = house.get("pukyong", f"{ALLOTMENTS}?year={year}").json["items"]
    assert found == {
        "university_id": house.of("pukyong"),
        "year": year,
        "points_max": 50_000,
        "used": found["used"],
        "remaining": 50_000 - found["used"],
        "position": approved.json["position"],
    }


def test_the_last_allotment_that_was_set_counts_and_is_set_once(house: House) -> None:
    year = next(YEARS)
    first, second = propose(house, year, 10), propose(house, year, 20)
    for proposal in (second, first):
        assert house.post("approver", f"{ALLOTMENTS}/{proposal}/approve").status_code == 200
    with house.unchanged():
        again = house.post("approver", f"{ALLOTMENTS}/{second}/approve")
    assert again.json["code"] == "allotment_already_approved"
    (found,) = house.get("council", f"{ALLOTMENTS}?year={year}&university_id={house.of('pukyong')}").json["items"]
    assert found["points_max"] == 10


def test_a_university_sees_its_own_allotments_and_no_proposals(house: House) -> None:
    year = next(YEARS)
    for university in ("pukyong", "dong-a"):
        house.post("approver", f"{ALLOTMENTS}/{propose(house, year, of=university)}/approve")
    own = house.get("dong-a", f"{ALLOTMENTS}?year={year}").json["items"]
    assert [one["university_id"] for one in own] == [house.of("dong-a")]
    assert len(house.get("council", f"{ALLOTMENTS}?year={year}").json["items"]) == 2
    other = house.get("dong-a", f"{ALLOTMENTS}?university_id={house.of('pukyong')}")
    assert other.json["code"] == "organization_unknown"
    assert house.get("dong-a", f"{ALLOTMENTS}/proposals").json["code"] == "permission_missing"


def test_proposals_are_paged_by_status(house: House) -> None:
    for _ in range(2):
        propose(house, next(YEARS))
    page = house.get("council", f"{ALLOTMENTS}/proposals?status=proposed&limit=1").json
    assert len(page["items"]) == 1
    assert page["next_cursor"]
