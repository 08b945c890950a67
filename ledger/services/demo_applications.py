"""Demo applications: companies apply for what is selected, hand in their documents, and the program's owner decides.

A call is settled by its owner as a whole, out of the list that it gets of those who handed in; what stands by itself is
decided by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain.commands import (
    Chosen,
    DeclineRedemption,
    Outcome,
    PlaceHold,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SubmitRedemption,
)
from ledger.domain.programs.terms import price
from ledger.services.context import Caller, private
from ledger.services.demo_actions import Stage, Wish, documents
from ledger.services.demo_plan import next_weekday
from ledger.services.demo_redemptions import Deliver
from ledger.services.demo_spending import PlannedApplication, PlannedCall
from ledger.services.demo_ways import draw_number
from ledger.services.redemptions import list_redemptions
from ledger.store.reads.redemptions import RedemptionFilter

APPLICATIONS_MAX: Final = 500
"""No call of a demo has more."""

REASONS: Final = {
    "declined": "평가 기준 미달 / below the mark of the evaluation",
    "revoked": "인증 요건 상실 / the conditions of the certificate are no longer met",
}


@dataclass(frozen=True, slots=True)
class Apply:
    """A company applies: the first of ``companies``, or the one at ``place`` behind the redemption ``pool``."""

    planned: PlannedApplication
    place: int = 0
    pool: str = ""

    @property
    def company(self) -> int:
        """Give whose turn it is."""
        return self.planned.companies[self.place]

    def wish(self, stage: Stage) -> Wish:
        """Hold the price of it, or ask for the right."""
        planned = self.planned
        company, reference = stage.company(self.company), planned.reference(self.company)
        stage.set_aside(self.company, price(stage.programs[planned.program], planned.quantity))
        told = private(stage.node, "reference", reference)
        command = PlaceHold(company.organization, planned.program, planned.quantity, told, self.pool)
        return Wish(company.client.caller, "redemptions.hold", reference, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Let the next of those who apply together follow, and hand in when the day comes."""
        planned, pool = self.planned, self.pool
        if stage.note(outcome, "applications"):
            stage.tell_balance(stage.organization(self.company), outcome)
            pool = pool or outcome.result["id"]
        else:
            stage.set_aside(self.company, -price(stage.programs[planned.program], planned.quantity))
        if not pool:
            return
        if not self.place:
            stage.put(planned.submitted_on, HandIn(planned, pool))
        if self.place + 1 < len(planned.companies):
            stage.put(next_weekday(stage.today + timedelta(days=1)), Apply(planned, self.place + 1, pool))


