"""Demo actions: what somebody does on a day of the demo, as a submission, and what follows from its outcome.

An action is asked for its submission when its day comes, and told what became of it after the day's unit of work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, Protocol

from ledger.domain.commands import (
    CaptureHold,
    Command,
    Outcome,
    PlaceHold,
    ReleaseHold,
    ReverseAccrual,
    SettleDue,
    Submission,
)
from ledger.domain.programs import ProgramTerms, price
from ledger.services.accruals import AccrualInput, accrual_command
from ledger.services.context import CLOCK, Caller, Request, private, submission
from ledger.services.demo_cast import Company, Joined, Progress
from ledger.services.demo_plan import WHOLE, Plan, PlannedAccrual, PlannedHold, draw_number, next_weekday
from ledger.services.node import Node

TRIES: Final = 6
"""How often a company looks for something it can afford before it waits for another day."""

EXPECTED: Final = frozenset({"program_limit_reached", "exceeds_available_balance", "accrual_already_reversed"})
"""Refusals that belong to ordinary life; any other is a defect of the demo."""


class DemoFailed(Exception):
    """The ledger refused what the demo is made of."""


class Action(Protocol):
    """Something that somebody does on its day."""

    def submission(self, stage: Stage) -> Submission | None:
        """Give what is asked of the ledger; ``None`` where there is nothing to ask today."""

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Take note of what became of it."""


class Stage:
    """The demo while it is played.

    Attributes:
        spendable: points by company number, as the last answer told or as a hold of today will leave them.
        counts: how much of what was done.
    """

    def __init__(
        self, node: Node, joined: Joined, plan: Plan, programs: Mapping[str, ProgramTerms], rng: Random, done: Progress
    ) -> None:
        self.node = node
        self.joined = joined
        self.plan = plan
        self.programs = programs
        self.rng = rng
        self.done = done
        self.today = plan.starts_on
        self.spendable: dict[int, int] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self._agenda: dict[date, list[Action]] = defaultdict(list)
        self._numbers = {company.organization: company.number for company in joined.companies}

    def put(self, day: date, action: Action) -> None:
        """Put an action on a day's agenda; what lies beyond the end does not happen."""
        if day <= self.plan.ends_on:
            self._agenda[day].append(action)

    def next_day(self) -> tuple[date, list[Action]] | None:
        """Take the next day on which something happens."""
        if not self._agenda:
            return None
        self.today = min(self._agenda)
        return self.today, self._agenda.pop(self.today)

    def company(self, number: int) -> Company:
        """Give a company by its number, from 1."""
        return self.joined.companies[number - 1]

    def ask(self, caller: Caller, operation: str, key: str, command: Command) -> Submission:
        """Make the submission of a request with one command."""
        return submission(self.node, Request(caller, operation, key), [command])

    def note(self, outcome: Outcome, what: str) -> bool:
        """Count an outcome and the balance it told; gives whether it succeeded.

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
        """Remember what a company can spend now."""
        self.spendable[self._numbers[organization]] = outcome.result["balance"]["spendable"]


@dataclass(frozen=True, slots=True)
class Accrue:
    """A university posts an activity."""

    planned: PlannedAccrual

    def submission(self, stage: Stage) -> Submission:
        """Post it, under its own event id as the key."""
        planned = self.planned
        item = AccrualInput(
            source_event_id=planned.source_event_id,
            activity=planned.activity,
            organization_id=stage.company(planned.company).organization,
            occurred_on=planned.occurred_on.isoformat(),
            inputs=planned.inputs,
            agreement_reference=planned.agreement_reference,
            evidence=planned.evidence,
        )
        command = accrual_command(stage.node, item)
        caller = stage.joined.universities[planned.university].caller
        return stage.ask(caller, "accruals.post", planned.source_event_id, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put its reversal on the agenda."""
        planned = self.planned
        stage.done()
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

    def submission(self, stage: Stage) -> Submission:
        """Reverse it."""
        reason = private(stage.node, "reason", "사후 점검에서 실적 착오 확인 / the activity was misreported")
        caller = stage.joined.universities[self.planned.university].caller
        key = f"reverse {self.planned.source_event_id}"
        return stage.ask(caller, "accruals.reverse", key, ReverseAccrual(self.accrual, reason, self.points))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what is left."""
        if stage.note(outcome, "reversals"):
            stage.tell_balance(stage.company(self.planned.company).organization, outcome)


@dataclass(slots=True)
class Hold:
    """A company holds points for a program; without a company in the plan, one that can afford it is chosen."""

    planned: PlannedHold
    points: int = 0

    def submission(self, stage: Stage) -> Submission | None:
        """Hold it; where nobody can afford anything today, try again tomorrow."""
        if self.planned.company is None:
            chosen = _choose(stage, self.planned)
            if chosen is None:
                self._try_again(stage)
                return None
            self.planned = chosen
        planned = self.planned
        assert planned.company is not None
        self.points = price(stage.programs[planned.program], planned.quantity)
        stage.spendable[planned.company] -= self.points
        company = stage.company(planned.company)
        reference = private(stage.node, "reference", planned.reference)
        command = PlaceHold(company.organization, planned.program, planned.quantity, reference)
        return stage.ask(company.client.caller, "redemptions.hold", planned.reference, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put its end on the agenda."""
        planned = self.planned
        assert planned.company is not None
        if not stage.note(outcome, "holds"):
            stage.spendable[planned.company] += self.points
            self.planned = replace(planned, company=None)
            self._try_again(stage)
            return
        stage.done()
        stage.tell_balance(stage.company(planned.company).organization, outcome)
        if planned.ends_as in ("captured", "captured_in_part", "released"):
            day = planned.placed_on + timedelta(days=planned.settled_after_days)
            back_to_friday = max(0, day.weekday() - 4)
            stage.put(day - timedelta(days=back_to_friday), EndHold(planned, outcome.result["id"], self.points))

    def _try_again(self, stage: Stage) -> None:
        tomorrow = next_weekday(stage.today + timedelta(days=1))
        self.planned = replace(self.planned, placed_on=tomorrow)
        stage.put(tomorrow, self)


