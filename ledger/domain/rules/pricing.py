"""Prices: the whole points that one event earns under the terms of a rule.

The noun is Priced. Invariants: the same terms, inputs and base give the same points and steps everywhere; a
price is never negative; it is floored once, after the whole formula; and where amounts accumulate (an
agreement, or a year), any split of a series of payments earns what the unsplit sum earns, because only the
difference to what is posted already is ever given.

Limits other than the one on the accumulated total itself are applied afterwards, by ``limits.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.domain.journal.facts import Step
from ledger.domain.points import POINTS_MAX, floor_div
from ledger.domain.refusals import Refused
from ledger.domain.rules.arithmetic import exact_text
from ledger.domain.rules.clauses import InputTerm
from ledger.domain.rules.formula import OfAward, Power, evaluate, power_in
from ledger.domain.rules.power import power_floor
from ledger.domain.rules.terms import RuleTerms


@dataclass(frozen=True, slots=True)
class Base:
    """What an agreement (or a company's year) stands at: KRW paid so far and points posted for it so far."""

    paid_krw: int
    points: int

    def __post_init__(self) -> None:
        if self.paid_krw < 0 or self.points < 0:
            raise ValueError(f"expected a base of 0 or more, found KRW {self.paid_krw} and {self.points} points")


NO_BASE: Final = Base(paid_krw=0, points=0)
"""Where nothing accumulates, or nothing has been paid yet."""


class Priced(NamedTuple):
    """The price of one event.

    Attributes:
        points: whole points, 0 or more, before the limits.
        steps: the arithmetic, in order, exact.
        paid_krw: what the event adds to its base; 0 where nothing accumulates.
    """

    points: int
    steps: tuple[Step, ...]
    paid_krw: int


def price(terms: RuleTerms, inputs: Mapping[str, int], base: Base) -> Priced:
    """Price one event; ``base`` is what it comes on top of (``NO_BASE`` where nothing accumulates).

    Refusals, in this order: ``input_unknown``, ``input_missing``, ``input_out_of_range``,
    ``activity_not_eligible``, each pointing at ``/inputs/<name>`` with ``name``, ``expected`` and ``found``.

    >>> terms = RuleTerms.from_json("INT-STD", {
    ...     "name": {"en": "Standard internship", "ko": "표준 현장실습학기제"},
    ...     "description": {"en": "1 point per KRW 10,000", "ko": "1만 원당 1점"},
    ...     "inputs": [{"name": "allowance_krw", "unit": "krw", "minimum": 0, "maximum": 1_000_000_000},
    ...                {"name": "subsidy_krw", "unit": "krw", "minimum": 0, "maximum": 1_000_000_000,
    ...                 "default": 0}],
    ...     "formula": {"kind": "per_amount", "krw_per_point": 10_000,
    ...                 "amount": {"of": "allowance_krw", "less": ["subsidy_krw"]}},
    ...     "rounding": "floor", "validity_months": 36, "activation": {"on": "posting"}})
    >>> priced = price(terms, {"allowance_krw": 18_546_660}, NO_BASE)
    >>> priced.points
    1854
    >>> " ".join(f"{step.step}={step.value}" for step in priced.steps)
    'allowance_krw=18546660 subsidy_krw=0 net=18546660 per_amount=1854.666 floor=1854'
    """
    values = _accept(terms, inputs)
    power = power_in(terms.formula)
    if power is not None:
        return _price_accumulated(terms, *power, values, base)
    steps: list[Step] = []
    exact = evaluate(terms.formula, values, steps)
    points = floor_div(exact.numerator, exact.denominator)
    steps.append(Step("floor", str(points)))
    return Priced(points, tuple(steps), 0)


def reprice(terms: RuleTerms, paid_krw: int) -> int:
    """Give the total points of an agreement (or a company's year) at a cumulative amount, its own limit
    applied.

    A reversed payment posts the difference between this and what is posted. Raises ``ValueError`` for terms
    under which nothing accumulates.
    """
    power = power_in(terms.formula)
    if power is None:
        raise ValueError(f"expected terms with a cumulative price, found {terms.name.en}")
    total = _power_floor(*power, paid_krw)
    points_max = _total_points_max(terms)
    return total if points_max is None else min(total, points_max)


def price_of_award(terms: RuleTerms, award: int) -> Priced:
    """Price what follows an award of ``award`` points, for a rule that follows others.

    Raises ``ValueError`` for terms that follow none.
    """
    if not isinstance(terms.formula, OfAward):
        raise ValueError(f"expected terms that follow an award, found {terms.name.en}")
    exact = terms.formula.factor * award
    points = floor_div(exact.numerator, exact.denominator)
    steps = (
        Step("award", str(award)),
        Step("factor", exact_text(terms.formula.factor)),
        Step("of_award", exact_text(exact)),
        Step("floor", str(points)),
    )
    return Priced(points, steps, 0)


def _price_accumulated(
    terms: RuleTerms, power: Power, factor: Fraction, values: Mapping[str, int], base: Base
) -> Priced:
    paid_krw = power.amount.value(values)
    cumulative_krw = base.paid_krw + paid_krw
    if cumulative_krw > POINTS_MAX:
        raise _refused("input_out_of_range", power.amount.of, f"0..{POINTS_MAX - base.paid_krw}", paid_krw)
    steps = [*power.amount.steps(values), Step("cumulative_krw", str(cumulative_krw))]
    if factor != 1:
        steps.append(Step("multiplier", exact_text(factor)))
    total = _power_floor(power, factor, cumulative_krw)
    steps.append(Step("power_floor", str(total)))
    points_max = _total_points_max(terms)
    if points_max is not None and total > points_max:
        total = points_max
        steps.append(Step(f"limit_{power.over}", str(total)))
    points = max(0, total - base.points)
    steps += [Step("already_posted", str(base.points)), Step("increment", str(points))]
    return Priced(points, tuple(steps), paid_krw)


def _power_floor(power: Power, factor: Fraction, cumulative_krw: int) -> int:
    return power_floor(cumulative_krw, power.base_krw, power.exponent, power.scale * factor)


def _total_points_max(terms: RuleTerms) -> int | None:
    """Give the truncating limit on the accumulated total itself, which belongs to its price."""
    for limit in terms.limits:
        if limit.scope == terms.accumulates_over and limit.edge == "truncate" and limit.pool is None:
            return limit.points_max
    return None


def _accept(terms: RuleTerms, inputs: Mapping[str, int]) -> dict[str, int]:
    """Give the value of every input that has one, or refuse."""
    names = {term.name for term in terms.inputs}
    for name, found in inputs.items():
        if name not in names:
            raise _refused("input_unknown", name, ", ".join(term.name for term in terms.inputs), found)
    values: dict[str, int] = {}
    for term in terms.inputs:
        value = inputs.get(term.name, term.default)
        if value is not None:
            values[term.name] = value
        elif not term.optional:
            raise _refused("input_missing", term.name, term.unit, "nothing")
    for term in terms.inputs:
        if term.name in values and not _in_range(term, values[term.name]):
            expected = f"{_lowest(term)}..{term.maximum}"
            raise _refused("input_out_of_range", term.name, expected, values[term.name])
    for term in terms.inputs:
        if term.name in values and values[term.name] < term.minimum:
            raise _refused("activity_not_eligible", term.name, term.minimum, values[term.name])
    return values


def _in_range(term: InputTerm, value: object) -> bool:
    return type(value) is int and _lowest(term) <= value <= term.maximum


def _lowest(term: InputTerm) -> int:
    """Give the lowest value that is a number at all; below an eligibility minimum it is one that does not
    qualify."""
    return 0 if term.eligibility else term.minimum


def _refused(code: str, name: str, expected: str | int, found: object) -> Refused:
    escaped = name.replace("~", "~0").replace("/", "~1")
    told = found if type(found) is int else str(found)
    return Refused(code, f"/inputs/{escaped}", name=name, expected=expected, found=told)
