"""Demo plan: what happens while a demo plays, drawn from ``activities.toml``, ``stories.toml`` and ``spending.toml``.

Pure and repeatable: the same data, size and random numbers give the same plan. A plan knows nothing of ids, balances
or the ledger; what a hold takes is chosen when its day comes, by what there is to spend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from ledger.domain.rules.terms import RuleTerms
from ledger.services.demo_size import Size
from ledger.services.demo_spending import PlannedHold, PlannedSpending, read_spending, story_hold
from ledger.services.demo_ways import PLAIN, WHOLE, Table, Way, draw_number, draw_way

FRIDAY: Final = 4

FIRST_HOLD_AFTER_DAYS: Final = 75
STILL_HELD_DAYS: Final = 6
"""Holds that are still open when the demo ends were placed in its last days."""

TRIES: Final = 50
"""How often a company is drawn until one is found that has not yet done this year what is done once a year."""


@dataclass(frozen=True, slots=True)
class PlannedAccrual:
    """An activity, the day it is posted, and the day it is taken back, if it is.

    Attributes:
        university: its code.
        company: its number, from 1.
        evidence: which kinds of document back it.
        shared_with: another company's number; ``shared_basis_points`` of what it earns are that company's.
        reversed_permille: how much is taken back on ``reversed_on``; ``reversed_points`` says it in points instead.
    """

    posted_on: date
    university: str
    company: int
    source_event_id: str
    activity: str
    occurred_on: date
    inputs: dict[str, int]
    evidence: Sequence[str]
    agreement_reference: str | None = None
    started_on: date | None = None
    subject_reference: str | None = None
    shared_with: int | None = None
    shared_basis_points: int = 0
    way: Way = PLAIN
    reversed_on: date | None = None
    reversed_permille: int = WHOLE
    reversed_points: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen, not yet lived."""

    size: Size
    accruals: tuple[PlannedAccrual, ...]
    holds: tuple[PlannedHold, ...]
    spending: PlannedSpending
    story_companies: frozenset[int]
    choices: tuple[Table, ...] = field(repr=False)
    """What companies buy: ``[[redemption]]`` of activities.toml."""


def draw_plan(
    told: Table,
    stories: Table,
    spending: Table,
    rules: Mapping[str, RuleTerms],
    shares: Mapping[str, int],
    size: Size,
    rng: Random,
) -> Plan:
    """Draw a plan of the size's accruals and redemptions, stories included.

    Args:
        rules: the newest terms of each rule, by its code.
        shares: how much of all activity falls to each university, by its code.
    """
    drawer = _Drawer(told, rules, shares, size, stories["apart"]["company"], rng)
    accruals = [_story_accrual(one, rules) for one in stories["accrual"]]
    accruals += drawer.accruals(max(0, size.accruals - len(accruals)))
    holds = [story_hold(one) for one in stories["hold"]]
    holds += drawer.holds(size.redemptions - len(holds))
    planned_spending = read_spending(spending)
    shown = frozenset((stories["shown"]["company"], stories["apart"]["company"]))
    return Plan(
        size=size,
        accruals=tuple(accruals),
        holds=tuple(holds),
        spending=planned_spending,
        story_companies=shown | planned_spending.companies,
        choices=tuple(told["redemption"]),
    )


