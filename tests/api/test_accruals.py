"""Accruals over HTTP: post, batch, quote, reverse and list."""

from __future__ import annotations

import json

import pytest

from tests.api.house import TODAY, House

ACCRUALS = "/api/v1/accruals"


def test_an_activity_becomes_points_with_a_location(house: House) -> None:
    answer = house.post("pukyong", ACCRUALS, house.activity())
    told = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/accruals/{told['id']}"
    assert (told["status"], told["points"], told["rule"]) == ("active", 100, {"code": "INT", "version": 1})
    assert (told["active_on"], told["expires_on"]) == (TODAY, "2029-09-30")
    assert told["balance"]["posted"] == told["balance"]["spendable"]
    shown = house.get("pukyong", answer.headers["Location"])
    assert shown.json["points"] == 100


def test_the_university_sees_its_own_event_id_and_the_company_does_not(house: House) -> None:
    activity = house.activity()
    accrual = house.post("pukyong", ACCRUALS, activity).json["id"]
    assert house.get("pukyong", f"{ACCRUALS}/{accrual}").json["source_event_id"] == activity["source_event_id"]
    assert house.get("haeundae", f"{ACCRUALS}/{accrual}").json["source_event_id"] is None


def test_another_university_cannot_tell_an_accrual_from_none(house: House) -> None:
    accrual = house.earn()["id"]
    foreign, none = (house.get("dong-a", f"{ACCRUALS}/{each}") for each in (accrual, "acr_" + "0" * 32))
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert foreign.json["detail"].replace(accrual, "") == none.json["detail"].replace("acr_" + "0" * 32, "")


def test_a_quote_equals_the_posting_and_writes_nothing(house: House) -> None:
    activity = house.activity()
    with house.unchanged():
        quoted = house.post("pukyong", f"{ACCRUALS}/quote", activity, key=None)
    assert quoted.status_code == 200
    assert quoted.json["position"] == house.head()[0]
    posted = house.post("pukyong", ACCRUALS, activity).json
    for name in ("points", "rule", "active_on", "expires_on"):
        assert quoted.json[name] == posted[name]


def test_a_dry_run_answers_as_the_real_one_and_writes_nothing(house: House) -> None:
    activity = house.activity()
    with house.unchanged():
        dry = house.post("pukyong", f"{ACCRUALS}?dry_run=true", activity, key=None)
    real = house.post("pukyong", ACCRUALS, activity)
    assert (dry.status_code, dry.headers["Dry-Run"]) == (201, "true")
    assert "Location" not in dry.headers
    assert "Dry-Run" not in real.headers
    for name in ("status", "points", "rule", "position", "active_on", "expires_on", "balance"):
        assert dry.json[name] == real.json[name]


def test_a_dry_run_of_what_is_refused_is_the_same_refusal(house: House) -> None:
    activity = house.activity(activity="NOPE")
    dry = house.post("pukyong", f"{ACCRUALS}?dry_run=true", activity, key=None)
    assert (dry.status_code, dry.json["code"]) == (404, "activity_unknown")
    assert dry.headers["Dry-Run"] == "true"


def test_an_accrual_is_reversed_in_part_and_then_in_whole(house: House) -> None:
    accrual = house.earn()["id"]
    part = house.post("pukyong", f"{ACCRUALS}/{accrual}/reverse", {"reason": "40 점 과다", "points": 40})
    assert (part.status_code, part.json["status"], part.json["points"]) == (200, "partly_reversed", 40)
    rest = house.post("pukyong", f"{ACCRUALS}/{accrual}/reverse", {"reason": "withdrawn", "points": None})
    assert (rest.json["status"], rest.json["points"]) == ("reversed", 60)
    assert house.get("pukyong", f"{ACCRUALS}/{accrual}").json["reversed_points"] == 100


def test_lists_narrow_by_status_company_and_period(house: House) -> None:
    first = house.earn("gijang", occurred_on="2026-03-01")["id"]
    house.earn("gijang", occurred_on="2026-04-01")
    path = f"{ACCRUALS}?organization_id={house.of('gijang')}&occurred_from=2026-03-01&occurred_to=2026-03-31"
    for who in ("pukyong", "gijang", "council"):
        assert [item["id"] for item in house.get(who, path).json["items"]] == [first]
    assert house.get("dong-a", path).json["items"] == []
    assert house.get("council", path + "&status=reversed").json["items"] == []


