"""Clauses: the parts of a rule's terms that are read and written on their own.

The nouns are InputTerm, LimitTerm, Activation, WorkflowStep, Fingerprint and Follows. Invariant: a clause that exists
is sound by itself; what clauses must be to each other is checked where they come together, in ``terms.py``.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.rules.fields import Fields

Scope: TypeAlias = Literal["event", "agreement", "organization_year", "rule"]
Edge: TypeAlias = Literal["truncate", "reject"]
Earner: TypeAlias = Literal["organization", "university"]
SCOPES: Final[dict[str, Scope]] = {
    "event": "event",
    "agreement": "agreement",
    "organization_year": "organization_year",
    "rule": "rule",
}
"""Where a limit counts, in the order in which limits are applied. A campaign's budget is the limit of its rule."""
_EDGES: Final[dict[str, Edge]] = {"truncate": "truncate", "reject": "reject"}
STEPS: Final = ("confirmed", "verified", "approved")
"""What a claim may have to be before it is posted, in this order: confirmed by the company, verified by a second
person at the university, approved by the operator."""
TRACES: Final = ("organization", "occurred_on", "started_on", "subject_reference", "agreement_reference")
"""What an activity may be recognised by, whoever reports it."""
EARNERS: Final[dict[str, Earner]] = {"organization": "organization", "university": "university"}
"""Who earns by a rule that follows others: those who earned by them (a campaign), or who reported it (a mirror)."""
MONTHS_MAX: Final = 1_200
DAYS_MAX: Final = 3_660


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
            activation = cls(fields.whole("months_after_occurrence", 1, MONTHS_MAX))
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
class WorkflowStep:
    """Who must agree before points exist, and within how many days of the step before.

    Attributes:
        above_points: only for ``approved``: a smaller award needs no approval.
    """

    step: str
    days: int
    above_points: int | None

    @classmethod
    def read(cls, fields: Fields) -> WorkflowStep:
        """Read it strictly; raises ``TermsInvalid``."""
        step = fields.choice("step", STEPS)
        term = cls(step, fields.whole("days", 1, DAYS_MAX), fields.optional_whole("above_points", 1))
        if term.above_points is not None and step != "approved":
            raise fields.invalid("above_points", "a threshold only where the operator approves")
        fields.done()
        return term

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        told: JsonObject = {"step": self.step, "days": self.days}
        return told if self.above_points is None else {**told, "above_points": self.above_points}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What makes two reports the same activity, across rules that share ``kind`` and across universities."""

    kind: str
    of: tuple[str, ...]

    @classmethod
    def read(cls, fields: Fields) -> Fingerprint:
        """Read it strictly; raises ``TermsInvalid``."""
        term = cls(fields.word("kind"), fields.words("of"))
        if not term.of or any(name not in TRACES for name in term.of):
            raise fields.invalid("of", f"some of {', '.join(TRACES)}")
        fields.done()
        return term

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": self.kind, "of": list(self.of)}


@dataclass(frozen=True, slots=True)
class Follows:
    """Which rules' awards a rule is priced from, and who earns by it."""

    rules: tuple[str, ...]
    earns: Earner

    @classmethod
    def read(cls, fields: Fields) -> Follows:
        """Read it strictly; raises ``TermsInvalid``."""
        term = cls(fields.codes("rules"), EARNERS[fields.choice("earns", EARNERS)])
        fields.done()
        return term

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"rules": list(self.rules), "earns": self.earns}
