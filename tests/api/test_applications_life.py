"""The life of an application over HTTP: applied for, handed in, selected, captured, delivered, taken away or undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.applying import (
    PLAN,
    PROGRAMS,
    REASON,
    REDEMPTIONS,
    act,
    apply,
    company,
    done,
    found_agency,
    publish,
    publish_bid,
    refused,
    shown,
    usage,
    wallet,
)
from tests.api.earning import documents
from tests.api.house import House

MILLION = 1_000_000
PAID = {"support": {"krw_min": 50 * MILLION, "krw_max": 70 * MILLION}, "budget_krw": 130 * MILLION}


def budget(house: House, program: str) -> tuple[int, int]:
    """Read what of a program's budget is committed, and what is executed."""
    told = usage(house, program)["budget"]
    return told["committed_krw"], told["executed_krw"]


def steps(house: House, who: str, redemption: str) -> list[str]:
    """Name the steps that a redemption has taken."""
    return [one["step"] for one in shown(house, who, redemption)["timeline"]]


def test_a_bid_is_handed_in_selected_captured_in_part_delivered_and_undone(house: House) -> None:
    agency, name = found_agency(house), company(house)
    program = publish_bid(house, agency, quota_points=1_000, quota_applications=11, **PAID)
    bid = house.hold(name, program=program, quantity=2)["id"]
    assert (wallet(house, name)["held"], budget(house, program)) == (100, (0, 0))
    with house.unchanged():
        refused("documents_missing", 422, act(house, name, bid, "submit", {"evidence": documents("photo")}))
        refused("redemption_not_submitted", 409, act(house, agency.name, bid, "select", {}))
        refused("redemption_not_selected", 409, act(house, name, bid, "capture", {}))
    assert done(house, name, bid, "submit", PLAN)["status"] == "submitted"
    with house.unchanged():
        refused("redemption_already_submitted", 409, act(house, name, bid, "submit", PLAN))
        for amount in (None, 49_999_999, 70_000_001):
            out = act(house, agency.name, bid, "select", {"amount_krw": amount})
            refused("amount_out_of_range", 422, out)
        refused("redemption_not_selected", 409, act(house, name, bid, "capture", {}))
    selected = done(house, agency.name, bid, "select", {"amount_krw": 60 * MILLION})
    assert (selected["status"], selected["amount_krw"], selected.get("balance")) == ("selected", 60 * MILLION, None)
    assert budget(house, program) == (60 * MILLION, 0)
    with house.unchanged():
        refused("redemption_already_selected", 409, act(house, agency.name, bid, "decline", REASON))
    captured = done(house, agency.name, bid, "capture", {"points": 40})
    assert (captured["captured"], captured["returned"], captured["executed_krw"]) == (40, 60, 60 * MILLION)
    assert budget(house, program) == (0, 60 * MILLION)
    assert usage(house, program)["quotas"] == [
        {"counts": "quantity", "maximum": 40, "used": 2},
        {"counts": "points", "maximum": 1_000, "used": 40},
        {"counts": "applications", "maximum": 11, "used": 1},
    ]
    assert done(house, agency.name, bid, "fulfil")["status"] == "fulfilled"
    with house.unchanged():
        refused("redemption_already_fulfilled", 409, act(house, name, bid, "cancel", REASON))
        refused("redemption_not_captured", 409, act(house, agency.name, bid, "fulfil"))
    cancelled = done(house, "operator", bid, "cancel", REASON)
    assert (cancelled["status"], cancelled["balance"]["spendable"]) == ("cancelled", 100)
    assert budget(house, program) == (0, 0)
    assert [one["used"] for one in usage(house, program)["quotas"]] == [0, 0, 0]
    assert steps(house, name, bid) == ["held", "submitted", "selected", "captured", "fulfilled", "cancelled"]


def test_a_redemption_tells_its_steps_and_the_terms_it_was_held_under(house: House) -> None:
    agency, name = found_agency(house), company(house)
    program = publish_bid(house, agency, **PAID)
    bid = apply(house, name, program)
    versions = house.get("council", f"{PROGRAMS}/{program}").json["items"]
    dearer = {**versions[0]["terms"], "price": {"kind": "bid", "points": 90}}
    house.publish_program(program, dearer, version=2)
    done(house, agency.name, bid, "select", {"amount_krw": 70 * MILLION})
    for who in (name, agency.name, "operator", "council"):
        told = shown(house, who, bid)
        assert (told["conditions"], told["program_version"]) == (versions[0]["terms"], 1)
        held, submitted, selected = told["timeline"]
        assert (held["points"], held["organization_id"]) == (50, house.of(name))
        assert [one["kind"] for one in submitted["evidence"]] == ["plan"]
        assert (selected["amount_krw"], selected["organization_id"]) == (70 * MILLION, house.of(agency.name))
        assert held["position"] < submitted["position"] < selected["position"]
        assert (told["submitted_at"], told["selected_at"]) == (submitted["at"], selected["at"])


def test_what_is_revoked_stays_used_and_nothing_follows_it(house: House) -> None:
    agency, name = found_agency(house), company(house)
    program = publish_bid(house, agency, **PAID)
    bid = apply(house, name, program)
    done(house, agency.name, bid, "select", {"amount_krw": 50 * MILLION})
    with house.unchanged():
        refused("redemption_not_captured", 409, act(house, agency.name, bid, "revoke", REASON))
    done(house, agency.name, bid, "capture", {})
    revoked = done(house, agency.name, bid, "revoke", REASON)
    assert (revoked["status"], revoked["captured"]) == ("revoked", 50)
    assert (wallet(house, name)["spendable"], budget(house, program)) == (50, (0, 50 * MILLION))
    with house.unchanged():
        for who, what, body in ((agency.name, "fulfil", None), (agency.name, "revoke", REASON),
                                ("operator", "cancel", REASON), (name, "cancel", REASON)):  # fmt: skip
            refused("redemption_not_captured", 409, act(house, who, bid, what, body))


