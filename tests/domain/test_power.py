"""The power is exact: it satisfies its defining inequality, and agrees with far more precise arithmetic.

Two oracles know nothing of ``power.py``: one computes 220 digits by logarithms, where these can decide; the other
closes in on the price from both sides in whole numbers, and decides always.
"""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.formula import Power, power_in
from ledger.domain.rules.power import integer_root, power_floor
from tests.domain.rule_data import demo_file, demo_version

amounts = st.one_of(st.integers(0, 10**6), st.integers(0, 10**12), st.integers(0, POINTS_MAX))
bases = st.sampled_from([1, 3, 10_000_000, 50_000_000, 100_000_000])
exponents = st.sampled_from([Fraction(text) for text in ("0.6", "0.7", "0.56", "0.5", "0.99", "1/3", "1")])
scales = st.one_of(st.integers(1, 10_000).map(Fraction), st.fractions(Fraction(1, 1000), 10_000, max_denominator=1000))

DIGITS = 220
DECIDED = Decimal(10) ** -180
"""Nearer to a whole number than this, the digits do not tell on which side of it a price lies."""


def power_of(code: str) -> Power:
    found = power_in(demo_version(code).terms.formula)
    assert found is not None
    assert found[1] == 1
    return found[0]


DEMO_POWERS = {
    rule["code"]: power_of(rule["code"])
    for rule in demo_file("rules.toml")["rule"]
    if rule["terms"]["formula"]["kind"] == "power"
}
demo_powers = st.sampled_from(sorted(DEMO_POWERS)).map(DEMO_POWERS.__getitem__)


def priced(power: Power, amount_krw: int) -> int:
    return power_floor(amount_krw, power.base_krw, power.exponent, power.scale)


def near(amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction) -> Decimal:
    """Give the price before the floor to some 215 digits."""
    with localcontext() as context:
        context.prec = DIGITS
        share = Decimal(amount_krw) / base_krw
        raised = share ** (Decimal(exponent.numerator) / exponent.denominator)
        return Decimal(scale.numerator) / scale.denominator * raised