def test_an_independent_batch_tells_each_outcome_beside_the_others(house: House) -> None:
    twice = house.activity()
    items = [house.activity(), twice, twice, house.activity(occurred_on="2026-02-30"), 7, house.activity(activity="NO")]
    answer = house.post("pukyong", f"{ACCRUALS}/batch", {"mode": "independent", "items": items})
    assert answer.status_code == 200
    told = answer.json["outcomes"]
    assert [(each["index"], each["status"]) for each in told] == [
        (0, 201),
        (1, 201),
        (2, 409),
        (3, 422),
        (4, 422),
        (5, 404),
    ]
    assert told[2]["problem"]["code"] == "source_event_already_posted"
    assert told[3]["problem"]["errors"][0]["pointer"] == "/occurred_on"
    assert told[4]["problem"]["code"] == "not_an_object"
    assert told[0]["accrual"]["points"] == 100


def test_a_batch_repeated_under_its_key_is_the_same_answer_once(house: House) -> None:
    body = {"items": [house.activity(), house.activity(activity="NO"), {"x": 1}]}
    first = house.post("pukyong", f"{ACCRUALS}/batch", body, key="batch-once")
    with house.unchanged():
        again = house.post("pukyong", f"{ACCRUALS}/batch", body, key="batch-once")
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    with house.unchanged():
        other = house.post("pukyong", f"{ACCRUALS}/batch", {"items": [house.activity()]}, key="batch-once")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_an_atomic_batch_posts_all_or_nothing(house: House) -> None:
    good = [house.activity(), house.activity()]
    with house.unchanged():
        refused = house.post(
            "pukyong", f"{ACCRUALS}/batch", {"mode": "atomic", "items": [*good, house.activity(activity="NO")]}
        )
    assert (refused.status_code, refused.json["code"]) == (422, "batch_refused")
    assert [error["pointer"] for error in refused.json["errors"]] == ["/items/2/activity"]
    assert [each["status"] for each in refused.json["outcomes"]] == [422, 422, 404]
    assert house.post("pukyong", f"{ACCRUALS}/batch", {"mode": "atomic", "items": good}).status_code == 200


def test_one_malformed_item_refuses_an_atomic_batch(house: House) -> None:
    items = [house.activity(), house.activity(inputs={"allowance_krw": True})]
    with house.unchanged():
        answer = house.post("pukyong", f"{ACCRUALS}/batch", {"mode": "atomic", "items": items})
    assert (answer.status_code, answer.json["code"]) == (422, "not_a_whole_number")
    assert answer.json["errors"][0]["pointer"] == "/items/1/inputs/allowance_krw"


def test_a_batch_comes_as_lines_too(house: House) -> None:
    lines = [json.dumps(house.activity()), '{"source_event_id": "\\ud800"}', "{nonsense", json.dumps(house.activity())]
    answer = house.post(
        "pukyong",
        f"{ACCRUALS}/batch?mode=independent",
        data="\n".join(lines).encode() + b"\n",
        content_type="application/x-ndjson",
    )
    told = answer.json["outcomes"]
    assert [each["status"] for each in told] == [201, 422, 400, 201]
    assert told[2]["problem"]["code"] == "json_malformed"


@pytest.mark.parametrize("count", [0, 10_001])
def test_a_batch_has_one_to_ten_thousand_items(house: House, count: int) -> None:
    answer = house.post("pukyong", f"{ACCRUALS}/batch", {"items": [{}] * count})
    assert (answer.status_code, answer.json["code"]) == (422, "list_length_out_of_range")


def test_the_mode_stands_in_the_body_of_a_json_batch(house: House) -> None:
    answer = house.post("pukyong", f"{ACCRUALS}/batch?mode=atomic", {"items": [house.activity()]})
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "mode")


def test_a_reused_key_posts_no_part_of_another_batch(house: House) -> None:
    key = house.unique("key")
    path = f"{ACCRUALS}/batch"
    assert house.post("pukyong", path, {"items": [house.activity()]}, key=key).status_code == 200
    with house.unchanged():
        other = house.post("pukyong", path, {"items": [house.activity() for _ in range(501)]}, key=key)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_large_batch_is_posted_in_parts_and_repeated_as_one(house: House) -> None:
    body = {"items": [house.activity(inputs={"allowance_krw": 10_000}) for _ in range(501)]}
    key = house.unique("key")
    first = house.post("pukyong", f"{ACCRUALS}/batch", body, key=key)
    assert {each["status"] for each in first.json["outcomes"]} == {201}
    with house.unchanged():
        again = house.post("pukyong", f"{ACCRUALS}/batch", body, key=key)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