POOL = {"pool": {"organizations_min": 2, "organizations_max": 2}}


def test_companies_that_apply_together_hold_each_from_its_own_wallet_and_are_selected_together(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(3)]
    program = publish_bid(house, agency, quota_applications=8, **POOL, **PAID)
    lead = house.hold(names[0], program=program)["id"]
    with house.unchanged():
        refused("pool_too_small", 409, act(house, names[0], lead, "submit", PLAN))
        again = house.post(names[0], REDEMPTIONS, house.wish(names[0], program=program, pool=lead))
        refused("company_already_in_pool", 409, again)
    partner = house.hold(names[1], program=program, quantity=2, pool=lead)
    assert (partner["pool"], partner["held"]) == (lead, 100)
    third = house.wish(names[2], program=program, pool=lead)
    with house.unchanged():
        refused("pool_full", 409, house.post(names[2], REDEMPTIONS, third))
        refused("redemption_pooled", 409, act(house, names[1], partner["id"], "submit", PLAN))
    done(house, names[0], lead, "submit", PLAN)
    with house.unchanged():
        refused("pool_closed", 409, house.post(names[2], REDEMPTIONS, third))
        refused("redemption_pooled", 409, act(house, agency.name, partner["id"], "select", {}))
    done(house, agency.name, lead, "select", {"amount_krw": 55 * MILLION})
    found = [shown(house, agency.name, one) for one in (lead, partner["id"])]
    assert [(one["status"], one["amount_krw"]) for one in found] == [("selected", 55 * MILLION), ("selected", 0)]
    assert {one["counts"]: one["used"] for one in usage(house, program)["quotas"]} == {"quantity": 3, "applications": 1}
    for one in (lead, partner["id"]):
        done(house, agency.name, one, "capture", {})
    assert [wallet(house, name)["spendable"] for name in names] == [50, 0, 100]


def test_of_a_pool_that_one_leaves_nobody_is_selected_and_all_get_their_points_back(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency, **POOL, **PAID)
    lead = house.hold(names[0], program=program)["id"]
    partner = house.hold(names[1], program=program, pool=lead)["id"]
    done(house, names[0], lead, "submit", PLAN)
    assert done(house, names[1], partner, "release", REASON)["balance"]["spendable"] == 100
    with house.unchanged():
        out = act(house, agency.name, lead, "select", {"amount_krw": 60 * MILLION})
        refused("pool_too_small", 409, out)
    assert done(house, agency.name, lead, "decline", REASON)["status"] == "not_selected"
    assert [wallet(house, name)["spendable"] for name in names] == [100, 100]
    assert (steps(house, names[0], lead)[-1], steps(house, names[1], partner)[-1]) == ("not_selected", "released")


def test_a_right_is_granted_for_some_months_takes_no_points_and_can_be_taken_away(house: House) -> None:
    agency, name = found_agency(house), company(house, points=0)
    program = publish(house, agency, price={"kind": "status", "months": 24}, quota_applications=1)
    (granted, left) = (house.hold(who, program=program) for who in (name, company(house, points=0)))
    assert (granted["points"], granted["status"], granted["valid_until"]) == (0, "held", None)
    done(house, name, granted["id"], "submit", {})
    told = done(house, agency.name, granted["id"], "select", {})
    then = f"{house.clock.now.year + 2}-{house.clock.now.month:02}"
    assert (told["status"], told["valid_until"][:7]) == ("granted", then)
    with house.unchanged():
        refused("hold_already_settled", 409, act(house, agency.name, granted["id"], "capture", {}))
    assert done(house, agency.name, left["id"], "decline", REASON)["status"] == "not_selected"
    assert done(house, agency.name, granted["id"], "revoke", REASON)["status"] == "revoked"
    assert steps(house, name, granted["id"]) == ["held", "submitted", "selected", "revoked"]
    assert wallet(house, name)["posted"] == 0


@pytest.mark.parametrize(("what", "who", "body"), [
    ("submit", "company", PLAN),
    ("select", "agency", {"amount_krw": 60 * MILLION}),
    ("decline", "agency", REASON),
    ("capture", "agency", {}),
    ("release", "company", REASON),
    ("fulfil", "agency", None),
    ("revoke", "agency", REASON),
    ("cancel", "company", REASON),
])  # fmt: skip
def test_a_dry_run_of_any_step_leaves_no_trace(house: House, what: str, who: str, body: Any) -> None:
    agency, name = found_agency(house), company(house)
    program = publish_bid(house, agency, **PAID)
    bid = house.hold(name, program=program)["id"]
    way = {"submit": 0, "decline": 1, "select": 1, "capture": 2, "release": 2}.get(what, 3)
    for before, actor, told in (
        ("submit", name, PLAN),
        ("select", agency.name, {"amount_krw": 60 * MILLION}),
        ("capture", agency.name, {}),
    )[:way]:
        done(house, actor, bid, before, told)
    actor = name if who == "company" else agency.name
    with house.unchanged():
        dry = house.post(actor, f"{REDEMPTIONS}/{bid}/{what}?dry_run=true", body, key=None)
    assert (dry.status_code, dry.headers["Dry-Run"]) == (200, "true"), dry.json
    real = done(house, actor, bid, what, body)
    assert (dry.json["status"], dry.json["points"]) == (real["status"], real["points"])
