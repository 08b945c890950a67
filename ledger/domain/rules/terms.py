"""Rule terms: everything one version of a rule says, as data.

Invariants: terms that exist are sound (every input the formula reads is there, has bounds, and has a value;
no price can pass ``POINTS_MAX``), hold neither floats nor nulls, and ``from_json(code, terms.to_json()) ==
terms``. The format:

    name, description   {"en": text, "ko": text}
    inputs              [{"name", "unit", "minimum", "maximum", "default"?, "optional"?, "eligibility"?}]
    formula             a tree of nodes, see ``formula.py``
    rounding            "floor"
    limits              [{"scope", "points_max", "edge", "pool"?}]
    validity_months     months from activation, then to the month's end
    activation          {"on": "posting"} or {"months_after_occurrence": 3}
    agreement           true where an agreement reference is required and the agreement is priced as a whole
    evidence            [document kind]
    workflow            [step]; empty posts at once
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from ledger.domain.dates import add_months_to_month_end
from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.fields import Bilingual, Fields, Object
from ledger.domain.rules.formula import Formula, Over, amounts_and_units, evaluate, power_in, read_formula
from ledger.domain.rules.power import power_floor

Scope: TypeAlias = Literal["event", "agreement", "organization_year", "rule"]
Edge: TypeAlias = Literal["truncate", "reject"]
SCOPES: Final[dict[str, Scope]] = {
    "event": "event",
    "agreement": "agreement",
    "organization_year": "organization_year",
    "rule": "rule",
}
"""Where a limit counts, in the order in which limits are applied."""
_EDGES: Final[dict[str, Edge]] = {"truncate": "truncate", "reject": "reject"}
_WORKFLOW_STEPS: Final = ("confirmed", "verified", "approved")
_MONTHS_MAX = 1_200


@dataclass(frozen=True, slots=True)
class InputTerm:
    """One number an activity is priced from.

    Attributes:
        unit: what is counted: krw, students, months, hours, weeks, terms, teams.
        default: the value where none is given; without one the input is required, unless ``optional``.
        optional: may be left out without a default; the formula does not read it.
        eligibility: below ``minimum`` the activity does not qualify at all, rather than being mistyped.
    """

    name: str
    unit: str
    minimum: int
    maximum: int
    default: int | None
    optional: bool
    eligibility: bool

    @classmethod
    def read(cls, fields: Fields) -> InputTerm:
        """Read it strictly; raises ``TermsInvalid``."""
        minimum = fields.whole("minimum", 0)
        maximum = fields.whole("maximum", minimum)
        term = cls(
            name=fields.word("name"),
            unit=fields.word("unit"),
            minimum=minimum,
            maximum=maximum,
            default=fields.optional_whole("default", minimum, maximum),
            optional=fields.flag("optional"),
            eligibility=fields.flag("eligibility"),
        )
        if term.optional and term.default is not None:
            raise fields.invalid("optional", "either a default or optional, not both")
        fields.done()
        return term

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        told: JsonObject = {
            "name": self.name,
            "unit": self.unit,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        if self.default is not None:
            told["default"] = self.default
        if self.optional:
            told["optional"] = True
        if self.eligibility:
            told["eligibility"] = True
        return told


@dataclass(frozen=True, slots=True)
class LimitTerm:
    """The most points in one scope, and what happens at the edge; a named ``pool`` is shared by several
    rules."""

    scope: Scope
    points_max: int
    edge: Edge
    pool: str | None

    @classmethod
    def read(cls, fields: Fields) -> LimitTerm:
        """Read it strictly; raises ``TermsInvalid``."""
        term = cls(
            scope=SCOPES[fields.choice("scope", SCOPES)],
            points_max=fields.whole("points_max", 1),
            edge=_EDGES[fields.choice("edge", _EDGES)],
            pool=fields.word("pool") if fields.has("pool") else None,
        )
        if term.scope == "event" and term.pool is not None:
            raise fields.invalid("pool", "no pool, as an event shares its limit with no other")
        fields.done()
        return term

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        told: JsonObject = {"scope": self.scope, "points_max": self.points_max, "edge": self.edge}
        return told if self.pool is None else {**told, "pool": self.pool}


@dataclass(frozen=True, slots=True)
class Activation:
    """When points become spendable: on posting, or some months after the occurrence (pending until then)."""

    months_after_occurrence: int | None

    @classmethod
    def read(cls, fields: Fields) -> Activation:
        """Read it strictly; raises ``TermsInvalid``."""
        if fields.has("on"):
            fields.choice("on", ("posting",))
            activation = cls(None)
        else:
            activation = cls(fields.whole("months_after_occurrence", 1, _MONTHS_MAX))
        fields.done()
        return activation

    def active_on(self, occurred_on: date, posted_on: date) -> date:
        """Give the first day on which the points are spendable, never before they are posted.

        >>> Activation(3).active_on(date(2026, 11, 30), date(2026, 12, 5))
        datetime.date(2027, 2, 28)
        """
        if self.months_after_occurrence is None:
            return posted_on
        years, month_index = divmod(occurred_on.month - 1 + self.months_after_occurrence, 12)
        year, month = occurred_on.year + years, month_index + 1
        last_day = calendar.monthrange(year, month)[1]
        return max(posted_on, date(year, month, min(occurred_on.day, last_day)))

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        if self.months_after_occurrence is None:
            return {"on": "posting"}
        return {"months_after_occurrence": self.months_after_occurrence}


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """The content of one rule version; the module's docstring tells the fields."""

    name: Bilingual
    description: Bilingual
    inputs: tuple[InputTerm, ...]
    formula: Formula
    rounding: Literal["floor"]
    limits: tuple[LimitTerm, ...]
    validity_months: int
    activation: Activation
    agreement: bool
    evidence: tuple[str, ...]
    workflow: tuple[str, ...]

    @classmethod
    def from_json(cls, code: str, data: Object) -> RuleTerms:
        """Read terms strictly; ``code`` only names the rule in messages. Raises ``TermsInvalid``."""
        fields = Fields(data, code)
        fields.choice("rounding", ("floor",))
        terms = cls(
            name=fields.bilingual("name"),
            description=fields.bilingual("description"),
            inputs=tuple(InputTerm.read(each) for each in fields.tables("inputs")),
            formula=read_formula(fields.table("formula")),
            rounding="floor",
            limits=tuple(LimitTerm.read(each) for each in fields.tables("limits")),
            validity_months=fields.whole("validity_months", 1, _MONTHS_MAX),
            activation=Activation.read(fields.table("activation")),
            agreement=fields.flag("agreement"),
            evidence=fields.words("evidence"),
            workflow=fields.words("workflow"),
        )
        fields.done()
        for check in _CHECKS:
            check(terms, fields)
        return terms

    @property
    def accumulates_over(self) -> Over | None:
        """Over what amounts add up before they are priced, or None where each event is priced alone."""
        power = power_in(self.formula)
        return None if power is None else power[0].over

    def expires_on(self, active_on: date) -> date:
        """Give the last day on which points activated on ``active_on`` can be spent."""
        return add_months_to_month_end(active_on, self.validity_months)

    def to_json(self) -> JsonObject:
        """Write the terms as canonical-JSON material: whole numbers, texts, booleans, lists, objects; no
        nulls."""
        return {
            "name": self.name.to_json(),
            "description": self.description.to_json(),
            "inputs": [term.to_json() for term in self.inputs],
            "formula": self.formula.to_json(),
            "rounding": self.rounding,
            "limits": [limit.to_json() for limit in self.limits],
            "validity_months": self.validity_months,
            "activation": self.activation.to_json(),
            "agreement": self.agreement,
            "evidence": list(self.evidence),
            "workflow": list(self.workflow),
        }


