"""The power is exact: it satisfies its defining inequality, and agrees with far more precise arithmetic."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.power import integer_root, power_floor

amounts = st.one_of(st.integers(0, 10**6), st.integers(0, 10**12), st.integers(0, POINTS_MAX))
bases = st.sampled_from([1, 3, 10_000_000, 50_000_000, 100_000_000])
exponents = st.sampled_from([Fraction(text) for text in ("0.6", "0.7", "0.56", "0.5", "0.99", "1/3", "1")])
scales = st.one_of(st.integers(1, 10_000).map(Fraction), st.fractions(Fraction(1, 1000), 10_000, max_denominator=1000))


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
def test_the_floor_agrees_with_ninety_digits_wherever_these_can_decide(
    amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    with localcontext() as context:
        context.prec = 90
        share = Decimal(amount_krw) / base_krw
        raised = share ** (Decimal(exponent.numerator) / exponent.denominator)
        near = Decimal(scale.numerator) / scale.denominator * raised
        points = power_floor(amount_krw, base_krw, exponent, scale)
        if abs(near - near.to_integral_value()) > Decimal("1e-60"):
            assert points == int(near)
        else:
            assert points in (int(near.to_integral_value()), int(near.to_integral_value()) - 1)


@given(amounts, amounts, bases, exponents, scales)
def test_more_money_never_earns_fewer_points(
    one: int, other: int, base_krw: int, exponent: Fraction, scale: Fraction
) -> None:
    less, more = sorted((one, other))
    assert power_floor(less, base_krw, exponent, scale) <= power_floor(more, base_krw, exponent, scale)


@given(st.integers(1, 5_000), st.sampled_from([2, 3, 5, 10]))
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
