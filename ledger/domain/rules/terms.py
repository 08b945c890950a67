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
    expires_on          in its place: the last day of all the points, whenever they were activated
    activation          {"on": "posting"} or {"months_after_occurrence": 3}
    agreement           true where an agreement reference is required and the agreement is priced as a whole
    evidence            [document kind] that backs the activity
    evidence_days       where it is given, no points become spendable without those documents, and pending points wait
                        for them so many days after their activation date, or are dropped
    workflow            [{"step", "days", "above_points"?}]; empty posts at once
    fingerprint         {"kind", "of": [trace]}: what makes two reports the same activity; absent where nothing does
    follows             {"rules": [code], "earns": "organization" | "university"}: this rule is priced from what
                        those award, in the same transaction (a campaign, a mirror), and cannot be posted itself
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from ledger.domain.dates import add_months_to_month_end
from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.clauses import (
    DAYS_MAX,
    MONTHS_MAX,
    STEPS,
    Activation,
    Fingerprint,
    Follows,
    InputTerm,
    LimitTerm,
    WorkflowStep,
)
from ledger.domain.rules.fields import Bilingual, Fields, Object
from ledger.domain.rules.formula import Formula, OfAward, Over, amounts_and_units, evaluate, power_in, read_formula
from ledger.domain.rules.power import power_floor


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """The content of one rule version; the module's docstring tells the fields."""

    name: Bilingual
    description: Bilingual
    inputs: tuple[InputTerm, ...]
    formula: Formula
    rounding: Literal["floor"]
    limits: tuple[LimitTerm, ...]
    validity: int | date
    """Months from activation, then to the month's end; or the last day of all the points."""
    activation: Activation
    agreement: bool
    evidence: tuple[str, ...]
    evidence_days: int | None
    workflow: tuple[WorkflowStep, ...]
    fingerprint: Fingerprint | None
    follows: Follows | None

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
            validity=_read_validity(fields),
            activation=Activation.read(fields.table("activation")),
            agreement=fields.flag("agreement"),
            evidence=fields.words("evidence"),
            evidence_days=fields.optional_whole("evidence_days", 0, DAYS_MAX),
            workflow=tuple(WorkflowStep.read(each) for each in fields.tables("workflow")),
            fingerprint=Fingerprint.read(fields.table("fingerprint")) if fields.has("fingerprint") else None,
            follows=Follows.read(fields.table("follows")) if fields.has("follows") else None,
        )
        fields.done()
        for check in _CHECKS:
            check(terms, fields)
        return terms

    @property
    def evidence_required(self) -> tuple[str, ...]:
        """The kinds of documents without which no points become spendable."""
        return () if self.evidence_days is None else self.evidence

    @property
    def accumulates_over(self) -> Over | None:
        """Over what amounts add up before they are priced, or None where each event is priced alone."""
        power = power_in(self.formula)
        return None if power is None else power[0].over

    def expires_on(self, active_on: date) -> date:
        """Give the last day on which points activated on ``active_on`` can be spent."""
        validity = self.validity
        return validity if isinstance(validity, date) else add_months_to_month_end(active_on, validity)

    def lapsed_on(self, active_on: date) -> bool:
        """Tell whether points activated on ``active_on`` would have lapsed before."""
        return self.expires_on(active_on) < active_on

    def to_json(self) -> JsonObject:
        """Write the terms as canonical-JSON material: whole numbers, texts, booleans, lists, objects; no
        nulls."""
        told: JsonObject = {
            "name": self.name.to_json(),
            "description": self.description.to_json(),
            "inputs": [term.to_json() for term in self.inputs],
            "formula": self.formula.to_json(),
            "rounding": self.rounding,
            "limits": [limit.to_json() for limit in self.limits],
            **_validity_json(self.validity),
            "activation": self.activation.to_json(),
            "agreement": self.agreement,
            "evidence": list(self.evidence),
            "workflow": [step.to_json() for step in self.workflow],
        }
        if self.evidence_days is not None:
            told["evidence_days"] = self.evidence_days
        if self.fingerprint is not None:
            told["fingerprint"] = self.fingerprint.to_json()
        if self.follows is not None:
            told["follows"] = self.follows.to_json()
        return told


def _read_validity(fields: Fields) -> int | date:
    """Read how long points live: exactly one of the two ways to say it."""
    months, last_day = fields.optional_whole("validity_months", 1, MONTHS_MAX), fields.optional_day("expires_on")
    if months is not None and last_day is None:
        return months
    if months is None and last_day is not None:
        return last_day
    raise fields.invalid("validity_months", "either validity_months or expires_on")


def _validity_json(validity: int | date) -> JsonObject:
    return {"expires_on": validity.isoformat()} if isinstance(validity, date) else {"validity_months": validity}


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
    if isinstance(terms.formula, OfAward):
        return  # what it follows is in range, and a factor is at most 10
    if power is None:
        dearest = {term.name: 0 if term.name in deducted else term.maximum for term in terms.inputs}
        points = evaluate(terms.formula, dearest, [])
    else:
        node, factor = power
        points = Fraction(power_floor(POINTS_MAX, node.base_krw, node.exponent, node.scale * factor))
    if points > POINTS_MAX:
        raise fields.invalid("formula", f"a price of at most {POINTS_MAX} points at the inputs' maxima")


def _workflow_is_known(terms: RuleTerms, fields: Fields) -> None:
    found = [step.step for step in terms.workflow]
    if found != [step for step in STEPS if step in found]:
        raise fields.invalid("workflow", f"steps out of {', '.join(STEPS)}, in this order")


def _fingerprint_can_be_taken(terms: RuleTerms, fields: Fields) -> None:
    if terms.fingerprint and "agreement_reference" in terms.fingerprint.of and not terms.agreement:
        raise fields.invalid("fingerprint", "no agreement reference in a rule without agreements")


def _follower_stands_alone(terms: RuleTerms, fields: Fields) -> None:
    if (terms.follows is not None) != isinstance(terms.formula, OfAward):
        raise fields.invalid("follows", "the rules that are followed, together with a formula of_award and only then")
    own = terms.inputs or terms.workflow or terms.evidence or terms.fingerprint
    if terms.follows is not None and (own or terms.activation.months_after_occurrence is not None):
        raise fields.invalid("follows", "no inputs, evidence, workflow, fingerprint or activation of its own")


_CHECKS: Final[tuple[Callable[[RuleTerms, Fields], None], ...]] = (
    _inputs_are_sound,
    _formula_reads_its_inputs,
    _limits_are_sound,
    _agreement_is_priced_whole,
    _price_stays_in_range,
    _workflow_is_known,
    _fingerprint_can_be_taken,
    _follower_stands_alone,
)
"""What clauses must be to each other, in this order."""
