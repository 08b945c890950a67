"""What lapses when, over HTTP: by month and lot by lot, right without any sweep, and the warnings that were given."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.services.due import run_due
from tests.api.house import House
from tests.support.world import rule_terms

DAYS = (90, 30, 7)


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house whose clock nobody else moves."""
    return own_house


@pytest.fixture(scope="module", autouse=True)
def _furnished(house: House) -> None:
    """Publish a rule whose points live two months, and one whose points all lapse on one day."""
    house.publish_rule("SHORT", 1, rule_terms(limits=[]))
    fixed = {name: value for name, value in rule_terms(limits=[]).items() if name != "validity_months"}
    house.publish_rule("FIXED", 1, fixed | {"expires_on": "2026-10-15"})


def expiring(house: House, company: str, query: str = "", who: str = "") -> dict[str, Any]:
    answer = house.get(who or company, f"/api/v1/organizations/{house.of(company)}/expiring{query}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def spendable(house: House, company: str, query: str = "") -> int:
    answer = house.get(company, f"/api/v1/organizations/{house.of(company)}/balance{query}")
    return int(answer.json["spendable"])


def test_a_company_sees_what_lapses_in_sixty_days_and_the_rest_by_month(house: House) -> None:
    company = house.new_company()
    long, short, fixed = (house.earn(company, activity=rule) for rule in ("INT", "SHORT", "FIXED"))
    house.earn(company, activity="FIXED", inputs={"allowance_krw": 500_000})
    house.hold(company, quantity=1)
    told = expiring(house, company)
    assert told["months"] == [
        {"month": "2026-10", "points": 100},
        {"month": "2026-11", "points": 100},
        {"month": "2029-09", "points": 100},
    ]
    assert told["held_months"] == [{"month": "2026-10", "points": 50}]
    assert (told["spendable"], told["today"], told["within_days"]) == (300, "2026-09-01", 60)
    assert spendable(house, company) == 300
    (day,) = told["due"]
    assert (day["expires_on"], day["points"], told["points_due"]) == ("2026-10-15", 100, 100)
    first = day["lots"][0]
    assert (first["accrual_id"], first["rule"], first["points"]) == (fixed["id"], "FIXED", 50)
    assert sum(lot["points"] for lot in day["lots"]) == 100
    assert (long["expires_on"], short["expires_on"], fixed["expires_on"]) == ("2029-09-30", "2026-11-30", "2026-10-15")
    farther = expiring(house, company, "?within_days=90")
    assert [day["expires_on"] for day in farther["due"]] == ["2026-10-15", "2026-11-30"]
    assert expiring(house, company, "?within_days=0")["due"] == []
    assert (told["warnings"], told["position"], told["root"]) == ([], house.head()[0], house.head()[1].hex())


def test_what_lapsed_yesterday_is_gone_though_no_sweep_has_run_and_the_past_still_shows_it(house: House) -> None:
    company = house.new_company()
    house.earn(company, activity="FIXED")
    house.earn(company)
    position = house.head()[0]
    began = house.clock.now
    try:
        house.clock.pass_by(days=45)
        with house.unchanged():
            told = expiring(house, company)
        assert told["today"] == "2026-10-16"
        assert told["months"] == [{"month": "2029-09", "points": 100}]
        assert spendable(house, company) == told["spendable"] == 100
        then = expiring(house, company, f"?recorded_as_of={position}")
        assert [month["month"] for month in then["months"]] == ["2026-10", "2029-09"]
        assert (then["position"], then["spendable"]) == (position, 200)
        day = "?effective_as_of=2026-10-15"
        assert expiring(house, company, day)["points_due"] == 100 == spendable(house, company, day) - 100
        assert expiring(house, company, day)["due"][0]["expires_on"] == "2026-10-15"
    finally:
        house.clock.now = began


def test_what_becomes_active_today_is_there_and_what_is_still_pending_is_not(house: House) -> None:
    company = house.new_company()
    house.earn(company, activity="HIRE")
    assert expiring(house, company)["months"] == []
    began = house.clock.now
    try:
        house.clock.pass_by(days=29)
        assert expiring(house, company)["months"] == [{"month": "2026-11", "points": 100}]
    finally:
        house.clock.now = began


def test_the_warnings_that_were_given_are_shown_until_the_day_is_over(house: House) -> None:
    company = house.new_company()
    house.earn(company, activity="SHORT")
    run_due(house.node, DAYS)
    position = house.head()[0]
    (warning,) = expiring(house, company)["warnings"]
    assert (warning["expires_on"], warning["days"], warning["points"]) == ("2026-11-30", 90, 100)
    assert warning["position"] <= position
    before = expiring(house, company, f"?recorded_as_of={warning['position'] - 1}")
    assert before["warnings"] == []
    assert expiring(house, company, "?effective_as_of=2026-12-01")["warnings"] == []


def test_nobody_sees_what_anothers_wallet_loses_but_who_sees_all(house: House) -> None:
    path = f"/api/v1/organizations/{house.of('haeundae')}/expiring"
    assert house.get("gijang", path).json["code"] == "organization_unknown"
    assert house.get("council", path).status_code == 200
    assert house.get("council", f"/api/v1/organizations/org_{'0' * 32}/expiring").json["code"] == "organization_unknown"
    assert house.get("haeundae", f"{path}?within_days=-1").json["code"] == "not_a_whole_number"
    assert house.get("haeundae", f"{path}?recorded_as_of=99999999").json["code"] == "position_unknown"


def test_a_hold_times_out_by_the_clock_whoever_asked_it(house: House) -> None:
    """Pukyong's next activity settles what is over; the company is not told of Pukyong."""
    company = house.new_company()
    house.earn(company)
    held = house.hold(company)["id"]
    house.clock.pass_by(days=4)
    house.earn(company)
    last = house.get(company, f"/api/v1/redemptions/{held}").json["timeline"][-1]
    assert (last["step"], last["organization_id"]) == ("timed_out", None)
