"""Demo spending: what is planned of programs, read from ``spending.toml`` and the holds of ``stories.toml``.

A plan names companies by their number and knows no ids; who bids beside those that are named, and for how much, is
chosen when the day comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.services.demo_ways import Table


@dataclass(frozen=True, slots=True)
class PlannedHold:
    """A hold and how it ends; without a company, the company and what it buys are chosen on the day.

    ``delivered_after_days`` counts from the capture; ``None`` where nothing is delivered.
    """

    placed_on: date
    ends_as: str
    settled_after_days: int
    reference: str = ""
    company: int | None = None
    program: str = ""
    quantity: int = 0
    captured_points: int | None = None
    delivered_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedApplication:
    """An application of a company, alone or with others behind it, and what its program's owner decides.

    Attributes:
        companies: their numbers; the first one hands in for all.
        decision: selected | declined | "" where nobody has decided it, or its call does.
    """

    program: str
    companies: tuple[int, ...]
    quantity: int
    applied_on: date
    submitted_on: date
    decision: str = ""
    decided_on: date | None = None
    revoked_on: date | None = None

    def reference(self, company: int) -> str:
        """Give a company's own reference of it."""
        return f"{self.program}-{self.applied_on}-C{company:03d}"


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call of a bid, which its owner settles as a whole.

    Attributes:
        bids: who applies in any case: ``companies`` and ``quantity``.
        others: how many more apply, those with the most to spend.
        selected: how many applications are selected, who bids most first.
        amount_krw: what is drawn for each of them, as in ``activities.toml``; nothing where the program pays none.
    """

    program: str
    call: str
    opens_on: date
    submitted_on: date
    settled_on: date
    bids: tuple[Table, ...]
    others: int
    selected: int
    delivered_after_days: int
    amount_krw: Table | None = None


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A program's next version: ``terms`` stand in the place of those in force, or it closes on a day."""

    program: str
    drafted_on: date
    approved_on: date
    terms: Table = field(default_factory=dict)
    closes_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedSanction:
    """Points that a company is to forfeit; ``decision`` is approved | withdrawn."""

    company: int
    points: int
    proposed_on: date
    decision: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class PlannedSpending:
    """What happens in programs beside the many holds."""

    calls: tuple[PlannedCall, ...]
    applications: tuple[PlannedApplication, ...]
    changes: tuple[PlannedChange, ...]
    sanctions: tuple[PlannedSanction, ...]

    @property
    def companies(self) -> frozenset[int]:
        """Give the numbers of those that are named."""
        named = [number for one in self.applications for number in one.companies]
        named += [number for call in self.calls for bid in call.bids for number in bid["companies"]]
        return frozenset((*named, *(one.company for one in self.sanctions)))


def read_spending(told: Table) -> PlannedSpending:
    """Read it from the tables of ``spending.toml``."""
    return PlannedSpending(
        calls=tuple(PlannedCall(**{**one, "bids": tuple(one["bids"])}) for one in told["call"]),
        applications=tuple(_application(one) for one in told["application"]),
        changes=tuple(PlannedChange(**one) for one in told["change"]),
        sanctions=tuple(PlannedSanction(**one) for one in told["sanction"]),
    )


def story_hold(told: Table) -> PlannedHold:
    """Read one ``[[hold]]`` of ``stories.toml``."""
    hold: dict[str, Any] = dict(told)
    settled_on = hold.pop("settled_on", hold["placed_on"])
    delivered_on = hold.pop("delivered_on", None)
    return PlannedHold(
        **hold,
        settled_after_days=(settled_on - hold["placed_on"]).days,
        delivered_after_days=None if delivered_on is None else (delivered_on - settled_on).days,
    )


def _application(told: Table) -> PlannedApplication:
    application: dict[str, Any] = dict(told)
    company = application.pop("company")
    return PlannedApplication(**application, companies=(company,), quantity=1)