@dataclass(frozen=True, slots=True)
class EndHold:
    """A hold ends: the operator captures it, in whole or part, or the company gives it back."""

    planned: PlannedHold
    redemption: str
    points: int

    def submission(self, stage: Stage) -> Submission:
        """Capture or release it."""
        planned = self.planned
        assert planned.company is not None
        if planned.ends_as == "released":
            reason = private(stage.node, "reason", "신청 취하 / the application was withdrawn")
            caller = stage.company(planned.company).client.caller
            return stage.ask(
                caller, "redemptions.release", f"release {planned.reference}", ReleaseHold(self.redemption, reason)
            )
        points = planned.captured_points
        if planned.ends_as == "captured_in_part" and points is None:
            points = max(1, self.points * stage.rng.randint(3, 8) // 10)
        caller = stage.joined.operator.caller
        return stage.ask(
            caller, "redemptions.capture", f"capture {planned.reference}", CaptureHold(self.redemption, points)
        )

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what came back."""
        assert self.planned.company is not None
        if stage.note(outcome, "releases" if self.planned.ends_as == "released" else "captures"):
            stage.tell_balance(stage.company(self.planned.company).organization, outcome)


@dataclass(frozen=True, slots=True)
class Settle:
    """The clock settles what is due for one company, as the nightly run does."""

    company: Company

    def submission(self, stage: Stage) -> Submission:
        """Settle it."""
        return submission(stage.node, Request(CLOCK, "due.run"), [SettleDue(self.company.organization)])

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what that gave back."""
        if stage.note(outcome, "settled"):
            stage.tell_balance(self.company.organization, outcome)


def _choose(stage: Stage, planned: PlannedHold) -> PlannedHold | None:
    """Choose who holds what: the more a company can spend, the likelier; by the shares of the programs."""
    able = {
        number: points
        for number, points in sorted(stage.spendable.items())
        if points > 0 and number not in stage.plan.story_companies
    }
    choices = stage.plan.choices
    for _ in range(TRIES if able else 0):
        number = stage.rng.choices(list(able), list(able.values()))[0]
        choice = stage.rng.choices(choices, [one["share_permille"] for one in choices])[0]
        unit_points = price(stage.programs[choice["program"]], 1)
        quantity = min(draw_number(choice["quantity"], {}, stage.rng), able[number] // unit_points)
        if quantity:
            stage.counts["references"] += 1
            reference = f"C{number:03d}-{stage.today.year}-{stage.counts['references']}"
            return replace(planned, company=number, program=choice["program"], quantity=quantity, reference=reference)
    return None