def bracketed(amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction) -> int:
    """Give the price by closing in on it: the last whole number that is not above it."""
    p, q = exponent.numerator, exponent.denominator

    def is_above(points: int) -> bool:
        return (points * scale.denominator) ** q * base_krw**p > scale.numerator**q * amount_krw**p

    low, high = 0, 1
    while not is_above(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_above(middle) else (middle, high)
    return low


def first_amount_krw(power: Power, points: int) -> int:
    """Give the least amount that earns so many points, found by halving."""
    low, high = 0, POINTS_MAX
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if priced(power, middle) >= points else (middle, high)
    return high


@given(st.integers(0, 2**300), st.integers(1, 40))
def test_a_root_is_the_largest_whole_number_whose_power_fits(value: int, degree: int) -> None:
    root = integer_root(value, degree)
    assert root**degree <= value < (root + 1) ** degree


@pytest.mark.parametrize(("value", "degree"), [(-1, 3), (8, 0)])
def test_a_root_outside_the_whole_numbers_is_an_error(value: int, degree: int) -> None:
    with pytest.raises(ValueError, match="expected value >= 0 and degree >= 1"):
        integer_root(value, degree)


@given(amounts, bases, exponents, scales)
def test_the_floor_satisfies_its_defining_inequality_in_whole_numbers(
    amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    points = power_floor(amount_krw, base_krw, exponent, scale)
    p, q = exponent.numerator, exponent.denominator
    price_to_the_q = scale**q * Fraction(amount_krw, base_krw) ** p
    assert points**q <= price_to_the_q < (points + 1) ** q


@given(amounts, bases, exponents, scales)
def test_the_floor_agrees_with_220_digits_wherever_these_can_decide(
    amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    exact = near(amount_krw, base_krw, exponent, scale)
    points = power_floor(amount_krw, base_krw, exponent, scale)
    if abs(exact - exact.to_integral_value()) > DECIDED:
        assert points == int(exact)
    else:
        whole = int(exact.to_integral_value())
        p, q = exponent.numerator, exponent.denominator
        reached = whole**q <= scale**q * Fraction(amount_krw, base_krw) ** p
        assert points == (whole if reached else whole - 1)


@given(amounts, bases, exponents, scales)
def test_the_floor_agrees_with_closing_in_on_it_from_both_sides(
    amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    points = power_floor(amount_krw, base_krw, exponent, scale)
    assert points == bracketed(amount_krw, base_krw, exponent, scale)


def test_the_demo_has_four_powers() -> None:
    told = {code: (power.base_krw, str(power.exponent), power.scale) for code, power in DEMO_POWERS.items()}
    assert told == {
        "RES-JNT": (100_000_000, "3/5", 1_000),
        "TT": (50_000_000, "7/10", 1_000),
        "EQP": (50_000_000, "7/10", 1_000),
        "SCH": (10_000_000, "14/25", 1_000),
    }


@given(demo_powers, st.one_of(amounts, st.sampled_from([10**15 - 1, 10**15, 10**15 + 1, POINTS_MAX])))
def test_the_powers_of_the_demo_agree_with_both_oracles_up_to_the_far_end(power: Power, amount_krw: int) -> None:
    points = priced(power, amount_krw)
    scale = Fraction(power.scale)
    assert points == bracketed(amount_krw, power.base_krw, power.exponent, scale)
    exact = near(amount_krw, power.base_krw, power.exponent, scale)
    if abs(exact - exact.to_integral_value()) > DECIDED:
        assert points == int(exact)


@given(demo_powers, st.integers(1, 12_000))
def test_each_point_of_the_demo_begins_at_one_won_and_not_one_won_before(power: Power, points: int) -> None:
    amount_krw = first_amount_krw(power, points)
    p, q = power.exponent.numerator, power.exponent.denominator
    assert power.scale**q * amount_krw**p >= points**q * power.base_krw**p
    assert power.scale**q * (amount_krw - 1) ** p < points**q * power.base_krw**p
    assert (priced(power, amount_krw - 1), priced(power, amount_krw)) == (points - 1, points)


@pytest.mark.parametrize("code", sorted(DEMO_POWERS))
def test_where_the_power_is_whole_its_point_is_earned_and_one_won_less_loses_it(code: str) -> None:
    power = DEMO_POWERS[code]
    p, q = power.exponent.numerator, power.exponent.denominator
    root, seen = 1, 0
    while (amount_krw := power.base_krw * root**q) <= POINTS_MAX:
        assert priced(power, amount_krw) == power.scale * root**p
        assert priced(power, amount_krw - 1) == power.scale * root**p - 1
        root, seen = root + 1, seen + 1
    assert seen


@given(amounts, amounts, bases, exponents, scales)
def test_more_money_never_earns_fewer_points(
    one: int, other: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    less, more = sorted((one, other))
    assert power_floor(less, base_krw, exponent, scale) <= power_floor(more, base_krw, exponent, scale)


@given(demo_powers, amounts, amounts)
def test_more_money_never_earns_fewer_points_in_the_demo(power: Power, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert priced(power, less) <= priced(power, more)


@given(st.integers(1, 5_000), st.sampled_from([2, 3, 5, 10, 25]))
def test_an_exact_root_earns_its_point_and_one_won_less_does_not(root: int, degree: int) -> None:
    exact_krw = root**degree
    if exact_krw <= POINTS_MAX:
        assert power_floor(exact_krw, 1, Fraction(1, degree), 1) == root
        assert power_floor(exact_krw - 1, 1, Fraction(1, degree), 1) == root - 1


def test_the_whole_base_earns_the_whole_scale() -> None:
    assert power_floor(100_000_000, 100_000_000, Fraction("0.6"), 1_000) == 1_000
    assert power_floor(99_999_999, 100_000_000, Fraction("0.6"), 1_000) == 999
    assert power_floor(0, 100_000_000, Fraction("0.6"), 1_000) == 0


def test_ten_contracts_of_ten_million_would_earn_two_and_a_half_times_one_of_a_hundred_million() -> None:
    assert 10 * power_floor(10_000_000, 100_000_000, Fraction("0.6"), 1_000) == 2_510
