"""Demo redemptions: what companies buy with their points on a day of the demo, and how it ends.

Who buys what is chosen when the day comes, by what there is to spend; a hold that nobody can afford waits for
another day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from ledger.domain.commands import (
    CancelRedemption,
    CaptureHold,
    FulfilRedemption,
    Outcome,
    PlaceHold,
    ReleaseHold,
)
from ledger.domain.programs.terms import price
from ledger.services.context import private
from ledger.services.demo_actions import Stage, Wish
from ledger.services.demo_plan import next_weekday
from ledger.services.demo_spending import PlannedHold
from ledger.services.demo_ways import draw_number

TRIES: Final = 6
"""How often a company looks for something it can afford before it waits for another day."""

REGRET_DAYS: Final = 3
"""How long after its capture a redemption is cancelled, where its program leaves so much time."""


@dataclass(slots=True)
class Hold:
    """A company holds points for a program; without a company in the plan, one that can afford it is chosen."""

    planned: PlannedHold
    points: int = 0

    def wish(self, stage: Stage) -> Wish | None:
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
        stage.set_aside(planned.company, self.points)
        company = stage.company(planned.company)
        reference = private(stage.node, "reference", planned.reference)
        command = PlaceHold(company.organization, planned.program, planned.quantity, reference)
        return Wish(company.client.caller, "redemptions.hold", planned.reference, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put its end on the agenda."""
        planned = self.planned
        assert planned.company is not None
        if not stage.note(outcome, "holds"):
            stage.set_aside(planned.company, -self.points)
            self.planned = replace(planned, company=None)
            self._try_again(stage)
            return
        stage.tell_balance(stage.company(planned.company).organization, outcome)
        if planned.ends_as in ("captured", "captured_in_part", "cancelled", "released"):
            day = planned.placed_on + timedelta(days=planned.settled_after_days)
            stage.put(_weekday_before(day), EndHold(planned, outcome.result["id"], self.points))

    def _try_again(self, stage: Stage) -> None:
        tomorrow = next_weekday(stage.today + timedelta(days=1))
        self.planned = replace(self.planned, placed_on=tomorrow)
        stage.put(tomorrow, self)


@dataclass(frozen=True, slots=True)
class EndHold:
    """A hold ends: the program's owner captures it, in whole or part, or the company gives it back."""

    planned: PlannedHold
    redemption: str
    points: int

    def wish(self, stage: Stage) -> Wish:
        """Capture or release it."""
        planned = self.planned
        assert planned.company is not None
        if planned.ends_as == "released":
            reason = private(stage.node, "reason", "신청 취하 / the application was withdrawn")
            caller = stage.company(planned.company).client.caller
            key = f"release {planned.reference}"
            return Wish(caller, "redemptions.release", key, ReleaseHold(self.redemption, reason))
        points = planned.captured_points
        if planned.ends_as == "captured_in_part" and points is None:
            points = max(1, self.points * stage.rng.randint(3, 8) // 10)
        caller = stage.owner(planned.program)
        key = f"capture {planned.reference}"
        return Wish(caller, "redemptions.capture", key, CaptureHold(self.redemption, points))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what came back, and put a change of mind or the delivery on the agenda."""
        planned = self.planned
        assert planned.company is not None
        if not stage.note(outcome, "releases" if planned.ends_as == "released" else "captures"):
            return
        stage.tell_balance(stage.company(planned.company).organization, outcome)
        days = min(REGRET_DAYS, stage.programs[planned.program].cancel.until_days_after_capture)
        if planned.ends_as == "cancelled" and days:
            stage.put(_weekday_before(stage.today + timedelta(days=days)), Cancel(planned, self.redemption))
        elif planned.delivered_after_days is not None:
            day = next_weekday(stage.today + timedelta(days=planned.delivered_after_days))
            stage.put(day, Deliver(planned.program, self.redemption, planned.reference))


@dataclass(frozen=True, slots=True)
class Cancel:
    """A company has what was captured undone, within the days that its program grants."""

    planned: PlannedHold
    redemption: str

    def wish(self, stage: Stage) -> Wish:
        """Cancel it."""
        assert self.planned.company is not None
        reason = private(stage.node, "reason", "참여 취소 / the company could not take part")
        caller = stage.company(self.planned.company).client.caller
        key = f"cancel {self.planned.reference}"
        return Wish(caller, "redemptions.cancel", key, CancelRedemption(self.redemption, reason))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what came back."""
        assert self.planned.company is not None
        if stage.note(outcome, "cancellations"):
            stage.tell_balance(stage.company(self.planned.company).organization, outcome)


@dataclass(frozen=True, slots=True)
class Deliver:
    """A program's owner has delivered what was redeemed."""

    program: str
    redemption: str
    reference: str

    def wish(self, stage: Stage) -> Wish:
        """Note it."""
        key = f"deliver {self.reference}"
        return Wish(stage.owner(self.program), "redemptions.fulfil", key, FulfilRedemption(self.redemption))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Count it."""
        stage.note(outcome, "deliveries")


def _weekday_before(day: date) -> date:
    """Give the day itself, or the Friday before it where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _choose(stage: Stage, planned: PlannedHold) -> PlannedHold | None:
    """Choose who holds what: the more a company can spend, the likelier; by the shares of the programs."""
    choices = stage.plan.choices
    shares = [one["share_permille"] for one in choices]
    for _ in range(TRIES):
        number = stage.likely_spender()
        if number is None:
            return None
        choice = stage.rng.choices(choices, shares)[0]
        if not stage.is_for(choice["program"], number):
            continue
        unit_points = price(stage.programs[choice["program"]], 1)
        quantity = min(draw_number(choice["quantity"], {}, stage.rng), stage.spendable(number) // unit_points)
        if quantity:
            stage.counts["references"] += 1
            reference = f"C{number:03d}-{stage.today.year}-{stage.counts['references']}"
            return replace(planned, company=number, program=choice["program"], quantity=quantity, reference=reference)
    return None
