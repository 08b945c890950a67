"""Calls over HTTP: the owner of a program reports who was selected; all of it happens, or nothing does."""

from __future__ import annotations

import pytest

from tests.api.applying import (
    CALL,
    REASON,
    act,
    apply,
    company,
    done,
    found_agency,
    publish_bid,
    refused,
    report,
    settle,
    shown,
    wallet,
)
from tests.api.house import House


def test_a_report_captures_the_selected_and_gives_the_rest_back(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(4)]
    program = publish_bid(house, agency, support={"krw_min": 1_000_000, "krw_max": 5_000_000}, budget_krw=9_000_000)
    whole, part, late, open_one = [apply(house, name, program) for name in names[:3]] + [
        house.hold(names[3], program=program)["id"]
    ]
    body = report(
        {"redemption_id": whole, "amount_krw": 5_000_000},
        {"redemption_id": part, "amount_krw": 4_000_000, "points": 20},
    )
    told = settle(house, agency.name, program, body)
    assert told.status_code == 200, told.json
    assert {name: told.json[name] for name in ("program", "call", "selected", "not_selected", "points")} == {
        "program": program, "call": CALL, "selected": 2, "not_selected": 2, "points": 70,
    }  # fmt: skip
    assert (told.json["amount_krw"], len(told.json["report"])) == (9_000_000, 64)
    became = [shown(house, agency.name, one) for one in (whole, part, late, open_one)]
    assert [one["status"] for one in became] == ["captured", "captured", "not_selected", "not_selected"]
    assert [one["executed_krw"] for one in became] == [5_000_000, 4_000_000, 0, 0]
    assert [wallet(house, name)["spendable"] for name in names] == [50, 80, 100, 100]


def test_a_report_that_leaves_somebody_out_decides_nothing(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(3)]
    program = publish_bid(house, agency)
    first, second, third = (apply(house, name, program) for name in names)
    with house.unchanged():
        told = settle(house, agency.name, program, report(first, declined=[second], rest_is_declined=False))
    refused("selection_incomplete", 409, told)
    assert third in told.json["detail"]
    complete = report(first, declined=[second, third], rest_is_declined=False)
    assert settle(house, agency.name, program, complete).json["not_selected"] == 2


def test_a_report_that_selects_more_than_the_quota_decides_nothing(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency, quota_applications=1)
    applied = [apply(house, name, program) for name in names]
    with house.unchanged():
        told = settle(house, agency.name, program, report(*applied))
    refused("program_limit_reached", 409, told)
    assert told.json["errors"][0]["pointer"].startswith("/selected/1")


@pytest.mark.parametrize("withdrawn", ["release", "decline"])
def test_a_report_that_selects_whoever_is_out_already_decides_nothing(house: House, withdrawn: str) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency)
    out, left = (apply(house, name, program) for name in names)
    done(house, names[0] if withdrawn == "release" else agency.name, out, withdrawn, REASON)
    with house.unchanged():
        told = settle(house, agency.name, program, report(out))
    refused("hold_already_settled", 409, told)
    assert told.json["errors"][0]["pointer"].startswith("/selected/0")
    assert shown(house, names[1], left)["status"] == "submitted"


def test_a_report_sent_twice_is_answered_twice_and_settles_once(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency)
    applied = [apply(house, name, program) for name in names]
    key = house.unique("report")
    first = settle(house, agency.name, program, report(applied[0]), key)
    with house.unchanged():
        again = settle(house, agency.name, program, report(applied[0]), key)
    assert (first.status_code, again.status_code, again.json) == (200, 200, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    with house.unchanged():
        other = settle(house, agency.name, program, report(applied[1]), key)
    refused("idempotency_key_reused", 422, other)


def test_a_dry_run_of_a_report_tells_what_it_would_come_to(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency)
    applied = [apply(house, name, program) for name in names]
    with house.unchanged():
        dry = settle(house, agency.name, program, report(applied[0]), query="?dry_run=true")
    assert (dry.status_code, dry.headers["Dry-Run"]) == (200, "true")
    assert (dry.json["selected"], dry.json["not_selected"], dry.json["points"]) == (1, 1, 50)
    real = settle(house, agency.name, program, report(applied[0])).json
    assert real["report"] == dry.json["report"]


@pytest.mark.parametrize("told", ["true", 1, None])
def test_whether_the_rest_is_declined_is_told_by_true_or_false(house: House, told: object) -> None:
    agency = found_agency(house)
    program = publish_bid(house, agency)
    with house.unchanged():
        answer = settle(house, agency.name, program, report(rest_is_declined=told))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/rest_is_declined")


def test_another_agency_settles_nothing_and_learns_nothing(house: House) -> None:
    agency, other, name = found_agency(house), found_agency(house), company(house)
    program = publish_bid(house, agency)
    applied = apply(house, name, program)
    with house.unchanged():
        refused("program_unknown", 404, settle(house, other.name, program, report(applied)))
        refused("program_unknown", 404, settle(house, other.name, "P-NOWHERE", report(applied)))
        refused("permission_missing", 403, settle(house, name, program, report(applied)))
        for what, body in (("select", {}), ("decline", REASON), ("capture", {}), ("fulfil", None), ("revoke", REASON)):
            refused("redemption_unknown", 404, act(house, other.name, applied, what, body))
