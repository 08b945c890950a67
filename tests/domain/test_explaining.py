"""Explanations: every step that can be emitted has words in both languages, and they say what was computed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ledger import domain
from ledger.domain.journal.facts import Step
from ledger.domain.rules.explaining import UNITS, WORDS, tell_award, tell_steps
from ledger.domain.rules.limits import apply_limits
from ledger.domain.rules.pricing import NO_BASE, Base, price, price_of_award
from ledger.domain.rules.terms import RuleTerms
from tests.domain.rule_data import changed, concave, counted, demo_file, demo_version

DOMAIN = Path(str(domain.__file__)).parent


def emitted() -> set[str]:
    """Read the names of all steps that the domain emits from its source; one made of ``f"limit_{...}"`` is a limit."""
    names = set()
    for path in DOMAIN.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Step"):
                continue
            name = node.args[0]
            if isinstance(name, ast.Constant):
                names.add(str(name.value))
            elif isinstance(name, ast.JoinedStr):
                first = name.values[0]  # else a follower's code stands before a step that was emitted elsewhere
                assert not isinstance(first, ast.Constant) or first.value == "limit_", path
    return names


def told(terms: RuleTerms, steps: tuple[Step, ...], language: str = "en") -> list[str]:
    return [step.text for step in tell_steps(terms, steps, language)]


def test_every_step_that_is_emitted_has_words() -> None:
    assert {"net", "power_floor", "of_award"} <= emitted()
    limits = {f"limit_{scope}" for scope in ("event", "agreement", "organization_year", "rule")}
    assert emitted() | limits == set(WORDS)


def test_every_unit_of_the_demo_has_words() -> None:
    rules = demo_file("rules.toml")["rule"]
    assert {term["unit"] for rule in rules for term in rule["terms"].get("inputs", [])} == set(UNITS)


def test_an_internship_is_told_from_the_allowance_to_the_floor() -> None:
    terms = demo_version("INT-STD").terms
    inputs = {"students": 3, "months": 4, "allowance_krw": 18_546_660, "subsidy_krw": 12_000_000}
    priced = price(terms, inputs, NO_BASE)
    assert told(terms, priced.steps) == [
        "Input allowance_krw: KRW 18,546,660.",
        "Input subsidy_krw: KRW 12,000,000.",
        "Less what is deducted, KRW 6,546,660 of the company's own money remain.",
        "At 1 point per KRW 10,000, that is 654.666 points.",
        "Rounded down to whole points: 654.",
    ]
    assert told(terms, priced.steps, "ko") == [
        "입력값 allowance_krw: 18,546,660원.",
        "입력값 subsidy_krw: 12,000,000원.",
        "공제액을 뺀 기업 부담금은 6,546,660원입니다.",
        "10,000원당 1점이므로 654.666점입니다.",
        "소수점 이하를 버리면 654점입니다.",
    ]


def test_each_part_of_a_sum_is_told_with_its_own_rate() -> None:
    terms = demo_version("COOP-TERM").terms
    inputs = {"students": 1, "months": 4, "weeks": 16, "hours": 640, "terms": 2, "allowance_krw": 8_000_000}
    texts = told(terms, price(terms, inputs, NO_BASE).steps)
    assert texts[3:] == [
        "At 1 point per KRW 10,000, that is 800 points.",
        "Input terms: 2 terms.",
        "At 50 points each, that is 100 points.",
        "Together that is 900 points.",
        "Rounded down to whole points: 900.",
    ]


def test_a_payment_on_an_agreement_is_told_with_what_stood_before() -> None:
    terms = demo_version("RES-JNT").terms
    assert told(terms, price(terms, {"paid_krw": 25_000_000}, Base(25_000_000, 435)).steps) == [
        "Input paid_krw: KRW 25,000,000.",
        "With this payment, KRW 50,000,000 have been paid on the agreement.",
        "1,000 x (KRW 50,000,000 / KRW 100,000,000) ^ 0.6, rounded down, is 659 points in all.",
        "Of these, 435 points were posted before.",
        "This event adds the rest: 224 points.",
    ]
    assert told(terms, price(terms, {"paid_krw": 10**12}, NO_BASE).steps, "ko")[2:] == [
        "1,000 x (1,000,000,000,000원 / 100,000,000원) ^ 0.6의 소수점 이하를 버리면 모두 251,188점입니다.",
        "협약당 한도 10,000점에 따라 10,000점이 됩니다.",
        "그중 0점은 이미 적립되었습니다.",
        "나머지 10,000점을 이번에 더합니다.",
    ]


def test_a_factor_over_a_power_stands_in_its_sentence() -> None:
    terms = concave(100_000_000, "0.6", "organization_year", 10_000, multiplier="1.5")
    texts = told(terms, price(terms, {"paid_krw": 50_000_000}, NO_BASE).steps)
    assert "The rule multiplies by 1.5." in texts
    assert "With this payment, KRW 50,000,000 have been paid in the year." in texts
    power = "1.5 x 1,000 x (KRW 50,000,000 / KRW 100,000,000) ^ 0.6, rounded down, is 989 points in all."
    assert power in texts


def test_half_of_an_internship_is_told_with_its_multiplier() -> None:
    terms = demo_version("INT-AUT").terms
    priced = price(terms, {"students": 1, "months": 1, "allowance_krw": 30_000}, NO_BASE)
    assert told(terms, priced.steps)[3:] == [
        "At 1 point per KRW 10,000, that is 3 points.",
        "The rule multiplies by 0.5.",
        "Multiplied, that is 1.5 points.",
        "Rounded down to whole points: 1.",
    ]


@pytest.mark.parametrize(
    ("scope", "words", "korean"),
    [
        ("event", "one event", "건당"),
        ("organization_year", "an organization in a year", "기관별 연간"),
        ("rule", "the whole rule", "규정 전체"),
    ],
)
def test_a_cut_names_the_limit_and_what_it_leaves(scope: str, words: str, korean: str) -> None:
    limits = [{"scope": scope, "points_max": 1_250, "edge": "truncate"}]
    terms = RuleTerms.from_json("TEST", changed(limits=limits))
    used = {limit.scope: 250 if scope != "event" else 0 for limit in terms.limits}
    cuts = apply_limits(terms, 9_000, used).cuts
    left = "1,250" if scope == "event" else "1,000"
    assert told(terms, cuts) == [f"The limit of 1,250 points for {words} leaves {left} points."]
    assert told(terms, cuts, "ko") == [f"{korean} 한도 1,250점에 따라 {left}점이 됩니다."]


def test_what_follows_an_award_is_told_from_the_award() -> None:
    terms = demo_version("UNI-MIR").terms
    assert told(terms, price_of_award(terms, 1_854).steps) == [
        "The award that is followed is 1,854 points.",
        "The rule gives 0.1 times as much.",
        "That is 185.4 points.",
        "Rounded down to whole points: 185.",
    ]


def test_a_unit_without_words_is_said_as_the_terms_write_it() -> None:
    terms = counted("seats", {"kind": "per_unit", "input": "seats", "points": "1/3"})
    assert told(terms, price(terms, {"seats": 4}, NO_BASE).steps, "ko") == [
        "입력값 seats: 4 seats.",
        "단위당 1/3점이므로 4/3점입니다.",
        "소수점 이하를 버리면 1점입니다.",
    ]


def test_a_step_that_nobody_knows_is_never_told_as_something_else() -> None:
    with pytest.raises(KeyError):
        told(demo_version("BRN").terms, (Step("bonus", "7"),))


def test_the_summary_names_the_points_the_day_and_the_rule() -> None:
    rule = demo_version("TT")
    english = "1,624 points for what occurred on 2026-08-31, under Technology transfer (TT version 1)."
    assert tell_award(rule, "2026-08-31", 1_624, "en") == english
    korean = "2026-08-31에 있었던 활동에 기술이전(TT 제1판)에 따라 1,624점."
    assert tell_award(rule, "2026-08-31", 1_624, "ko") == korean
