"""Programs: what points can be spent on, as data; the noun is ProgramTerms.

Invariants: terms that exist are sound, hold neither floats nor nulls, and ``from_json`` reads what
``to_json`` wrote as the same terms; a price is whole points, the same for all who ask for the same quantity.
The format:

    name                {"en": text, "ko": text}
    owner               code of the body that runs the program
    strategy, task, project   codes of the public plan that the points are tied to
    price               {"kind": "fixed" | "per_unit" | "step" | "bid", "points": n, "benefit"?: text}
                        or, for a right without deduction, {"kind": "status", "months": n}
    unit                what is counted: "seat", "block", "voucher"
    quantity_max_per_organization_year?, points_max_per_organization_year?
                        ceilings of one organization
    quota_quantity?, quota_points?
                        of all organizations together, for each calendar year
    window?             {"opens_on"?: date, "closes_on"?: date}, both days included
    hold_ttl_seconds    how long a hold lasts before it falls back
    cancel              {"until_days_after_capture": n, "expired_lots": "keep_original"}
                        or {..., "expired_lots": "grace", "grace_days": n}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import Bilingual, Fields, Object

PointsKind: TypeAlias = Literal["fixed", "per_unit", "step", "bid"]
Counts: TypeAlias = Literal["points", "quantity"]
_POINTS_KINDS: Final[dict[str, PointsKind]] = {
    "fixed": "fixed",
    "per_unit": "per_unit",
    "step": "step",
    "bid": "bid",
}
_DAY_SECONDS = 86_400


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
class CancelRule:
    """Until when a captured redemption can be cancelled, and what becomes of lots that expired meanwhile.

    ``grace_days`` is None under ``keep_original``: the restored points keep their dates, and expire at once
    if these have passed.
    """

    until_days_after_capture: int
    grace_days: int | None

    @classmethod
    def read(cls, fields: Fields) -> CancelRule:
        """Read it strictly; raises ``TermsInvalid``."""
        grace = fields.choice("expired_lots", ("keep_original", "grace")) == "grace"
        rule = cls(
            fields.whole("until_days_after_capture", 0, 3_660),
            fields.whole("grace_days", 1, 3_660) if grace else None,
        )
        fields.done()
        return rule

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        told: JsonObject = {"until_days_after_capture": self.until_days_after_capture}
        if self.grace_days is None:
            return {**told, "expired_lots": "keep_original"}
        return {**told, "expired_lots": "grace", "grace_days": self.grace_days}


@dataclass(frozen=True, slots=True)
class ProgramTerms:
    """The content of one version of a program; the module's docstring tells the fields."""

    name: Bilingual
    owner: str
    strategy: str
    task: str
    project: str
    price: PointsPrice | StatusPrice
    unit: str
    quantity_max_per_organization_year: int | None
    points_max_per_organization_year: int | None
    quota_quantity: int | None
    quota_points: int | None
    window: Window
    hold_ttl_seconds: int
    cancel: CancelRule

    @classmethod
    def from_json(cls, code: str, data: Object) -> ProgramTerms:
        """Read terms strictly; ``code`` only names the program in messages. Raises ``TermsInvalid``."""
        fields = Fields(data, code)
        terms = cls(
            name=fields.bilingual("name"),
            owner=fields.code("owner"),
            strategy=fields.code("strategy"),
            task=fields.code("task"),
            project=fields.code("project"),
            price=_read_price(fields.table("price")),
            unit=fields.word("unit"),
            quantity_max_per_organization_year=fields.optional_whole("quantity_max_per_organization_year", 1),
            points_max_per_organization_year=fields.optional_whole("points_max_per_organization_year", 1),
            quota_quantity=fields.optional_whole("quota_quantity", 1),
            quota_points=fields.optional_whole("quota_points", 1),
            window=Window.read(fields.table("window")) if fields.has("window") else Window(None, None),
            hold_ttl_seconds=fields.whole("hold_ttl_seconds", 60, 400 * _DAY_SECONDS),
            cancel=CancelRule.read(fields.table("cancel")),
        )
        fields.done()
        return terms

    def to_json(self) -> JsonObject:
        """Write the terms as canonical-JSON material; what is not limited is left out."""
        ceilings = {
            "quantity_max_per_organization_year": self.quantity_max_per_organization_year,
            "points_max_per_organization_year": self.points_max_per_organization_year,
            "quota_quantity": self.quota_quantity,
            "quota_points": self.quota_points,
        }
        return {
            "name": self.name.to_json(),
            "owner": self.owner,
            "strategy": self.strategy,
            "task": self.task,
            "project": self.project,
            "price": self.price.to_json(),
            "unit": self.unit,
            **{key: maximum for key, maximum in ceilings.items() if maximum is not None},
            "window": self.window.to_json(),
            "hold_ttl_seconds": self.hold_ttl_seconds,
            "cancel": self.cancel.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Meter:
    """A count that a hold raises and whatever gives points back lowers; it never passes ``maximum``."""

    name: str
    counts: Counts
    maximum: int


def price(terms: ProgramTerms, quantity: int) -> int:
    """Give the points that ``quantity`` units cost.

    Raises:
        Refused: ``program_has_no_price`` where a status is a right and not for sale;
            ``quantity_out_of_range`` with ``expected`` and ``found``.
    """
    if isinstance(terms.price, StatusPrice):
        raise Refused("program_has_no_price", "/program")
    quantity_max = POINTS_MAX // terms.price.points
    if type(quantity) is not int or not 1 <= quantity <= quantity_max:
        raise Refused("quantity_out_of_range", "/quantity", expected=f"1..{quantity_max}", found=str(quantity))
    return terms.price.points * quantity


def check_open(terms: ProgramTerms, on: date) -> None:
    """Refuse a day outside the program's window.

    Raises:
        Refused: ``program_not_open`` with ``on`` and ``window`` (such as ``2026-01-01..2026-12-31``).
    """
    if not terms.window.holds(on):
        window = f"{terms.window.opens_on or ''}..{terms.window.closes_on or ''}"
        raise Refused("program_not_open", "/program", on=on.isoformat(), window=window)


def meters(terms: ProgramTerms, code: str, organization: str, year: int) -> tuple[Meter, ...]:
    """Give the meters that a hold counts on: the organization's ceilings first, then the program's quotas.

    A bid's quota binds when winners are selected; until then there may be more applicants than places.
    """
    ceiling, quota = f"ceiling:{code}:{organization}:{year}", f"quota:{code}:{year}"
    bid = isinstance(terms.price, PointsPrice) and terms.price.kind == "bid"
    every: tuple[tuple[str, Counts, int | None], ...] = (
        (ceiling, "quantity", terms.quantity_max_per_organization_year),
        (ceiling, "points", terms.points_max_per_organization_year),
        (quota, "quantity", None if bid else terms.quota_quantity),
        (quota, "points", None if bid else terms.quota_points),
    )
    return tuple(Meter(f"{name}:{counts}", counts, maximum) for name, counts, maximum in every if maximum is not None)


def _read_price(fields: Fields) -> PointsPrice | StatusPrice:
    kind = fields.choice("kind", (*_POINTS_KINDS, "status"))
    price_read: PointsPrice | StatusPrice
    if kind == "status":
        price_read = StatusPrice(fields.whole("months", 1, 1_200))
    else:
        benefit = fields.text("benefit") if fields.has("benefit") else None
        price_read = PointsPrice(_POINTS_KINDS[kind], fields.whole("points", 1), benefit)
    fields.done()
    return price_read
