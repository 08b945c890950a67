"""Formulas: the arithmetic of a rule as a tree of data.

Nodes: ``per_unit``, ``per_amount``, ``flat``, ``power``, ``sum``, ``scaled`` and ``of_award``. Invariants: every node
evaluates to an exact fraction, never below zero and never falling when an earning input rises; ``power``
stands alone or under ``scaled``, where its floor is exact (see ``power.py``), and never inside a ``sum``;
``of_award`` stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.journal.facts import Step
from ledger.domain.rules.arithmetic import exact_text
from ledger.domain.rules.fields import Fields

Over: TypeAlias = Literal["agreement", "organization_year"]
_OVERS: Final[dict[str, Over]] = {"agreement": "agreement", "organization_year": "organization_year"}
_EXPONENT_DENOMINATOR_MAX = 1_000
_KRW_MAX = 10**15
_DEPTH_MAX = 8
_TERMS_MAX = 16


@dataclass(frozen=True, slots=True)
class Amount:
    """KRW of one input less those of others, at least 0: the company's own money, net of subsidy."""

    of: str
    less: tuple[str, ...]

    def value(self, inputs: Mapping[str, int]) -> int:
        """Give the net amount in KRW."""
        return max(0, inputs[self.of] - sum(inputs[name] for name in self.less))

    def steps(self, inputs: Mapping[str, int]) -> list[Step]:
        """Tell how the net amount came about."""
        told = [Step(name, str(inputs[name])) for name in (self.of, *self.less)]
        return [*told, Step("net", str(self.value(inputs)))] if self.less else told

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"of": self.of, "less": list(self.less)} if self.less else {"of": self.of}


@dataclass(frozen=True, slots=True)
class PerUnit:
    """So many points for each unit of an input."""

    input: str
    points: Fraction

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "per_unit", "input": self.input, "points": _number(self.points)}


@dataclass(frozen=True, slots=True)
class PerAmount:
    """One point for each so many KRW."""

    amount: Amount
    krw_per_point: int

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "per_amount", "amount": self.amount.to_json(), "krw_per_point": self.krw_per_point}


@dataclass(frozen=True, slots=True)
class Flat:
    """The same points each time."""

    points: int

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "flat", "points": self.points}


@dataclass(frozen=True, slots=True)
class Power:
    """``scale * (cumulative amount / base_krw) ** exponent``: concave, so priced on the sum of what was
    paid."""

    amount: Amount
    base_krw: int
    exponent: Fraction
    scale: int
    over: Over

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {
            "kind": "power",
            "amount": self.amount.to_json(),
            "base_krw": self.base_krw,
            "exponent": exact_text(self.exponent),
            "scale": self.scale,
            "over": self.over,
        }


@dataclass(frozen=True, slots=True)
class Sum:
    """Several formulas together."""

    of: tuple[Formula, ...]

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "sum", "of": [part.to_json() for part in self.of]}


@dataclass(frozen=True, slots=True)
class Scaled:
    """A formula times an exact factor."""

    of: Formula
    multiplier: Fraction

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "scaled", "of": self.of.to_json(), "multiplier": _number(self.multiplier)}


@dataclass(frozen=True, slots=True)
class OfAward:
    """A factor of what another rule awarded: 0.5 on top is a campaign of 1.5 times, 0.1 a mirror of 10 %."""

    factor: Fraction

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "of_award", "factor": _number(self.factor)}


Formula: TypeAlias = PerUnit | PerAmount | Flat | Power | Sum | Scaled | OfAward
_KINDS: Final = ("per_unit", "per_amount", "flat", "power", "sum", "scaled", "of_award")
_FACTOR_MAX: Final = 10


def read_formula(fields: Fields, depth: int = 0) -> Formula:
    """Read a formula tree; raises ``TermsInvalid`` naming the node that is wrong."""
    kind = fields.choice("kind", _KINDS)
    if depth == _DEPTH_MAX:
        raise fields.invalid("kind", f"at most {_DEPTH_MAX} levels of formulas")
    formula: Formula
    if kind == "per_unit":
        formula = PerUnit(fields.word("input"), fields.exact("points"))
    elif kind == "per_amount":
        formula = PerAmount(_read_amount(fields.table("amount")), fields.whole("krw_per_point", 1, _KRW_MAX))
    elif kind == "flat":
        formula = Flat(fields.whole("points", 1))
    elif kind == "power":
        formula = _read_power(fields)
    elif kind == "sum":
        formula = _read_sum(fields, depth)
    elif kind == "scaled":
        formula = Scaled(read_formula(fields.table("of"), depth + 1), fields.exact("multiplier"))
    else:
        formula = OfAward(_read_factor(fields, depth))
    fields.done()
    return formula


