"""Caps under fire: sixty-four clients at once against one cap, budget, allotment or once-a-year rule.

None is passed by a point; where enough was asked, all that there was is given out to the last one; each refusal has
its code. Each test leaves the ledger gapless, balanced and verified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.promises.crowd import ACCRUALS, CLIENTS, accrual, told, wallet
from tests.promises.wire import WiredHouse
from tests.support.http import Answer
from tests.support.world import following_terms, rule_terms

ALLOTMENTS = "/api/v1/allotments"
COMPANIES = 4
YEAR = 2026


@pytest.fixture(autouse=True)
def _books_that_follow(house: WiredHouse) -> Iterator[None]:
    """Hold the books to the journal after every test."""
    for name in ("pukyong", "operator", "approver", "council"):
        house.token(name)
    yield
    house.check_books()


def limit(scope: str, points_max: int, edge: str = "truncate", **more: str) -> dict[str, Any]:
    """Write a limit."""
    return {"scope": scope, "points_max": points_max, "edge": edge, **more}


def publish(house: WiredHouse, word: str, terms: dict[str, Any]) -> str:
    """Bring a rule of this test's own into force; gives its code."""
    code = house.unique(word).upper()
    house.publish_rule(code, 1, terms)
    return code


def companies(house: WiredHouse) -> list[str]:
    """Onboard some companies that have nothing yet."""
    names = [house.new_company() for _ in range(COMPANIES)]
    for name in names:
        house.token(name)
    return names


def university(house: WiredHouse, points_max: int) -> str:
    """Onboard a university that may issue so many points this year."""
    name = house.unique("Silla")
    house.onboard(name, "university", None)
    house.token(name)
    body = {"university_id": house.of(name), "year": YEAR, "points_max": points_max}
    proposal = house.post("operator", ALLOTMENTS, body).json["id"]
    assert house.post("approver", f"{ALLOTMENTS}/{proposal}/approve").status_code == 200
    return name


def allotted(house: WiredHouse, name: str) -> tuple[int, int]:
    """Read what a university has issued this year, and what it still may."""
    (found,) = house.get(name, f"{ALLOTMENTS}?year={YEAR}").json["items"]
    return found["used"], found["remaining"]


def issued(house: WiredHouse, rule: str) -> int:
    """Read how many points stand issued under a rule."""
    lines = house.get("council", "/api/v1/trial-balance").json["accounts"]
    return sum(line["debit"] - line["credit"] for line in lines if line["account"] == f"issued:{rule}")


def awarded(answers: list[Answer]) -> Counter[int]:
    """Count awards by their points."""
    return Counter(answer.json["points"] for answer in answers if answer.status_code < 400)


@pytest.mark.parametrize(("edge", "codes", "points"), [
    ("reject", {"201": 33, "limit_reached": CLIENTS - 33}, {30: 33}),
    ("truncate", {"201": CLIENTS}, {30: 33, 10: 1, 0: CLIENTS - 34}),
])  # fmt: skip
def test_a_companys_year_is_not_passed_by_a_point(
    house: WiredHouse, edge: str, codes: dict[str, int], points: dict[int, int]
) -> None:
    (name, *_) = companies(house)
    rule = publish(house, "CAP", rule_terms(limits=[limit("organization_year", 1_000, edge)]))
    answers = house.at_once([accrual(house, name, krw=300_000, activity=rule) for _ in range(CLIENTS)])
    assert told(answers) == codes
    assert awarded(answers) == points
    given = sum(amount * times for amount, times in points.items())
    assert (wallet(house, name)["posted"], issued(house, rule)) == (given, given)


def test_a_cap_that_two_rules_share_is_not_passed_by_a_point(house: WiredHouse) -> None:
    (name, *_) = companies(house)
    pooled = rule_terms(limits=[limit("organization_year", 1_000, pool="caps_under_fire")])
    rules = [publish(house, "POOLED", pooled) for _ in range(2)]
    asked = [accrual(house, name, krw=300_000, activity=rules[nth % 2]) for nth in range(CLIENTS)]
    answers = house.at_once(asked)
    assert told(answers) == {"201": CLIENTS}
    assert awarded(answers) == {30: 33, 10: 1, 0: CLIENTS - 34}
    assert sum(issued(house, rule) for rule in rules) == wallet(house, name)["posted"] == 1_000


def test_a_campaigns_budget_is_not_passed_by_a_point(house: WiredHouse) -> None:
    names = companies(house)
    rule = publish(house, "PLAIN", rule_terms(limits=[]))
    budget = [limit("rule", 500)]
    campaign = publish(house, "BUDGET", following_terms(rule, factor="0.5", earns="organization", limits=budget))
    asked = [accrual(house, names[nth % COMPANIES], krw=300_000, activity=rule) for nth in range(CLIENTS)]
    answers = house.at_once(asked)
    assert told(answers) == {"201": CLIENTS}
    assert awarded(answers) == {30: CLIENTS}
    assert (issued(house, rule), issued(house, campaign)) == (30 * CLIENTS, 500)
    assert sum(wallet(house, name)["posted"] for name in names) == 30 * CLIENTS + 500


