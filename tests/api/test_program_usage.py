"""What of a program is used, and what a company can have of it, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.api.applying import (
    ORGANIZATIONS,
    PROGRAMS,
    REASON,
    company,
    done,
    found_agency,
    publish,
    publish_bid,
    refused,
    usage,
    wallet,
)
from tests.api.house import House
from tests.support.world import rule_terms


def test_a_hold_commits_of_the_budget_and_a_capture_executes_it(house: House) -> None:
    agency, name = found_agency(house), company(house)
    program = publish(house, agency, 10, support={"krw_per_unit": 100_000}, budget_krw=1_000_000, quota_quantity=30)
    at_first = usage(house, program)
    assert at_first["budget"] == {"maximum": 1_000_000, "committed_krw": 0, "executed_krw": 0}
    first = house.hold(name, program=program, quantity=4)["id"]
    second = house.hold(name, program=program, quantity=5)["id"]
    assert usage(house, program)["budget"] == {"maximum": 1_000_000, "committed_krw": 900_000, "executed_krw": 0}
    with house.unchanged():
        wish = house.wish(name, program=program, quantity=1)
        assert house.post(name, "/api/v1/redemptions?dry_run=true", wish, key=None).status_code == 201
        over = house.post(name, "/api/v1/redemptions", {**wish, "quantity": 2})
    refused("program_limit_reached", 409, over)
    done(house, name, first, "capture", {"points": 30})
    told = usage(house, program)
    assert told["budget"] == {"maximum": 1_000_000, "committed_krw": 500_000, "executed_krw": 300_000}
    assert told["quotas"] == [{"counts": "quantity", "maximum": 30, "used": 9}]
    done(house, name, second, "release", REASON)
    done(house, "operator", first, "cancel", REASON)
    after = usage(house, program)
    assert (after["quotas"][0]["used"], after["budget"]) == (0, at_first["budget"])
    assert at_first["position"] < told["position"] < after["position"] == house.head()[0]


def test_usage_is_of_a_call_or_of_a_year_and_there_for_everybody(house: House) -> None:
    agency = found_agency(house)
    bid, plain = publish_bid(house, agency, quota_applications=3), publish(house, agency)
    year = str((house.clock.now + timedelta(hours=9)).year)
    for who in (agency.name, "haeundae", "pukyong", "council", "operator"):
        told = usage(house, bid, who)
        assert (told["program"], told["period"], told["budget"]) == (bid, "2026-1", None)
        assert usage(house, plain, who)["period"] == year
    assert usage(house, bid, query="?call=2027-1")["period"] == "2027-1"
    refused("program_unknown", 404, house.get("gijang", f"{PROGRAMS}/P-NOWHERE/usage"))
    refused("program_unknown", 404, house.get("gijang", f"{PROGRAMS}/P%00/usage"))
    strange = house.get("gijang", f"{PROGRAMS}/{bid}/usage?call=2026:1")
    assert (strange.status_code, strange.json["code"]) == (422, "text_shape_unexpected")


def affordable(house: House, name: str, who: str = "") -> dict[str, dict[str, Any]]:
    """Read what a company can have, by program."""
    answer = house.get(who or name, f"{ORGANIZATIONS}/{house.of(name)}/affordable")
    assert answer.status_code == 200, answer.json
    return {one["program"]: one for one in answer.json["programs"]}


def test_one_call_tells_what_can_be_afforded_and_all_that_stands_against_it(house: House) -> None:
    agency, name = found_agency(house), company(house)
    said = {"region": "haeundae", "size": "large"}
    house.post("operator", f"{ORGANIZATIONS}/{house.of(name)}/profile", said)
    shut = {"opens_on": "2020-01-01", "closes_on": "2020-12-31"}
    dear = publish(house, agency, 200, window=shut, eligibility={
        "regions": ["gijang"], "sizes": ["micro", "small"], "balance_min": 150, "no_arrears": True,
    })  # fmt: skip
    full = publish(house, agency, 10, quota_quantity=1)
    house.hold(name, program=full)
    plain = publish(house, agency, 30, quota_quantity=2)
    owing = company(house, points=0)
    award = house.earn(owing, inputs={"allowance_krw": 500_000})["id"]
    spent = house.hold(owing, program=plain)["id"]
    done(house, owing, spent, "capture", {})
    house.post("pukyong", f"/api/v1/accruals/{award}/reverse", {"reason": "reported twice"})
    before = house.head()
    told = affordable(house, name)
    assert house.head() == before
    against = {program: [one["code"] for one in told[program]["hindrances"]] for program in (dear, full, plain)}
    assert against == {
        dear: ["program_not_open", "organization_not_eligible", "organization_not_eligible", "balance_below_minimum",
               "exceeds_available_balance"],
        full: ["program_limit_reached"],
        plain: [],
    }  # fmt: skip
    assert [told[program]["quantity_max"] for program in (dear, full, plain)] == [0, 0, 1]
    assert (told[dear]["points"], told[dear]["kind"]) == (200, "per_unit")
    assert "gijang" in told[dear]["hindrances"][1]["detail"]
    owed = [one["code"] for one in affordable(house, owing, "council")[dear]["hindrances"]]
    assert "arrears_stand" in owed
    hidden = house.get("gijang", f"{ORGANIZATIONS}/{house.of(name)}/affordable")
    refused("organization_unknown", 404, hidden)


def test_points_that_lapsed_while_they_were_held_come_back_in_grace_where_the_program_grants_it(house: House) -> None:
    agency, name = found_agency(house), company(house, points=0)
    today = (house.clock.now + timedelta(hours=9)).date()
    lapsing = {**rule_terms(limits=[], expires_on=(today + timedelta(days=1)).isoformat())}
    del lapsing["validity_months"]
    rule = house.unique("LAPSE").upper()
    house.publish_rule(rule, 1, lapsing)
    house.earn(name, activity=rule, occurred_on=today.isoformat())
    week = {"hold_ttl_seconds": 7 * 86_400}
    grace = publish(house, agency, release={"expired_lots": "grace", "grace_days": 10}, **week)
    plain = publish(house, agency, **week)
    kept, lost = (house.hold(name, program=program)["id"] for program in (grace, plain))
    house.clock.pass_by(days=2)
    assert wallet(house, name)["spendable"] == 0
    assert done(house, name, lost, "release", REASON)["balance"]["spendable"] == 0
    assert done(house, name, kept, "release", REASON)["balance"]["spendable"] == 50
    (lot,) = house.get(name, f"{ORGANIZATIONS}/{house.of(name)}/lots").json["items"]
    assert lot["expires_on"] == (today + timedelta(days=12)).isoformat()
