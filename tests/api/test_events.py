"""Events over HTTP: each organization is told what concerns it, in order, once, behind the position it has seen."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from ledger.services.due import run_due
from tests.api.house import House
from tests.support.world import rule_terms

EVENTS = "/api/v1/events"
DAYS = (90, 30, 7)


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house whose clock nobody else moves."""
    return own_house


@pytest.fixture(scope="module", autouse=True)
def _warned(house: House) -> None:
    """Let two companies be warned at 90 days, and at 30."""
    house.publish_rule("SHORT", 1, rule_terms(limits=[]))
    for company in ("haeundae", "gijang"):
        house.earn(company, activity="SHORT")
    run_due(house.node, DAYS)
    house.clock.now += timedelta(days=60)
    run_due(house.node, DAYS)


def events(house: House, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = house.get(who, f"{EVENTS}{query}")
    assert answer.status_code == 200, answer.json
    return list(answer.json["items"])


def test_a_company_is_told_what_concerns_it_oldest_first(house: House) -> None:
    found = events(house, "haeundae")
    assert [event["fact"] for event in found] == [
        {"holder": house.of("haeundae"), "expires_on": "2026-11-30", "days": days, "points": 100} for days in (90, 30)
    ]
    assert {(event["kind"], event["organization_id"], event["subject"]) for event in found} == {
        ("expiry_warning", house.of("haeundae"), None)
    }
    assert [event["recorded_at"][:10] for event in found] == ["2026-09-01", "2026-10-31"]
    assert [event["position"] for event in found] == sorted(event["position"] for event in found)


def test_whoever_reads_all_sees_every_event_or_those_of_one(house: House) -> None:
    everything = events(house, "council")
    own = [event for who in ("haeundae", "gijang") for event in events(house, who)]
    assert everything == sorted(own, key=lambda event: event["position"])
    assert events(house, "operator", f"?organization_id={house.of('gijang')}") == events(house, "gijang")
    assert events(house, "council", f"?kind=expiry_warning&organization_id={house.of('gijang')}") == events(
        house, "gijang"
    )
    assert events(house, "pukyong") == []


def test_a_caller_that_keeps_its_place_misses_nothing_and_is_told_nothing_twice(house: House) -> None:
    everything = events(house, "council")
    seen: list[dict[str, Any]] = []
    while found := events(house, "council", f"?limit=1&after={seen[-1]['position'] if seen else 0}"):
        seen += found
    assert seen == everything
    assert events(house, "council", f"?after={everything[1]['position']}") == everything[2:]
    first = house.get("council", f"{EVENTS}?limit=3&after={everything[0]['position']}")
    assert first.json["items"] == everything[1:4]
    assert first.json["next_cursor"] is None
    page = house.get("council", f"{EVENTS}?limit=2").json
    behind = house.get("council", f"{EVENTS}?limit=2&cursor={page['next_cursor']}").json
    assert page["items"] + behind["items"] == everything
    assert house.get("council", f"{EVENTS}?cursor={page['next_cursor']}&after=1").json["code"] == "cursor_invalid"


def test_csv_and_ndjson_say_the_same(house: House) -> None:
    everything = events(house, "council")
    lines = house.get("council", EVENTS, {"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.data.splitlines()] == everything
    table = house.get("council", f"{EVENTS}?after={everything[0]['position']}", {"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.data.decode(), newline="")))
    assert [json.loads(row["fact"]) for row in rows] == [event["fact"] for event in everything[1:]]
    assert [(int(row["position"]), row["organization_id"], row["subject"]) for row in rows] == [
        (event["position"], event["organization_id"], "") for event in everything[1:]
    ]


def test_nobody_is_told_of_anothers_events(house: House) -> None:
    asked = house.get("haeundae", f"{EVENTS}?organization_id={house.of('gijang')}")
    assert asked.json["code"] == "organization_unknown"
    assert house.get("", EVENTS).status_code == 401
    assert house.get("council", f"{EVENTS}?kind=accrual").json["code"] == "not_one_of"


def test_an_event_is_an_entry_of_the_journal_and_no_transaction(house: House) -> None:
    position = events(house, "haeundae")[0]["position"]
    listed = house.get("haeundae", "/api/v1/transactions?limit=500").json["items"]
    assert position not in {transaction["position"] for transaction in listed}