def power_in(formula: Formula) -> tuple[Power, Fraction] | None:
    """Give the power that a formula prices by and the factor over it, or None where it has no power.

    >>> power_in(Scaled(Flat(200), Fraction(3, 2))) is None
    True
    """
    if isinstance(formula, Power):
        return formula, Fraction(1)
    if isinstance(formula, Scaled) and (inner := power_in(formula.of)) is not None:
        return inner[0], inner[1] * formula.multiplier
    return None


def amounts_and_units(formula: Formula) -> tuple[tuple[Amount, ...], tuple[str, ...]]:
    """Give the amounts, and the inputs counted by unit, that a formula reads."""
    if isinstance(formula, PerAmount | Power):
        return (formula.amount,), ()
    if isinstance(formula, PerUnit):
        return (), (formula.input,)
    if isinstance(formula, Scaled):
        return amounts_and_units(formula.of)
    if isinstance(formula, Flat | OfAward):
        return (), ()
    parts = [amounts_and_units(part) for part in formula.of]
    return tuple(a for amounts, _ in parts for a in amounts), tuple(u for _, units in parts for u in units)


def evaluate(formula: Formula, inputs: Mapping[str, int], steps: list[Step]) -> Fraction:
    """Give the exact points of a formula without a power, before the floor, and append the arithmetic to
    ``steps``."""
    if isinstance(formula, PerUnit):
        points = formula.points * inputs[formula.input]
        steps += [Step(formula.input, str(inputs[formula.input])), Step("per_unit", exact_text(points))]
    elif isinstance(formula, PerAmount):
        points = Fraction(formula.amount.value(inputs), formula.krw_per_point)
        steps += [*formula.amount.steps(inputs), Step("per_amount", exact_text(points))]
    elif isinstance(formula, Flat):
        points = Fraction(formula.points)
        steps.append(Step("flat", exact_text(points)))
    elif isinstance(formula, Sum):
        points = sum((evaluate(part, inputs, steps) for part in formula.of), Fraction(0))
        steps.append(Step("sum", exact_text(points)))
    elif isinstance(formula, Scaled):
        points = evaluate(formula.of, inputs, steps) * formula.multiplier
        steps += [Step("multiplier", exact_text(formula.multiplier)), Step("scaled", exact_text(points))]
    else:
        raise TypeError("a power or a factor of an award has no price of its own: see pricing.py")
    return points


def _read_amount(fields: Fields) -> Amount:
    amount = Amount(fields.word("of"), fields.words("less"))
    fields.done()
    return amount


def _read_power(fields: Fields) -> Power:
    exponent = fields.exact("exponent")
    if exponent > 1 or exponent.denominator > _EXPONENT_DENOMINATOR_MAX:
        raise fields.invalid("exponent", 'a text above "0" and up to "1" with at most three decimals')
    return Power(
        amount=_read_amount(fields.table("amount")),
        base_krw=fields.whole("base_krw", 1, _KRW_MAX),
        exponent=exponent,
        scale=fields.whole("scale", 1, _KRW_MAX),
        over=_OVERS[fields.choice("over", _OVERS)],
    )


def _read_sum(fields: Fields, depth: int) -> Sum:
    parts = fields.tables("of")
    if not 2 <= len(parts) <= _TERMS_MAX:
        raise fields.invalid("of", f"a list of 2 to {_TERMS_MAX} formulas")
    formulas = tuple(read_formula(part, depth + 1) for part in parts)
    if any(power_in(formula) is not None for formula in formulas):
        raise fields.invalid("of", "no power inside a sum, where one floor could not be exact")
    return Sum(formulas)


def _read_factor(fields: Fields, depth: int) -> Fraction:
    factor = fields.exact("factor")
    if depth or factor > _FACTOR_MAX:
        raise fields.invalid("factor", f"at most {_FACTOR_MAX}, and of_award as the whole formula")
    return factor


def _number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else exact_text(value)
