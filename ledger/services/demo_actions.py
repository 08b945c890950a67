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
from ledger.domain.commands import Command, Outcome, ReverseAccrual, SettleDue, Submission
from ledger.domain.journal.facts import Evidence
from ledger.domain.programs import ProgramTerms
from ledger.services.accruals import AccrualInput, accrual_command
from ledger.services.context import CLOCK, Caller, Request, private, submission
from ledger.services.demo_joining import Company, Joined
from ledger.services.demo_plan import WHOLE, Plan, PlannedAccrual
from ledger.services.node import Node
from ledger.store.reads.due import holders_due

EXPECTED: Final = frozenset(
    {
        "program_limit_reached",
        "exceeds_available_balance",
        "accrual_already_reversed",
        "capture_exceeds_hold",
        "hold_already_settled",
        "redemption_not_captured",
    }
)
"""Refusals that belong to ordinary life, the last three where an award was taken back from under a hold; any other is
a defect of the demo."""


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
        counts: how much of what was done.
    """

    def __init__(
        self, node: Node, joined: Joined, plan: Plan, programs: Mapping[str, ProgramTerms], rng: Random
    ) -> None:
        self.node = node
        self.joined = joined
        self.plan = plan
        self.programs = programs
        self.rng = rng
        self.today = plan.size.starts_on
        self.companies = list(joined.companies)
        self.counts: dict[str, int] = defaultdict(int)
        self._agenda: dict[date, list[Action]] = defaultdict(list)
        self._due: frozenset[str] | None = None
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

    def is_due(self, company: Company) -> bool:
        """Tell whether anything was due for a company by the clock when this day was first asked about."""
        if self._due is None:
            at = dates.truncate_to_milliseconds(self.node.clock())
            today, now = dates.business_date(at).isoformat(), dates.instant_text(at)
            with self.node.store.reading() as unit:
                self._due = frozenset(holders_due(unit, today, now, len(self.companies)))
        return company.organization in self._due

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
        """Remember what a company can spend now, as an answer told it."""
        number = self._numbers[organization]
        self._remember(number, outcome.result["balance"]["spendable"])

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
class Accrue:
    """A university posts an activity."""

    planned: PlannedAccrual

    def wish(self, stage: Stage) -> Wish:
        """Post it, under its own event id as the key."""
        planned = self.planned
        item = AccrualInput(
            source_event_id=planned.source_event_id,
            activity=planned.activity,
            organization_id=stage.company(planned.company).organization,
            occurred_on=planned.occurred_on.isoformat(),
            inputs=planned.inputs,
            agreement_reference=planned.agreement_reference,
            evidence=documents(planned.source_event_id, planned.evidence),
        )
        caller = stage.joined.universities[planned.university].caller
        return Wish(caller, "accruals.post", planned.source_event_id, accrual_command(stage.node, item))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put its reversal on the agenda."""
        planned = self.planned
        if not stage.note(outcome, "accruals"):
            return
        stage.tell_balance(stage.company(planned.company).organization, outcome)
        if planned.reversed_on is not None:
            points = planned.reversed_points
            if planned.reversed_permille < WHOLE and points is None:
                points = outcome.result["points"] * planned.reversed_permille // WHOLE or None
            stage.put(planned.reversed_on, Reverse(planned, outcome.result["id"], points))


@dataclass(frozen=True, slots=True)
class Reverse:
    """A university takes an award back, or ``points`` of it."""

    planned: PlannedAccrual
    accrual: str
    points: int | None

    def wish(self, stage: Stage) -> Wish:
        """Reverse it."""
        reason = private(stage.node, "reason", "사후 점검에서 실적 착오 확인 / the activity was misreported")
        caller = stage.joined.universities[self.planned.university].caller
        key = f"reverse {self.planned.source_event_id}"
        return Wish(caller, "accruals.reverse", key, ReverseAccrual(self.accrual, reason, self.points))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what is left."""
        if stage.note(outcome, "reversals"):
            stage.tell_balance(stage.company(self.planned.company).organization, outcome)


@dataclass(frozen=True, slots=True)
class Settle:
    """The clock settles what is due for one company, as the nightly run does."""

    company: int

    def wish(self, stage: Stage) -> Wish | None:
        """Settle it, if it has joined and anything is due."""
        if self.company > len(stage.companies) or not stage.is_due(stage.company(self.company)):
            return None
        return Wish(CLOCK, "due.settle", "", SettleDue(stage.company(self.company).organization))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what that gave back or took."""
        if stage.note(outcome, "settled"):
            stage.tell_balance(stage.company(self.company).organization, outcome)


def documents(event: str, kinds: Sequence[str]) -> tuple[Evidence, ...]:
    """Invent the documents behind an event: digests of nothing but their own names."""
    made = []
    for kind in kinds:
        digest = sha256(f"{event} {kind}".encode()).hexdigest()
        made.append(Evidence(kind, digest, "application/pdf", 20_000 + int(digest[:4], 16)))
    return tuple(made)
