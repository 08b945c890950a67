"""Prices: the vectors of the scheme, the arithmetic told with them, and that splitting gains nothing."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refusal, Refused
from ledger.domain.rules.limits import apply_limits
from ledger.domain.rules.pricing import NO_BASE, Base, Priced, price, reprice
from ledger.domain.rules.terms import RuleTerms
from tests.domain.rule_data import INT_STD, changed, concave, counted, demo_version

V1 = {"students": 3, "months": 4, "allowance_krw": 3 * 4 * 1_545_555}
COOP = {"students": 1, "months": 4, "weeks": 16, "hours": 640, "terms": 1, "allowance_krw": 8_000_000}


def told(priced: Priced) -> list[tuple[str, str]]:
    return [(step.step, step.value) for step in priced.steps]


def refusal(terms: RuleTerms, inputs: dict[str, int]) -> Refusal:
    with pytest.raises(Refused) as caught:
        price(terms, inputs, NO_BASE)
    return caught.value.refusal


def pay(terms: RuleTerms, payments: Iterable[int]) -> list[int]:
    """Post payments one after another and give the points of each."""
    paid_krw, posted, increments = 0, 0, []
    for payment in payments:
        priced = price(terms, {"paid_krw": payment}, Base(paid_krw, posted))
        paid_krw, posted = paid_krw + priced.paid_krw, posted + priced.points
        increments.append(priced.points)
    return increments


def test_v1_three_students_for_four_months_earn_1854_points() -> None:
    priced = price(demo_version("INT-STD").terms, V1, NO_BASE)
    assert priced.points == 1_854
    assert priced.paid_krw == 0
    assert told(priced) == [
        ("allowance_krw", "18546660"),
        ("subsidy_krw", "0"),
        ("net", "18546660"),
        ("per_amount", "1854.666"),
        ("floor", "1854"),
    ]


def test_v2_only_the_companys_own_money_counts() -> None:
    assert price(demo_version("INT-STD").terms, {**V1, "subsidy_krw": 12_000_000}, NO_BASE).points == 654


def test_a_subsidy_above_the_allowance_earns_nothing_and_never_less() -> None:
    assert price(demo_version("INT-STD").terms, {**V1, "subsidy_krw": 20_000_000}, NO_BASE).points == 0


def test_v3_five_hires_earn_1500_points_that_wait_three_months() -> None:
    formula = {"kind": "per_unit", "input": "students", "points": 300}
    hire = counted("students", formula, activation={"months_after_occurrence": 3})
    assert price(hire, {"students": 5}, NO_BASE).points == 1_500
    assert hire.activation.active_on(date(2026, 8, 31), date(2026, 9, 2)) == date(2026, 11, 30)


def test_v4_four_payments_on_one_agreement_post_435_224_182_159() -> None:
    terms = demo_version("RES-JNT").terms
    assert pay(terms, [25_000_000] * 4) == [435, 224, 182, 159]
    assert reprice(terms, 75_000_000) == 841
    assert told(price(terms, {"paid_krw": 25_000_000}, Base(25_000_000, 435))) == [
        ("paid_krw", "25000000"),
        ("cumulative_krw", "50000000"),
        ("power_floor", "659"),
        ("already_posted", "435"),
        ("increment", "224"),
    ]


def test_v5_technology_transfer() -> None:
    terms = concave(50_000_000, "0.7", "agreement", 10_000)
    prices = [reprice(terms, paid_krw) for paid_krw in (30_000_000, 50_000_000, 100_000_000)]
    assert prices == [699, 1_000, 1_624]


def test_v6_shared_equipment_accumulates_over_the_companys_year() -> None:
    terms = concave(50_000_000, "0.7", "organization_year", 3_000)
    assert terms.accumulates_over == "organization_year"
    assert not terms.agreement
    assert pay(terms, [1_000_000, 4_000_000]) == [64, 135]


def test_v7_scholarships() -> None:
    terms = concave(10_000_000, "0.56", "organization_year", 5_000)
    prices = [reprice(terms, paid_krw) for paid_krw in (10_000_000, 30_000_000, 100_000_000)]
    assert prices == [1_000, 1_850, 3_630]


def test_v11_an_old_internship_earns_by_the_head() -> None:
    assert price(demo_version("INT-HEAD").terms, {"students": 3}, NO_BASE).points == 300


def test_a_coop_term_adds_fifty_points_a_term_before_the_one_floor() -> None:
    priced = price(demo_version("COOP-TERM").terms, {**COOP, "allowance_krw": 8_009_999}, NO_BASE)
    assert priced.points == 850
    assert told(priced)[-4:] == [
        ("terms", "1"),
        ("per_unit", "50"),
        ("sum", "850.9999"),
        ("floor", "850"),
    ]


def test_half_of_an_odd_price_is_floored_once() -> None:
    autonomous = changed(formula={"kind": "scaled", "multiplier": "0.5", "of": INT_STD["formula"]})
    priced = price(RuleTerms.from_json("INT-AUT", autonomous), {"students": 1, "allowance_krw": 39_990}, NO_BASE)
    assert told(priced)[-4:] == [
        ("per_amount", "3.999"),
        ("multiplier", "0.5"),
        ("scaled", "1.9995"),
        ("floor", "1"),
    ]


def test_a_third_is_told_as_a_fraction() -> None:
    thirds = counted("hours", {"kind": "per_unit", "input": "hours", "points": "1/3"})
    assert told(price(thirds, {"hours": 4}, NO_BASE)) == [
        ("hours", "4"),
        ("per_unit", "4/3"),
        ("floor", "1"),
    ]


def test_a_flat_price_is_the_same_for_any_input() -> None:
    branch = counted("terms", {"kind": "flat", "points": 200})
    assert told(price(branch, {"terms": 7}, NO_BASE)) == [("flat", "200"), ("floor", "200")]


def test_a_factor_over_a_power_is_inside_the_one_floor() -> None:
    terms = concave(100_000_000, "0.6", "agreement", 10_000, multiplier="1.5")
    priced = price(terms, {"paid_krw": 50_000_000}, NO_BASE)
    assert priced.points == 989  # 1.5 * 659.75..., where flooring first would give 1.5 * 659 = 988.5
    assert ("multiplier", "1.5") in told(priced)


def test_the_limit_of_an_agreement_holds_for_its_whole_price() -> None:
    terms = demo_version("RES-JNT").terms
    priced = price(terms, {"paid_krw": 10_000_000_000}, Base(100_000_000, 1_000))
    assert priced.points == 9_000
    assert ("limit_agreement", "10000") in told(priced)
    assert reprice(terms, 20_000_000_000) == 10_000


def test_a_base_with_more_posted_than_it_is_worth_gives_nothing_back_by_itself() -> None:
    assert price(demo_version("RES-JNT").terms, {"paid_krw": 1}, Base(0, 500)).points == 0


def test_a_base_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="expected a base of 0 or more"):
        Base(paid_krw=-1, points=0)


def test_only_accumulated_prices_can_be_repriced() -> None:
    with pytest.raises(ValueError, match="expected terms with a cumulative price"):
        reprice(demo_version("INT-STD").terms, 1_000_000)


payments = st.lists(st.integers(1, 400_000_000), min_size=1, max_size=8)
power_terms = st.sampled_from(
    [
        demo_version("RES-JNT").terms,
        concave(50_000_000, "0.7", "agreement", 10_000),
        concave(50_000_000, "0.7", "organization_year", 3_000),
        concave(10_000_000, "0.56", "organization_year", 5_000),
        concave(100_000_000, "0.6", "agreement", 10_000, multiplier="1.5"),
    ]
)


@given(power_terms, payments)
def test_no_split_of_payments_earns_more_or_less_than_their_sum(terms: RuleTerms, series: list[int]) -> None:
    assert sum(pay(terms, series)) == sum(pay(terms, [sum(series)])) == reprice(terms, sum(series))


@given(power_terms, payments)
def test_the_limit_inside_the_price_leaves_the_posting_limit_nothing_to_cut(
    terms: RuleTerms, series: list[int]
) -> None:
    posted = 0
    for points in pay(terms, series):
        limited = apply_limits(terms, points, {terms.limits[0].scope: posted})
        assert limited.points == points
        assert limited.cuts == ()
        posted += points


@given(st.integers(0, 10**11), st.integers(0, 10**11), st.integers(0, 10**11), st.integers(0, 10**11))
def test_an_internship_price_never_falls_with_money_and_never_rises_with_subsidy(
    allowance: int, more: int, subsidy: int, less: int
) -> None:
    terms = RuleTerms.from_json("INT-STD", INT_STD)
    low, high = sorted((allowance, more))
    small, large = sorted((subsidy, less))

    def points(allowance_krw: int, subsidy_krw: int) -> int:
        inputs = {"students": 1, "allowance_krw": allowance_krw, "subsidy_krw": subsidy_krw}
        return price(terms, inputs, NO_BASE).points

    assert points(low, large) <= points(low, small) <= points(high, small)
    assert points(low, small) == max(0, low - small) // 10_000


def test_an_unknown_input_is_refused_before_anything_else() -> None:
    found = refusal(demo_version("INT-STD").terms, {"students": 0, "age/years": 23})
    assert (found.code, found.pointer) == ("input_unknown", "/inputs/age~1years")
    assert found.params["expected"] == "students, months, weeks, allowance_krw, subsidy_krw"


def test_a_missing_input_is_refused_by_name_and_unit() -> None:
    found = refusal(demo_version("INT-STD").terms, {"students": 3, "allowance_krw": 1})
    assert (found.code, found.pointer) == ("input_missing", "/inputs/months")
    assert found.params == {"name": "months", "expected": "months", "found": "nothing"}


@pytest.mark.parametrize("students", [0, 501])
def test_an_input_outside_its_bounds_is_refused(students: int) -> None:
    found = refusal(demo_version("INT-STD").terms, {**V1, "students": students})
    assert (found.code, found.pointer) == ("input_out_of_range", "/inputs/students")
    assert found.params == {"name": "students", "expected": "1..500", "found": students}


def test_a_truth_value_is_not_a_number() -> None:
    found = refusal(demo_version("INT-STD").terms, {**V1, "students": True})
    assert (found.code, found.params["found"]) == ("input_out_of_range", "True")


def test_an_internship_below_four_weeks_does_not_qualify() -> None:
    found = refusal(demo_version("INT-STD").terms, {**V1, "weeks": 3})
    assert (found.code, found.pointer) == ("activity_not_eligible", "/inputs/weeks")
    assert found.params == {"name": "weeks", "expected": 4, "found": 3}
    assert price(demo_version("INT-STD").terms, {**V1, "weeks": 4}, NO_BASE).points == 1_854


@pytest.mark.parametrize(("name", "value"), [("weeks", 11), ("hours", 419)])
def test_a_coop_term_needs_twelve_weeks_and_420_hours(name: str, value: int) -> None:
    found = refusal(demo_version("COOP-TERM").terms, {**COOP, name: value})
    assert (found.code, found.pointer) == ("activity_not_eligible", f"/inputs/{name}")
    assert price(demo_version("COOP-TERM").terms, {**COOP, "weeks": 12, "hours": 420}, NO_BASE).points == 850


def test_an_agreement_cannot_grow_beyond_what_json_can_hold() -> None:
    with pytest.raises(Refused) as caught:
        price(demo_version("RES-JNT").terms, {"paid_krw": 2}, Base(POINTS_MAX - 1, 0))
    assert caught.value.refusal.code == "input_out_of_range"
    assert caught.value.refusal.params["expected"] == "0..1"