@dataclass(frozen=True, slots=True)
class HandIn:
    """A company hands in its application, for all who apply together with it."""

    planned: PlannedApplication
    redemption: str

    def wish(self, stage: Stage) -> Wish:
        """Hand it in with the documents that the program asks for."""
        planned = self.planned
        number = planned.companies[0]
        kinds = stage.programs[planned.program].eligibility.documents
        command = SubmitRedemption(self.redemption, documents(planned.reference(number), kinds))
        key = f"submit {planned.reference(number)}"
        return Wish(stage.company(number).client.caller, "redemptions.submit", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Let the owner decide, where it decides this one by itself."""
        planned = self.planned
        if stage.note(outcome, "submissions") and planned.decided_on is not None:
            stage.put(planned.decided_on, Decide(planned, self.redemption))


@dataclass(frozen=True, slots=True)
class Decide:
    """A program's owner selects an application, or does not."""

    planned: PlannedApplication
    redemption: str

    def wish(self, stage: Stage) -> Wish:
        """Say so."""
        planned = self.planned
        key = f"{planned.decision} {planned.reference(planned.companies[0])}"
        command: SelectRedemption | DeclineRedemption = SelectRedemption(self.redemption)
        if planned.decision == "declined":
            command = DeclineRedemption(self.redemption, private(stage.node, "reason", REASONS["declined"]))
        operation = "redemptions.decline" if planned.decision == "declined" else "redemptions.select"
        return Wish(stage.owner(planned.program), operation, key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what came back, and put the end of a right on the agenda."""
        planned = self.planned
        declined = planned.decision == "declined"
        if not stage.note(outcome, "declined" if declined else "selections"):
            return
        if declined:
            stage.tell_balance(stage.organization(planned.companies[0]), outcome)
        if planned.revoked_on is not None:
            stage.put(planned.revoked_on, Revoke(planned, self.redemption))


@dataclass(frozen=True, slots=True)
class Revoke:
    """A program's owner takes a right away."""

    planned: PlannedApplication
    redemption: str

    def wish(self, stage: Stage) -> Wish:
        """Say so."""
        planned = self.planned
        command = RevokeRedemption(self.redemption, private(stage.node, "reason", REASONS["revoked"]))
        key = f"revoke {planned.reference(planned.companies[0])}"
        return Wish(stage.owner(planned.program), "redemptions.revoke", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Count it."""
        stage.note(outcome, "revocations")


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call opens: in the next days companies apply, one after the other, and later its owner settles it."""

    planned: PlannedCall
    applied: set[int] = field(default_factory=set)

    def wish(self, stage: Stage) -> None:
        """Ask nothing of the ledger; put all that follows on the agenda."""
        planned = self.planned
        for after_days, bid in enumerate(planned.bids):
            day = self._day(after_days)
            companies = tuple(bid["companies"])
            stage.put(day, Apply(_bid(planned, companies, bid["quantity"], day)))
        for after_days in range(planned.others):
            stage.put(self._day(after_days + len(planned.bids)), Bid(planned, self.applied))
        stage.put(planned.settled_on, SettleApplications(planned))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Nothing was asked."""

    def _day(self, after_days: int) -> date:
        return next_weekday(self.planned.opens_on + timedelta(days=after_days))


@dataclass(slots=True)
class Bid:
    """One more company bids: the one that has the most to spend, out of those that did not yet and are in no story."""

    planned: PlannedCall
    applied: set[int]
    bid: Apply | None = None

    def wish(self, stage: Stage) -> Wish | None:
        """Bid as much as it likes and may, if anybody can afford anything."""
        planned = self.planned
        terms = stage.programs[planned.program]
        unit_points = price(terms, 1)
        number = self._richest(stage)
        if number is None or stage.spendable(number) < unit_points:
            return None
        most = min(stage.spendable(number) // unit_points, terms.quantity_max_per_organization_year or 1)
        self.applied.add(number)
        self.bid = Apply(_bid(planned, (number,), stage.rng.randint(1, most), stage.today))
        return self.bid.wish(stage)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Go on as any application."""
        assert self.bid is not None
        self.bid.happened(stage, outcome)

    def _richest(self, stage: Stage) -> int | None:
        aside = self.applied | stage.plan.story_companies
        there = (number for number in range(1, len(stage.companies) + 1) if number not in aside)
        fit = (number for number in there if stage.is_for(self.planned.program, number))
        return max(fit, key=lambda number: (stage.spendable(number), -number), default=None)


@dataclass(slots=True)
class SettleApplications:
    """A call's owner gets its list, selects those who bid most, and reports it: all are settled at once."""

    planned: PlannedCall
    chosen: dict[str, int | None] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)

    def wish(self, stage: Stage) -> Wish | None:
        """Settle it, unless nobody handed in."""
        planned, owner = self.planned, stage.owner(self.planned.program)
        self.listed = _listed(stage, owner, planned)
        first = sorted((row for row in self.listed if not row["pool"]), key=lambda row: (-row["held"], row["position"]))
        if not first:
            return None
        amount = planned.amount_krw
        self.chosen = {
            row["id"]: None if amount is None else draw_number(amount, {}, stage.rng)
            for row in first[: planned.selected]
        }
        selected = tuple(Chosen(redemption, None, krw) for redemption, krw in self.chosen.items())
        command = SettleCall(planned.program, planned.call, selected, rest_is_declined=True)
        key = f"settle {planned.program} {planned.call} on {stage.today}"
        return Wish(owner, "redemptions.settle_call", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what came back, and deliver later what was promised; what was refused is reported again tomorrow."""
        planned = self.planned
        if not stage.note(outcome, "calls"):
            tomorrow = next_weekday(stage.today + timedelta(days=1))
            stage.put(tomorrow, SettleApplications(planned))
            return
        stage.counts["selections"] += outcome.result["selected"]
        delivered_on = next_weekday(stage.today + timedelta(days=planned.delivered_after_days))
        for row in self.listed:
            number = stage.number(row["organization_id"])
            if (row["pool"] or row["id"]) in self.chosen:
                stage.put(delivered_on, Deliver(planned.program, row["id"], row["reference"]))
            else:
                stage.set_aside(number, -row["held"])


def _listed(stage: Stage, owner: Caller, planned: PlannedCall) -> list[dict[str, Any]]:
    wanted = RedemptionFilter(status="submitted", program=planned.program)
    every = list_redemptions(stage.node, owner, wanted, None, APPLICATIONS_MAX)
    return [row for row in every if row["call"] == planned.call]


def _bid(planned: PlannedCall, companies: tuple[int, ...], quantity: int, day: date) -> PlannedApplication:
    return PlannedApplication(planned.program, companies, quantity, day, planned.submitted_on)
