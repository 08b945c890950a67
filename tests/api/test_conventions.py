"""The conventions that hold for every resource: keys, bodies, parameters, representations, languages, trace ids."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.house import House

ACCRUALS = "/api/v1/accruals"


def _refused(house: House, status: int, code: str, **asked: Any) -> dict[str, Any]:
    with house.unchanged():
        answer = house.post("pukyong", asked.pop("path", ACCRUALS), asked.pop("body", None), **asked)
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.json
    assert answer.json["type"] == f"/api/v1/problems/{code}"
    assert answer.json["trace_id"] == answer.headers["X-Trace-Id"]
    return dict(answer.json)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency_key_missing"),
        ("k" * 256, "idempotency_key_malformed"),
        ("열쇠".encode().decode("latin-1"), "idempotency_key_malformed"),
        ("tab\tkey", "idempotency_key_malformed"),
    ],
)
def test_a_write_needs_a_sound_key(house: House, key: str | None, code: str) -> None:
    _refused(house, 400, code, body=house.activity(), key=key)


def test_the_same_request_under_the_same_key_has_one_effect_and_one_answer(house: House) -> None:
    activity = house.activity()
    first = house.post("pukyong", ACCRUALS, activity, key="once")
    with house.unchanged():
        again = house.post("pukyong", ACCRUALS, dict(reversed(activity.items())), key="once")
    assert (again.status_code, again.data) == (201, first.data)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]


def test_a_refusal_is_repeated_with_its_first_trace_id(house: House) -> None:
    activity = house.activity(activity="NOPE")
    first = house.post("pukyong", ACCRUALS, activity, key="refused-once")
    again = house.post("pukyong", ACCRUALS, activity, key="refused-once")
    assert (again.status_code, again.data) == (404, first.data)
    assert again.json["trace_id"] == first.headers["X-Trace-Id"] != again.headers["X-Trace-Id"]


@pytest.mark.parametrize("changed", [{"occurred_on": "2026-08-30"}, {"agreement_reference": "A-1"}])
def test_another_payload_under_the_same_key_is_refused(house: House, changed: dict[str, str]) -> None:
    activity, key = house.activity(), house.unique("key")
    assert house.post("pukyong", ACCRUALS, activity, key=key).status_code == 201
    _refused(house, 422, "idempotency_key_reused", body={**activity, **changed}, key=key)


def test_a_key_belongs_to_its_organization_and_operation(house: House) -> None:
    key = house.unique("key")
    assert house.post("pukyong", ACCRUALS, house.activity(), key=key).status_code == 201
    assert house.post("dong-a", ACCRUALS, house.activity(), key=key).status_code == 201
    assert house.post("haeundae", "/api/v1/redemptions", house.wish(), key=key).status_code in (201, 409)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "body_missing"),
        (b"{", 400, "json_malformed"),
        (b"\xff{}", 400, "json_malformed"),
        (b'\xef\xbb\xbf{"a": 1}', 400, "json_malformed"),
        (b'{"a": NaN}', 400, "json_malformed"),
        (b'{"a": -Infinity}', 400, "json_malformed"),
        (b'{"a": 1, "a": 1}', 400, "json_malformed"),
        (b"[" * 100_000, 400, "json_malformed"),
        (b"[]", 422, "not_an_object"),
        (b'"text"', 422, "not_an_object"),
        (b'{"a": 1.0}', 422, "not_a_whole_number"),
        (b'{"a": 1e400}', 422, "not_a_whole_number"),
        (b'{"a": 9007199254740992}', 422, "number_out_of_range"),
        (b'{"a": -' + b"9" * 10_000 + b"}", 422, "number_out_of_range"),
        (b'{"a": "\\ud800"}', 422, "text_has_control_characters"),
        (b'{"a": "\\u0000"}', 422, "text_has_control_characters"),
        (b'{"a": "\x7f"}', 422, "text_has_control_characters"),
        (b'{"\\udfff": 1}', 422, "text_has_control_characters"),
        ('{"a": "\u1112\u1161\u11ab"}'.encode(), 422, "text_not_normalized"),
    ],
)
def test_a_body_is_read_strictly(house: House, data: bytes, status: int, code: str) -> None:
    problem = _refused(house, status, code, data=data)
    if status == 422 and code != "not_an_object":
        assert problem["errors"][0]["pointer"].startswith("/")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("source_event_id", None, "field_is_null"),
        ("source_event_id", 7, "not_text"),
        ("source_event_id", "", "text_length_out_of_range"),
        ("source_event_id", "x" * 129, "text_length_out_of_range"),
        ("organization_id", "haeundae", "text_shape_unexpected"),
        ("occurred_on", "2026-02-30", "not_a_date"),
        ("occurred_on", "20260831", "not_a_date"),
        ("inputs", [], "not_an_object"),
        ("inputs", {"a": "1"}, "not_a_whole_number"),
        ("inputs", {"a": False}, "not_a_whole_number"),
        ("inputs", {"a": -1}, "number_out_of_range"),
        ("evidence", {}, "not_a_list"),
        (
            "evidence",
            [{"kind": "slip", "sha256": "0" * 63, "media_type": "a/b", "bytes": 1}],
            "text_length_out_of_range",
        ),
        ("points", 100, "unknown_field"),
    ],
)
def test_a_field_tells_what_was_expected_and_found(house: House, field: str, value: Any, code: str) -> None:
    problem = _refused(house, 422, code, body=house.activity(**{field: value}))
    assert problem["errors"][0]["pointer"].startswith(f"/{field}")
    assert problem["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_missing"),
        ({"items": None}, "field_is_null"),
        ({"items": "many"}, "not_a_list"),
        ({"items": {}}, "not_a_list"),
        ({"items": []}, "list_length_out_of_range"),
    ],
)
def test_a_batch_has_items(house: House, body: dict[str, Any], code: str) -> None:
    problem = _refused(house, 422, code, path=f"{ACCRUALS}/batch", body=body)
    assert problem["errors"][0]["pointer"] == "/items"


def test_every_wrong_field_is_told_at_once(house: House) -> None:
    body = {"occurred_on": "never", "inputs": {"a/b": 1.5}, "evidence": [{"kind": "Slip"}]}
    problem = _refused(house, 422, "validation_failed", body={**body, "inputs": {"a/b": "x"}})
    told = {error["pointer"]: error["code"] for error in problem["errors"]}
    assert told == {
        "/source_event_id": "field_missing",
        "/activity": "field_missing",
        "/organization_id": "field_missing",
        "/occurred_on": "not_a_date",
        "/inputs/a~1b": "not_a_whole_number",
        "/evidence/0/kind": "text_shape_unexpected",
        "/evidence/0/sha256": "field_missing",
        "/evidence/0/media_type": "field_missing",
        "/evidence/0/bytes": "field_missing",
    }


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("text/plain", {}),
        ("application/json; charset=euc-kr", {}),
        ("application/x-www-form-urlencoded", {}),
        ("application/json", {"Content-Encoding": "gzip"}),
    ],
)
def test_a_body_is_json_in_utf_8(house: House, content_type: str, headers: dict[str, str]) -> None:
    data = json.dumps(house.activity()).encode()
    _refused(house, 415, "media_type_unsupported", data=data, content_type=content_type, headers=headers)


def test_a_body_has_its_limit(house: House) -> None:
    _refused(house, 413, "body_too_large", data=b" " * (16 * 2**20 + 1))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?x=1", "unknown_parameter"),
        ("?limit=1&limit=2", "parameter_repeated"),
        ("?limit=0", "number_out_of_range"),
        ("?limit=501", "number_out_of_range"),
        ("?limit=1.0", "not_a_whole_number"),
        ("?from=2026-08-31", "not_an_instant"),
        ("?from=2026-08-31T25:00:00Z", "not_an_instant"),
        ("?effective_from=yesterday", "not_a_date"),
        ("?kind=nonsense", "not_one_of"),
        ("?organization_id=1", "text_shape_unexpected"),
        ("?reference=a%00b", "text_has_control_characters"),
    ],
)
def test_a_query_string_is_read_strictly(house: House, query: str, code: str) -> None:
    answer = house.get("council", f"/api/v1/transactions{query}")
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["parameter"] == query[1:].partition("=")[0]


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/rules", "/api/v1/log/vkey", "/.well-known/jwks.json"])
def test_no_resource_takes_parameters_that_it_does_not_know(house: House, path: str) -> None:
    assert house.get("council", f"{path}?debug=1").json["code"] == "unknown_parameter"


@pytest.mark.parametrize("told", ["maybe", "1", "True"])
def test_a_flag_is_true_or_false(house: House, told: str) -> None:
    _refused(house, 422, "not_a_flag", path=f"{ACCRUALS}?dry_run={told}", body=house.activity())


def test_a_recorded_as_of_is_a_position_or_an_instant(house: House) -> None:
    path = f"/api/v1/organizations/{house.of('gijang')}/balance?recorded_as_of="
    for told in ("3", "2026-09-01T12:00:00%2B09:00"):
        assert house.get("gijang", path + told).status_code == 200
    for told in ("2026-09-01", "-1", "03"):
        assert house.get("gijang", path + told).json["code"] == "not_a_position_or_instant"


def test_a_plain_curl_gets_json_and_an_impossible_wish_a_problem(house: House) -> None:
    path = "/api/v1/rules"
    assert house.get("council", path, {"Accept": ""}).status_code == 200
    assert house.get("council", path, {"Accept": "*/*"}).mimetype == "application/json"
    refused = house.get("council", path, {"Accept": "text/html"})
    assert (refused.status_code, refused.json["code"]) == (406, "representation_not_available")


def test_an_unknown_path_and_a_wrong_method_are_problems_too(house: House) -> None:
    nowhere = house.get("council", "/api/v1/nowhere")
    assert (nowhere.status_code, nowhere.json["code"]) == (404, "resource_unknown")
    wrong = house.app.test_client().delete(ACCRUALS)
    assert (wrong.status_code, wrong.json["code"]) == (405, "method_not_allowed")
    assert wrong.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("wish", "language", "title"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.5", "ko", "없는 활동 유형입니다"),
        ("en-GB", "en", "No such activity"),
        ("fr", "en", "No such activity"),
        ("", "en", "No such activity"),
    ],
)
def test_a_problem_speaks_the_callers_language(house: House, wish: str, language: str, title: str) -> None:
    answer = house.post("pukyong", ACCRUALS, house.activity(activity="NOPE"), {"Accept-Language": wish})
    assert (answer.headers["Content-Language"], answer.json["title"]) == (language, title)
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_problems_type_explains_it_in_both_languages(house: House) -> None:
    told = house.post("pukyong", ACCRUALS, house.activity(activity="NOPE")).json
    explained = house.get("", told["type"]).json
    assert (explained["code"], explained["status"]) == ("activity_unknown", 404)
    assert explained["en"]["title"] == told["title"] != explained["ko"]["title"]
    assert house.get("", "/api/v1/problems/no_such_code").status_code == 404


def test_a_trace_id_is_followed_or_made(house: House) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    followed = house.get("council", "/healthz", {"traceparent": parent})
    assert followed.headers["X-Trace-Id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    made = house.get("council", "/healthz", {"traceparent": "00-nonsense"})
    assert len(bytes.fromhex(made.headers["X-Trace-Id"])) == 16


def test_pages_follow_a_cursor_that_belongs_to_its_filters(house: House) -> None:
    for _ in range(3):
        house.earn("gijang")
    path = f"{ACCRUALS}?organization_id={house.of('gijang')}&limit=2"
    seen, link = [], path
    while link:
        page = house.get("pukyong", link)
        seen += [item["position"] for item in page.json["items"]]
        assert ("Link" in page.headers) == (page.json["next_cursor"] is not None)
        link = page.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seen == sorted(set(seen))
    assert len(seen) >= 3
    cursor = house.get("pukyong", path).json["next_cursor"]
    for other in (
        f"{ACCRUALS}?limit=2&cursor={cursor}",
        f"/api/v1/transactions?cursor={cursor}",
        f"{path}&cursor=AAAA",
    ):
        refused = house.get("pukyong", other)
        assert (refused.status_code, refused.json["code"]) == (400, "cursor_invalid")
