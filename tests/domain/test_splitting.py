"""Splitting does not pay: however a sum is paid on an agreement or over a year, it earns what it earns at once.

A small ledger of one base: payments are priced on what stands before them and fitted into the limits, a reversal posts
the difference to what is left. All power rules of the demo are held to it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.limits import apply_limits
from ledger.domain.rules.pricing import Base, price, reprice
from ledger.domain.rules.terms import RuleTerms
from tests.domain.rule_data import demo_file, demo_version

CODES = [
    rule["code"]
    for rule in demo_file("rules.toml")["rule"]
    if demo_version(rule["code"]).terms.accumulates_over is not None
]
POWERS = [demo_version(code).terms for code in CODES]
power_rules = st.sampled_from(POWERS)
payments = st.lists(
    st.one_of(st.integers(1, 1_000), st.integers(1, 400_000_000), st.integers(1, 10**11)), min_size=1, max_size=10
)


@dataclass
class Agreement:
    """What stands for one agreement, or for one company's year."""

    terms: RuleTerms
    paid: list[int] = field(default_factory=list)
    points: int = 0

    def pay(self, amount_krw: int) -> None:
        over = self.terms.accumulates_over
        assert over is not None
        priced = price(self.terms, {"paid_krw": amount_krw}, Base(sum(self.paid), self.points))
        used: dict[Scope, int] = {over: self.points}
        self.paid.append(priced.paid_krw)
        self.points += apply_limits(self.terms, priced.points, used).points

    def reverse(self, which: int) -> None:
        del self.paid[which % len(self.paid)]
        self.points -= max(0, self.points - reprice(self.terms, sum(self.paid)))

    @classmethod
    def of(cls, terms: RuleTerms, series: list[int]) -> Agreement:
        agreement = cls(terms)
        for amount_krw in series:
            agreement.pay(amount_krw)
        return agreement


def test_the_demo_has_four_rules_that_add_up() -> None:
    assert CODES == ["RES-JNT", "TT", "EQP", "SCH"]


@given(power_rules, payments, st.randoms(use_true_random=False))
def test_any_split_in_any_order_earns_what_the_whole_earns(
    terms: RuleTerms, series: list[int], rng: random.Random
) -> None:
    shuffled = rng.sample(series, len(series))
    whole = Agreement.of(terms, [sum(series)]) if sum(series) <= 10**12 else None
    points = Agreement.of(terms, series).points
    assert points == Agreement.of(terms, shuffled).points == reprice(terms, sum(series))
    assert whole is None or whole.points == points
    assert points <= terms.limits[0].points_max


@given(power_rules, st.integers(1, 10**11), st.integers(2, 40))
def test_equal_parts_earn_what_the_whole_earns(terms: RuleTerms, amount_krw: int, parts: int) -> None:
    share, rest = divmod(amount_krw, parts)
    series = [part for part in [share + rest, *[share] * (parts - 1)] if part]
    assert Agreement.of(terms, series).points == Agreement.of(terms, [amount_krw]).points


@given(power_rules, st.lists(st.one_of(st.integers(1, 10**9), st.integers(-10, -1)), max_size=14))
def test_after_payments_and_reversals_what_stands_earns_what_it_would_earn_at_once(
    terms: RuleTerms, acts: list[int]
) -> None:
    agreement = Agreement(terms)
    for act in acts:
        if act > 0:
            agreement.pay(act)
        elif agreement.paid:
            agreement.reverse(act)
        assert agreement.points == reprice(terms, sum(agreement.paid))


@pytest.mark.parametrize(("code", "points"), [("RES-JNT", 841), ("TT", 1_328), ("EQP", 1_328), ("SCH", 3_090)])
def test_after_the_second_of_four_payments_is_taken_back_75_million_stand(code: str, points: int) -> None:
    agreement = Agreement.of(demo_version(code).terms, [25_000_000] * 4)
    agreement.reverse(1)
    assert (sum(agreement.paid), agreement.points) == (75_000_000, points)
