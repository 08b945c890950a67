"""Demo actions: what somebody does on a day of the demo, as a wish to the ledger, and what follows from its outcome.

An action is asked for its wish when its day comes, and told what became of it after the day's unit of work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from random import Random
from typing import Final, Protocol

from ledger.domain import dates
from ledger.domain.commands import Command, Outcome, SettleDue, Submission
from ledger.domain.journal.facts import Evidence
from ledger.domain.programs.terms import ProgramTerms
from ledger.services.context import CLOCK, Caller, Request, submission
from ledger.services.demo_cast import Member
from ledger.services.demo_joining import Company, Joined
from ledger.services.demo_plan import Plan
from ledger.services.node import Node
from ledger.store.reads.due import holders_due

EXPECTED: Final = frozenset(
    {
        "limit_reached",
        "program_limit_reached",
        "exceeds_available_balance",
        "accrual_already_reversed",
        "capture_exceeds_hold",
        "hold_already_settled",
        "redemption_not_captured",
        "arrears_stand",
        "balance_below_minimum",
        "tier_below_minimum",
    }
)
"""Refusals that belong to ordinary life, the first where what earns once a year is reported twice, the last six
where an award was taken back from under a hold, or from who wants one; any other is a defect of the demo."""


class DemoFailed(Exception):
    """The ledger refused what the demo is made of."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One command of a caller; ``key`` is its idempotency key, "" where nothing is remembered."""

    caller: Caller
    operation: str
    key: str
    command: Command