def next_weekday(day: date) -> date:
    """Give the day itself, or the Monday after it where it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


class _Drawer:
    """The random part of a plan."""

    def __init__(
        self,
        told: Table,
        rules: Mapping[str, RuleTerms],
        shares: Mapping[str, int],
        size: Size,
        apart: int,
        rng: Random,
    ) -> None:
        self.told = told
        self.rules = rules
        self.universities = list(shares)
        self.shares = list(shares.values())
        self.rng = rng
        self.size = size
        self.starts_on = size.starts_on
        self.ends_on = size.ends_on
        self.cancelled_permille = size.cancelled_permille
        self.in_batches = size.batches
        numbers = [number for number in range(1, size.companies + 1) if number != apart]
        self.busiest = numbers[4::10]
        self.others = [number for number in numbers if number not in self.busiest]
        self.serial = 0
        self.done_in_year: set[tuple[str, int, int]] = set()

    def accruals(self, count: int) -> Iterator[PlannedAccrual]:
        """Draw so many accruals, each activity with its share."""
        activities = self.told["activity"]
        left = count
        for activity in activities[1:]:
            wanted = count * activity["share_permille"] // WHOLE
            left -= wanted
            yield from self._of_activity(activity, wanted)
        yield from self._of_activity(activities[0], left)

    def holds(self, count: int) -> Iterator[PlannedHold]:
        """Draw so many holds, spread evenly over the time in which there is something to spend."""
        outcomes: dict[str, int] = {
            name.removesuffix("_permille"): share
            for name, share in self.told["redemption_outcomes"].items()
            if name.endswith("_permille")
        }
        first = self.starts_on + timedelta(days=FIRST_HOLD_AFTER_DAYS)
        for _ in range(max(0, count)):
            ends_as = self.rng.choices(list(outcomes), list(outcomes.values()))[0]
            if ends_as == "captured" and self._is_cancelled():
                ends_as = "cancelled"
            earliest = self.ends_on - timedelta(days=STILL_HELD_DAYS) if ends_as == "still_held" else first
            day = earliest + timedelta(days=self.rng.randint(0, (self.ends_on - earliest).days))
            after = draw_number(self.told["redemption_outcomes"]["settled_after_days"], {}, self.rng)
            delivered = self._delivery() if ends_as in ("captured", "captured_in_part") else None
            yield PlannedHold(min(next_weekday(day), self.ends_on), ends_as, after, delivered_after_days=delivered)

    def _delivery(self) -> int | None:
        deliveries = self.told["deliveries"]
        after = draw_number(deliveries["after_days"], {}, self.rng)
        return after if self.rng.randrange(WHOLE) < deliveries["delivered_permille"] else None

    def _is_cancelled(self) -> bool:
        share = self.cancelled_permille
        return bool(share) and self.rng.randrange(WHOLE) < share

    def _of_activity(self, activity: Table, count: int) -> Iterator[PlannedAccrual]:
        made = 0
        while made < count:
            days = [self._occurrence(activity)]
            company = self._company_for(activity, days[0].year)
            university = self.rng.choices(self.universities, self.shares)[0]
            reference = None
            if "agreements" in activity:
                days = self._payments(activity["agreements"], days[0])[: count - made]
                reference = f"{university}-{days[0].year}-A{self.serial + 1:04d}"
            for day in days:
                yield self._accrual(activity, university, company, day, reference)
            made += len(days)

    def _accrual(
        self, activity: Table, university: str, company: int, occurred_on: date, reference: str | None
    ) -> PlannedAccrual:
        self.serial += 1
        terms = self.rules[activity["rule"]]
        inputs: dict[str, int] = {}
        for name, spec in activity["inputs"].items():
            inputs[name] = draw_number(spec, inputs, self.rng)
        posted_on = self._posting(activity, company, occurred_on)
        event = f"{university}-{posted_on.year}-{self.serial:06d}"
        reversed_on, permille = self._reversal(posted_on, terms.accumulates_over is not None)
        way = draw_way(self.told, terms, self.rng)
        started_on = subject = None
        if "lasted_days" in activity:
            started_on = occurred_on - timedelta(days=draw_number(activity["lasted_days"], inputs, self.rng))
            subject = f"{university}-S{self.serial:06d}"
        shared_with, basis_points = self._share(activity, company, posted_on)
        return PlannedAccrual(
            posted_on=posted_on,
            university=university,
            company=company,
            source_event_id=event,
            activity=activity["rule"],
            occurred_on=occurred_on,
            inputs=inputs,
            evidence=terms.evidence,
            agreement_reference=reference,
            started_on=started_on,
            subject_reference=subject,
            shared_with=shared_with,
            shared_basis_points=basis_points,
            way=way,
            reversed_on=reversed_on if way.documents == "complete" else None,
            reversed_permille=permille,
        )

    def _company(self) -> int:
        busy = self.rng.randrange(WHOLE) < self.told["reports"]["busiest_tenth_permille"]
        return self.rng.choice(self.busiest if busy else self.others)

    def _company_for(self, activity: Table, year: int) -> int:
        """Draw a company; for what is done once a year, one that has not, where a few tries find one."""
        company = self._company()
        if activity.get("once_a_year", False):
            tries = 0
            while (activity["rule"], company, year) in self.done_in_year and tries < TRIES:
                company, tries = self._company(), tries + 1
            self.done_in_year.add((activity["rule"], company, year))
        return company

    def _share(self, activity: Table, company: int, posted_on: date) -> tuple[int | None, int]:
        """Draw another company that took part, if it has joined, and its share in basis points."""
        share = activity.get("shared_permille", 0)
        if not share or self.rng.randrange(WHOLE) >= share:
            return None, 0
        other, basis_points = self.rng.choice(self.others), 500 * self.rng.randint(4, 12)
        there = other != company and self.size.joins_on(other) <= posted_on
        return (other, basis_points) if there else (None, 0)

    def _occurrence(self, activity: Table) -> date:
        """Draw a day whose month has its weight; in the last days of the period there is no time left to post it."""
        first = activity.get("occurred_from", self.starts_on)
        last = activity.get("occurred_to", self.ends_on - timedelta(days=3))
        while True:
            day = first + timedelta(days=self.rng.randint(0, (last - first).days))
            if self.rng.randrange(max(activity["months"])) < activity["months"][day.month - 1]:
                return date(day.year, day.month, day.day)

    def _posting(self, activity: Table, company: int, occurred_on: date) -> date:
        """Draw when a university posts what occurred: not before the company has joined."""
        if "occurred_to" in activity:
            within = (self.ends_on - self.starts_on).days
            day = next_weekday(self.starts_on + timedelta(days=self.rng.randint(7, within - 7)))
        else:
            delay = draw_number(self.told["reports"]["posting_delay_days"], {}, self.rng)
            day = next_weekday(occurred_on + timedelta(days=delay))
        day = max(day, self.size.joins_on(company))
        if self.in_batches:
            day += timedelta(days=FRIDAY - day.weekday())
        return min(day, self.ends_on)

    def _payments(self, agreements: Table, first: date) -> list[date]:
        days = [first]
        for _ in range(draw_number(agreements["payments"], {}, self.rng) - 1):
            days.append(days[-1] + timedelta(days=draw_number(agreements["days_between_payments"], {}, self.rng)))
        return [day for day in days if day <= self.ends_on - timedelta(days=3)]

    def _reversal(self, posted_on: date, adds_up: bool) -> tuple[date | None, int]:
        """Draw whether, when and how much is taken back; what adds up before it is priced, only as a whole."""
        reversals = self.told["reversals"]
        if self.rng.randrange(WHOLE) >= reversals["share_permille"]:
            return None, WHOLE
        day = next_weekday(posted_on + timedelta(days=draw_number(reversals["delay_days"], {}, self.rng)))
        whole = adds_up or self.rng.randrange(WHOLE) < reversals["whole_permille"]
        permille = WHOLE if whole else self.rng.randint(200, 700)
        return (day if day <= self.ends_on else None), permille


def _story_accrual(one: Table, rules: Mapping[str, RuleTerms]) -> PlannedAccrual:
    return PlannedAccrual(**{**one, "way": Way(**one.get("way", {}))}, evidence=rules[one["activity"]].evidence)