def _inputs_are_sound(terms: RuleTerms, fields: Fields) -> None:
    names = [term.name for term in terms.inputs]
    if len(set(names)) != len(names):
        raise fields.invalid("inputs", "different names")


def _formula_reads_its_inputs(terms: RuleTerms, fields: Fields) -> None:
    by_name = {term.name: term for term in terms.inputs}
    amounts, counted = amounts_and_units(terms.formula)
    earning = {amount.of for amount in amounts} | set(counted)
    deducted = {name for amount in amounts for name in amount.less}
    for name in sorted(earning | deducted):
        if name not in by_name or by_name[name].optional:
            raise fields.invalid("formula", f"an input {name} that is required or has a default")
        if name not in counted and by_name[name].unit != "krw":
            raise fields.invalid("formula", f"an amount in krw, but {name} is in {by_name[name].unit}")
    if earning & deducted:
        raise fields.invalid("formula", f"{min(earning & deducted)} either earning or deducted")


def _limits_are_sound(terms: RuleTerms, fields: Fields) -> None:
    scopes = [limit.scope for limit in terms.limits]
    if len(set(scopes)) != len(scopes):
        raise fields.invalid("limits", "at most one limit for each scope")
    if "agreement" in scopes and not terms.agreement:
        raise fields.invalid("limits", "no limit per agreement in a rule without agreements")


def _agreement_is_priced_whole(terms: RuleTerms, fields: Fields) -> None:
    if terms.agreement != (terms.accumulates_over == "agreement"):
        raise fields.invalid("agreement", 'true together with a power over "agreement", and only then')


def _price_stays_in_range(terms: RuleTerms, fields: Fields) -> None:
    amounts, _ = amounts_and_units(terms.formula)
    deducted = {name for amount in amounts for name in amount.less}
    power = power_in(terms.formula)
    if power is None:
        dearest = {term.name: 0 if term.name in deducted else term.maximum for term in terms.inputs}
        points = evaluate(terms.formula, dearest, [])
    else:
        node, factor = power
        points = Fraction(power_floor(POINTS_MAX, node.base_krw, node.exponent, node.scale * factor))
    if points > POINTS_MAX:
        raise fields.invalid("formula", f"a price of at most {POINTS_MAX} points at the inputs' maxima")


def _workflow_is_known(terms: RuleTerms, fields: Fields) -> None:
    if terms.workflow != tuple(step for step in _WORKFLOW_STEPS if step in terms.workflow):
        raise fields.invalid("workflow", f"steps out of {', '.join(_WORKFLOW_STEPS)}, in this order")


_CHECKS: Final[tuple[Callable[[RuleTerms, Fields], None], ...]] = (
    _inputs_are_sound,
    _formula_reads_its_inputs,
    _limits_are_sound,
    _agreement_is_priced_whole,
    _price_stays_in_range,
    _workflow_is_known,
)