class Action(Protocol):
    """Something that somebody does on its day."""

    def wish(self, stage: Stage) -> Wish | None:
        """Give what is asked of the ledger; ``None`` where there is nothing to ask today."""

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Take note of what became of it."""


class Stage:
    """The demo while it is played.

    Attributes:
        companies: those that have joined so far, in the order of their numbers.
        programs: the terms in force of each program, by its code.
        counts: how much of what was done.
    """

    def __init__(
        self,
        node: Node,
        joined: Joined,
        members: Sequence[Member],
        plan: Plan,
        programs: Mapping[str, ProgramTerms],
        rng: Random,
    ) -> None:
        self.node = node
        self.joined = joined
        self.plan = plan
        self.programs = dict(programs)
        self.rng = rng
        self.today = plan.size.starts_on
        self.companies = list(joined.companies)
        self.counts: dict[str, int] = defaultdict(int)
        self._agenda: dict[date, list[Action]] = defaultdict(list)
        self._due: frozenset[str] | None = None
        self._members = members
        self._numbers = {company.organization: company.number for company in joined.companies}
        self._spendable = [0] * plan.size.companies
        self._inviting = [0] * plan.size.companies

    def put(self, day: date, action: Action) -> None:
        """Put an action on a day's agenda; what lies beyond the end does not happen."""
        if day <= self.plan.size.ends_on:
            self._agenda[day].append(action)

    def next_day(self) -> tuple[date, list[Action]] | None:
        """Take the next day on which something happens."""
        if not self._agenda:
            return None
        self.today = min(self._agenda)
        self._due = None
        return self.today, self._agenda.pop(self.today)

    def welcome(self, companies: Iterable[Company]) -> None:
        """Let companies take part that have just joined."""
        for company in companies:
            self.companies.append(company)
            self._numbers[company.organization] = company.number

    def company(self, number: int) -> Company:
        """Give a company by its number, from 1."""
        return self.companies[number - 1]

    def number(self, organization: str) -> int:
        """Give a company's number by its id."""
        return self._numbers[organization]

    def organization(self, holder: int | str) -> str:
        """Give the id of a company by its number or of a university by its code, "" for who has not joined yet."""
        if isinstance(holder, str):
            return self.joined.universities[holder].caller.organization_id
        return self.company(holder).organization if holder <= len(self.companies) else ""

    def owner(self, program: str) -> Caller:
        """Give who acts for the body that runs a program: the agency of that code, or else the operator."""
        return self.joined.agencies.get(self.programs[program].owner, self.joined.operator).caller

    def is_for(self, program: str, number: int) -> bool:
        """Tell whether a program is open today, and for a company of this one's region and size."""
        terms, member = self.programs[program], self._members[number - 1]
        regions, sizes = terms.eligibility.regions, terms.eligibility.sizes
        there = (not regions or member.region in regions) and (not sizes or member.size in sizes)
        return there and terms.window.holds(self.today)

    def is_due(self, organization: str) -> bool:
        """Tell whether anything was due for a holder by the clock when this day was first asked about."""
        if self._due is None:
            at = dates.truncate_to_milliseconds(self.node.clock())
            today, now = dates.business_date(at).isoformat(), dates.instant_text(at)
            holders = len(self.companies) + len(self.joined.universities)
            with self.node.store.reading() as unit:
                self._due = frozenset(holders_due(unit, today, now, holders))
        return organization in self._due

    def submission(self, wishes: Sequence[Wish]) -> Submission:
        """Make one request of what a caller wishes; its key is that of the first wish."""
        first = wishes[0]
        request = Request(first.caller, first.operation, first.key)
        return submission(self.node, request, [wish.command for wish in wishes])

    def note(self, outcome: Outcome, what: str) -> bool:
        """Count an outcome; gives whether it succeeded.

        Raises:
            DemoFailed: for a refusal that does not belong to ordinary life.
        """
        if outcome.code:
            if outcome.code not in EXPECTED:
                raise DemoFailed(f"{what} on {self.today} was refused: {outcome.code} {dict(outcome.params)}")
            self.counts["refused"] += 1
            return False
        self.counts[what] += 1
        return True

    def tell_balance(self, organization: str, outcome: Outcome) -> None:
        """Remember what a company can spend now, as an answer told it; what a university can is nobody's concern.

        An agency is not told: whatever came back by what it did can be spent again.
        """
        number = self._numbers.get(organization)
        if number is not None:
            told = outcome.result
            spendable = told["balance"]["spendable"] if "balance" in told else self.spendable(number) + told["returned"]
            self._remember(number, spendable)

    def spendable(self, number: int) -> int:
        """Give what a company can spend, as the last answer told or as a hold of today will leave it; points."""
        return self._spendable[number - 1]

    def set_aside(self, number: int, points: int) -> None:
        """Take points off what a company can spend before the ledger has answered; negative to put them back."""
        self._remember(number, self.spendable(number) - points)

    def likely_spender(self) -> int | None:
        """Choose a company outside the stories: the more it can spend, the likelier; ``None`` where none can."""
        if not any(self._inviting):
            return None
        return self.rng.choices(range(1, len(self._inviting) + 1), self._inviting)[0]

    def _remember(self, number: int, points: int) -> None:
        self._spendable[number - 1] = points
        if number not in self.plan.story_companies:
            self._inviting[number - 1] = max(0, points)


@dataclass(frozen=True, slots=True)
class Settle:
    """The clock settles what is due for a holder, as the nightly run does: a company's number, a university's code."""

    holder: int | str

    def wish(self, stage: Stage) -> Wish | None:
        """Settle it, if it has joined and anything is due."""
        organization = stage.organization(self.holder)
        if not organization or not stage.is_due(organization):
            return None
        return Wish(CLOCK, "due.settle", "", SettleDue(organization))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what that gave back or took."""
        if stage.note(outcome, "settled"):
            stage.tell_balance(stage.organization(self.holder), outcome)


def documents(event: str, kinds: Sequence[str]) -> tuple[Evidence, ...]:
    """Invent the documents behind an event: digests of nothing but their own names."""
    made = []
    for kind in kinds:
        digest = sha256(f"{event} {kind}".encode()).hexdigest()
        made.append(Evidence(kind, digest, "application/pdf", 20_000 + int(digest[:4], 16)))
    return tuple(made)