def test_a_campaign_that_rejects_at_its_budget_refuses_the_whole_activity(house: WiredHouse) -> None:
    names = companies(house)
    rule = publish(house, "PLAIN", rule_terms(limits=[]))
    budget = [limit("rule", 500, "reject")]
    campaign = publish(house, "STRICT", following_terms(rule, factor="0.5", earns="organization", limits=budget))
    asked = [accrual(house, names[nth % COMPANIES], krw=300_000, activity=rule) for nth in range(CLIENTS)]
    assert told(house.at_once(asked)) == {"201": 33, "limit_reached": CLIENTS - 33}
    assert (issued(house, rule), issued(house, campaign)) == (30 * 33, 15 * 33)
    assert sum(wallet(house, name)["posted"] for name in names) == 45 * 33


def test_a_universitys_allotment_is_not_passed_by_a_point(house: WiredHouse) -> None:
    """An award of 20 and its mirror of 2 count together: 46 of them are all that there is."""
    names = companies(house)
    rule = publish(house, "PLAIN", rule_terms(limits=[]))
    mirror = publish(house, "MIRROR", following_terms(rule))
    posting = university(house, 22 * 46)
    asked = [accrual(house, names[nth % COMPANIES], krw=200_000, who=posting, activity=rule) for nth in range(CLIENTS)]
    assert told(house.at_once(asked)) == {"201": 46, "allotment_exceeded": CLIENTS - 46}
    assert allotted(house, posting) == (22 * 46, 0)
    assert (issued(house, rule), issued(house, mirror)) == (20 * 46, 2 * 46)
    assert sum(wallet(house, name)["posted"] for name in names) == 20 * 46


def test_what_is_left_of_an_allotment_goes_to_whoever_asks_for_no_more(house: WiredHouse) -> None:
    names = companies(house)
    rule = publish(house, "PLAIN", rule_terms(limits=[]))
    posting = university(house, 1_000)

    def ask(nth: int) -> list[Answer]:
        return [
            accrual(house, names[nth % COMPANIES], krw=points * 10_000, who=posting, activity=rule)()
            for points in (70, 7, 1)
        ]

    answers = [answer for each in house.at_once([partial(ask, nth) for nth in range(CLIENTS)]) for answer in each]
    assert set(told(answers)) == {"201", "allotment_exceeded"}
    assert sum(points * times for points, times in awarded(answers).items()) == 1_000
    assert allotted(house, posting) == (1_000, 0)
    assert sum(wallet(house, name)["posted"] for name in names) == 1_000


def test_what_is_earned_once_a_year_is_earned_once_in_each_year(house: WiredHouse) -> None:
    names = companies(house)
    rule = publish(house, "BRANCH", _once_a_year())
    asked = [
        accrual(house, names[nth % COMPANIES], activity=rule, inputs={}, occurred_on=f"{2025 + nth // 4 % 2}-06-30")
        for nth in range(CLIENTS)
    ]
    answers = house.at_once(asked)
    assert told(answers) == {"201": 2 * COMPANIES, "limit_reached": CLIENTS - 2 * COMPANIES}
    assert awarded(answers) == {200: 2 * COMPANIES}
    assert [wallet(house, name)["posted"] for name in names] == [400] * COMPANIES


def test_of_claims_that_are_confirmed_at_once_one_is_earned_in_the_year(house: WiredHouse) -> None:
    (name, *_) = companies(house)
    rule = publish(house, "BRANCH", _once_a_year(workflow=[{"step": "confirmed", "days": 14}]))
    claims = [house.earn(name, activity=rule, inputs={})["id"] for _ in range(CLIENTS)]
    assert wallet(house, name)["posted"] == 0
    answers = house.at_once([partial(house.post, name, f"{ACCRUALS}/{claim}/confirm") for claim in claims])
    assert told(answers) == {"200": 1, "limit_reached": CLIENTS - 1}
    assert (wallet(house, name)["posted"], issued(house, rule)) == (200, 200)
    waiting = house.get("council", f"{ACCRUALS}?status=submitted&organization_id={house.of(name)}&limit=500").json
    assert len(waiting["items"]) == CLIENTS - 1


def _once_a_year(**changes: Any) -> dict[str, Any]:
    once = [limit("organization_year", 200, "reject")]
    return rule_terms(inputs=[], formula={"kind": "flat", "points": 200}, limits=once, **changes)
