"""Terms: the content of one version of a program; the noun is ProgramTerms.

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
    quota_quantity?, quota_points?, quota_applications?
                        of all organizations together, for each calendar year, or for the call
    support?, budget_krw?     what the program pays: {"krw_per_unit": n}, or {"krw_min": n, "krw_max": n} for an
                        application that is selected; and the most it pays, for each calendar year, or for the call
    call?               code of the call that a bid is made in; versions with the same code are the same call
    pool?               {"organizations_min": n, "organizations_max": n}: several companies apply together
    eligibility?        {"regions"?: [...], "sizes"?: [...], "balance_min"?: points, "no_arrears"?: true,
                        "documents"?: [...], "tier_min"?: code}; the documents must come before selection or capture,
                        and the tier, or one above it, is that of the day of the hold
    window?             {"opens_on"?: date, "closes_on"?: date}, both days included
    hold_ttl_seconds    how long a hold lasts before it falls back
    release?            what becomes of held points that come back after their last day:
                        {"expired_lots": "keep_original"} (where nothing is said)
                        or {"expired_lots": "grace", "grace_days": n}
    cancel              {"until_days_after_capture": n, "expired_lots": "keep_original"}
                        or {..., "expired_lots": "grace", "grace_days": n}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.programs.clauses import (
    KEEP_ORIGINAL,
    CancelRule,
    Eligibility,
    PointsPrice,
    Pool,
    ReturnRule,
    StatusPrice,
    Support,
    Window,
    read_price,
)
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import Bilingual, Fields, Object

_DAY_SECONDS = 86_400
_NUMBERS: Final = (
    "quantity_max_per_organization_year",
    "points_max_per_organization_year",
    "quota_quantity",
    "quota_points",
    "quota_applications",
    "budget_krw",
)


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
    quota_applications: int | None
    support: Support | None
    budget_krw: int | None
    call: str
    pool: Pool | None
    eligibility: Eligibility
    window: Window
    hold_ttl_seconds: int
    release: ReturnRule
    cancel: CancelRule

    @classmethod
    def from_json(cls, code: str, data: Object) -> ProgramTerms:
        """Read terms strictly; ``code`` only names the program in messages. Raises ``TermsInvalid``."""
        fields = Fields(data, code)
        price = read_price(fields.table("price"))
        bid = is_bid(price)
        for name, needed, told in (
            ("call", "bid", bid),
            ("pool", "bid", bid),
            ("support", "points in its price", isinstance(price, PointsPrice)),
            ("budget_krw", "support", fields.has("support")),
        ):
            if fields.has(name) and not told:
                raise fields.invalid(name, f"nothing where there is no {needed}")
        terms = cls(
            name=fields.bilingual("name"),
            owner=fields.code("owner"),
            strategy=fields.code("strategy"),
            task=fields.code("task"),
            project=fields.code("project"),
            price=price,
            unit=fields.word("unit"),
            support=Support.read(fields.table("support"), selected=bid) if fields.has("support") else None,
            call=fields.code("call") if fields.has("call") else "",
            pool=Pool.read(fields.table("pool")) if fields.has("pool") else None,
            eligibility=Eligibility.read(fields.table("eligibility")) if fields.has("eligibility") else Eligibility(),
            window=Window.read(fields.table("window")) if fields.has("window") else Window(None, None),
            hold_ttl_seconds=fields.whole("hold_ttl_seconds", 60, 400 * _DAY_SECONDS),
            release=_read_release(fields) if fields.has("release") else KEEP_ORIGINAL,
            cancel=CancelRule.read(fields.table("cancel")),
            **{name: fields.optional_whole(name, 1) for name in _NUMBERS},
        )
        fields.done()
        return terms

    @property
    def is_selected(self) -> bool:
        """Tell whether the owner selects among applications: of bids, and of those who want a right."""
        return is_selected(self.price)

    def to_json(self) -> JsonObject:
        """Write the terms as canonical-JSON material; what is not said is left out."""
        told: JsonObject = {
            "name": self.name.to_json(),
            "owner": self.owner,
            "strategy": self.strategy,
            "task": self.task,
            "project": self.project,
            "price": self.price.to_json(),
            "unit": self.unit,
            "window": self.window.to_json(),
            "hold_ttl_seconds": self.hold_ttl_seconds,
            "cancel": self.cancel.to_json(),
        }
        told |= {name: number for name in _NUMBERS if (number := getattr(self, name)) is not None}
        if self.call:
            told["call"] = self.call
        for name in ("support", "pool"):
            if (clause := getattr(self, name)) is not None:
                told[name] = clause.to_json()
        if self.eligibility != Eligibility():
            told["eligibility"] = self.eligibility.to_json()
        if self.release != KEEP_ORIGINAL:
            told["release"] = self.release.to_json()
        return told


def is_bid(price: PointsPrice | StatusPrice) -> bool:
    """Tell whether points are taken only from those who are selected."""
    return isinstance(price, PointsPrice) and price.kind == "bid"


def is_selected(price: PointsPrice | StatusPrice) -> bool:
    """Tell whether somebody selects among those who apply."""
    return isinstance(price, StatusPrice) or price.kind == "bid"


def price(terms: ProgramTerms, quantity: int) -> int:
    """Give the points that ``quantity`` units cost; a right costs none, and there is one of it.

    Raises:
        Refused: ``quantity_out_of_range`` with ``expected`` and ``found``.
    """
    quantity_max = 1
    if isinstance(terms.price, PointsPrice):
        paid = terms.support.krw_per_unit if terms.support else None
        quantity_max = POINTS_MAX // max(terms.price.points, paid or 1)
    if type(quantity) is not int or not 1 <= quantity <= quantity_max:
        raise Refused("quantity_out_of_range", "/quantity", expected=f"1..{quantity_max}", found=str(quantity))
    return 0 if isinstance(terms.price, StatusPrice) else terms.price.points * quantity


def check_open(terms: ProgramTerms, on: date) -> None:
    """Refuse a day outside the program's window.

    Raises:
        Refused: ``program_not_open`` with ``on`` and ``window`` (such as ``2026-01-01..2026-12-31``).
    """
    if not terms.window.holds(on):
        window = f"{terms.window.opens_on or ''}..{terms.window.closes_on or ''}"
        raise Refused("program_not_open", "/program", on=on.isoformat(), window=window)


def _read_release(fields: Fields) -> ReturnRule:
    release = fields.table("release")
    rule = ReturnRule.read(release)
    release.done()
    return rule
