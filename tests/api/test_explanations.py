"""Explanations over HTTP: whoever sees an award is told why it is what it is, in their language."""

from __future__ import annotations

import pytest

from tests.api.house import House

ACCRUALS = "/api/v1/accruals"
KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}


def test_an_award_is_explained_in_english_and_in_korean(house: House) -> None:
    accrual = house.earn(inputs={"allowance_krw": 1_239_999})["id"]
    path = f"{ACCRUALS}/{accrual}/explanation"
    english = house.get("pukyong", path)
    assert (english.status_code, english.headers["Content-Language"]) == (200, "en")
    assert english.headers.getlist("Vary") == ["Accept", "Accept-Language"]
    assert english.json == {
        "accrual_id": accrual,
        "rule": {"code": "INT", "version": 1, "name": "Internship"},
        "occurred_on": "2026-08-31",
        "points": 123,
        "steps": [
            {"step": "allowance_krw", "value": "1239999", "text": "Input allowance_krw: KRW 1,239,999."},
            {
                "step": "per_amount",
                "value": "123.9999",
                "text": "At 1 point per KRW 10,000, that is 123.9999 points.",
            },
            {"step": "floor", "value": "123", "text": "Rounded down to whole points: 123."},
        ],
        "summary": "123 points for what occurred on 2026-08-31, under Internship (INT version 1).",
        "validity": "Spendable from 2026-09-01 until 2029-09-30: for 36 months, then to the month's end.",
    }
    korean = house.get("pukyong", path, KOREAN)
    assert korean.headers["Content-Language"] == "ko"
    assert [step["text"] for step in korean.json["steps"]] == [
        "입력값 allowance_krw: 1,239,999원.",
        "10,000원당 1점이므로 123.9999점입니다.",
        "소수점 이하를 버리면 123점입니다.",
    ]
    assert korean.json["summary"] == "2026-08-31에 있었던 활동에 Internship(INT 제1판)에 따라 123점."
    assert korean.json["validity"].startswith("2026-09-01부터 2029-09-30까지 쓸 수 있습니다.")


def test_what_earned_nothing_is_explained_too(house: House) -> None:
    accrual = house.earn(inputs={"allowance_krw": 9_999})["id"]
    told = house.get("pukyong", f"{ACCRUALS}/{accrual}/explanation").json
    assert (told["points"], told["steps"][-1]["text"]) == (0, "Rounded down to whole points: 0.")


def test_a_payment_is_explained_with_what_stood_for_its_agreement(house: House) -> None:
    reference = house.unique("PKNU-2026-R")
    for day in ("2026-03-31", "2026-06-30"):
        told = house.earn(
            activity="RES", inputs={"paid_krw": 25_000_000}, agreement_reference=reference, occurred_on=day
        )
    texts = [step["text"] for step in house.get("council", f"{ACCRUALS}/{told['id']}/explanation").json["steps"]]
    assert texts[-2:] == ["Of these, 435 points were posted before.", "This event adds the rest: 224 points."]


@pytest.mark.parametrize("who", ["pukyong", "haeundae", "council", "operator"])
def test_whoever_sees_an_award_sees_why(house: House, who: str) -> None:
    accrual = house.earn("haeundae")["id"]
    assert house.get(who, f"{ACCRUALS}/{accrual}/explanation").status_code == 200


@pytest.mark.parametrize("who", ["dong-a", "gijang"])
def test_for_anybody_else_there_is_no_such_award(house: House, who: str) -> None:
    accrual = house.earn("haeundae")["id"]
    answer = house.get(who, f"{ACCRUALS}/{accrual}/explanation")
    assert (answer.status_code, answer.json["code"]) == (404, "accrual_unknown")
    none = house.get(who, f"{ACCRUALS}/acr_{'0' * 32}/explanation")
    assert (none.status_code, none.json["code"]) == (404, "accrual_unknown")


def test_a_reversal_takes_nothing_from_the_explanation(house: House) -> None:
    accrual = house.earn()["id"]
    before = house.get("pukyong", f"{ACCRUALS}/{accrual}/explanation").json
    body = {"reason": "the activity was misreported", "points": None}
    assert house.post("pukyong", f"{ACCRUALS}/{accrual}/reverse", body).status_code == 200
    assert house.get("pukyong", f"{ACCRUALS}/{accrual}/explanation").json == before
