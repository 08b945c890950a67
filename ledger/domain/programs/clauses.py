"""Clauses of a program's terms: its price, its window, what it pays, who may apply and what becomes of points that
come back.

Invariant: a clause that exists is sound, and writes itself as it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.fields import Fields

PointsKind: TypeAlias = Literal["fixed", "per_unit", "step", "bid"]
_POINTS_KINDS: Final[dict[str, PointsKind]] = {
    "fixed": "fixed",
    "per_unit": "per_unit",
    "step": "step",
    "bid": "bid",
}
SIZES: Final = ("micro", "small", "medium", "large")
"""Sizes of companies, smallest first."""

POOL_MAX: Final = 100
"""Most companies of one pooled application."""


@dataclass(frozen=True, slots=True)
class PointsPrice:
    """So many points for each unit; a bid's are taken only from those who are selected."""

    kind: PointsKind
    points: int
    benefit: str | None

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        told: JsonObject = {"kind": self.kind, "points": self.points}
        return told if self.benefit is None else {**told, "benefit": self.benefit}


@dataclass(frozen=True, slots=True)
class StatusPrice:
    """A right for some months, without deduction."""

    months: int

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"kind": "status", "months": self.months}


def read_price(fields: Fields) -> PointsPrice | StatusPrice:
    """Read a price strictly; raises ``TermsInvalid``."""
    kind = fields.choice("kind", (*_POINTS_KINDS, "status"))
    price_read: PointsPrice | StatusPrice
    if kind == "status":
        price_read = StatusPrice(fields.whole("months", 1, 1_200))
    else:
        benefit = fields.text("benefit") if fields.has("benefit") else None
        price_read = PointsPrice(_POINTS_KINDS[kind], fields.whole("points", 1), benefit)
    fields.done()
    return price_read


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a program can be applied for, both included; an open end is None."""

    opens_on: date | None
    closes_on: date | None

    @classmethod
    def read(cls, fields: Fields) -> Window:
        """Read it strictly; raises ``TermsInvalid``."""
        window = cls(fields.optional_day("opens_on"), fields.optional_day("closes_on"))
        if window.opens_on and window.closes_on and window.closes_on < window.opens_on:
            raise fields.invalid("closes_on", f"a day from {window.opens_on}")
        fields.done()
        return window

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` lies in the window."""
        return (self.opens_on is None or self.opens_on <= day) and (self.closes_on is None or day <= self.closes_on)

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        ends = {"opens_on": self.opens_on, "closes_on": self.closes_on}
        return {key: day.isoformat() for key, day in ends.items() if day is not None}


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """What becomes of points that come back after their last day.

    ``grace_days`` is None under ``keep_original``: they keep their dates, and so expire at once.
    """

    grace_days: int | None

    @classmethod
    def read(cls, fields: Fields) -> ReturnRule:
        """Read it strictly; raises ``TermsInvalid``."""
        grace = fields.choice("expired_lots", ("keep_original", "grace")) == "grace"
        return cls(fields.whole("grace_days", 1, 3_660) if grace else None)

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        if self.grace_days is None:
            return {"expired_lots": "keep_original"}
        return {"expired_lots": "grace", "grace_days": self.grace_days}


KEEP_ORIGINAL: Final = ReturnRule(None)


@dataclass(frozen=True, slots=True)
class CancelRule:
    """Until when a captured redemption can be cancelled, and what becomes of lots that expired meanwhile."""

    until_days_after_capture: int
    returned: ReturnRule

    @classmethod
    def read(cls, fields: Fields) -> CancelRule:
        """Read it strictly; raises ``TermsInvalid``."""
        rule = cls(fields.whole("until_days_after_capture", 0, 3_660), ReturnRule.read(fields))
        fields.done()
        return rule

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"until_days_after_capture": self.until_days_after_capture, **self.returned.to_json()}


@dataclass(frozen=True, slots=True)
class Support:
    """What the program pays, in KRW: so much a unit, or between two amounts for an application, told at selection."""

    krw_per_unit: int | None
    krw_min: int
    krw_max: int

    @classmethod
    def read(cls, fields: Fields, *, selected: bool) -> Support:
        """Read it strictly; ``selected`` where applications are selected. Raises ``TermsInvalid``."""
        support = cls(None, 0, 0)
        if selected:
            krw_min = fields.whole("krw_min", 0)
            support = cls(None, krw_min, fields.whole("krw_max", max(krw_min, 1)))
        else:
            support = cls(fields.whole("krw_per_unit", 1, POINTS_MAX // 1_000_000), 0, 0)
        fields.done()
        return support

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        if self.krw_per_unit is not None:
            return {"krw_per_unit": self.krw_per_unit}
        return {"krw_min": self.krw_min, "krw_max": self.krw_max}


@dataclass(frozen=True, slots=True)
class Pool:
    """How many companies apply together, each with points of its own."""

    organizations_min: int
    organizations_max: int

    @classmethod
    def read(cls, fields: Fields) -> Pool:
        """Read it strictly; raises ``TermsInvalid``."""
        least = fields.whole("organizations_min", 1, POOL_MAX)
        pool = cls(least, fields.whole("organizations_max", max(least, 2), POOL_MAX))
        fields.done()
        return pool

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"organizations_min": self.organizations_min, "organizations_max": self.organizations_max}


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply, and with which documents; what is empty does not matter."""

    regions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    balance_min: int = 0
    no_arrears: bool = False
    documents: tuple[str, ...] = ()
    tier_min: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Eligibility:
        """Read it strictly; raises ``TermsInvalid``."""
        eligibility = cls(
            regions=fields.codes("regions") if fields.has("regions") else (),
            sizes=fields.words("sizes"),
            balance_min=fields.optional_whole("balance_min", 1) or 0,
            no_arrears=fields.flag("no_arrears"),
            documents=fields.words("documents"),
            tier_min=fields.code("tier_min") if fields.has("tier_min") else "",
        )
        if unknown := set(eligibility.sizes) - set(SIZES):
            raise fields.invalid("sizes", f"sizes out of {', '.join(SIZES)}, not {', '.join(sorted(unknown))}")
        fields.done()
        return eligibility

    def to_json(self) -> JsonObject:
        """Write it as it was read; what does not matter is left out."""
        told: JsonObject = {}
        for name in ("regions", "sizes", "documents"):
            if words := getattr(self, name):
                told[name] = list(words)
        if self.balance_min:
            told["balance_min"] = self.balance_min
        if self.no_arrears:
            told["no_arrears"] = True
        if self.tier_min:
            told["tier_min"] = self.tier_min
        return told
