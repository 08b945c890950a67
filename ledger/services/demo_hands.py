"""Demo hands: what persons decide by hand when the years are over, each thing as whoever may decide it.

Tiers, bounds, points put right, a debt given up, points that come back, contested awards, companies that merge, belong
together or were registered twice, and months that are closed. Some of it is left for others to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain import commands as c
from ledger.domain.journal.facts import Evidence
from ledger.services.accruals import AccrualInput, accrual_command
from ledger.services.context import Caller, private
from ledger.services.demo_actions import Stage, Wish, documents
from ledger.services.demo_cast import Client, Member, registration_number
from ledger.services.demo_joining import register_members
from ledger.services.due import run_due
from ledger.services.histories import transactions
from ledger.services.history_filters import TransactionFilter
from ledger.services.posting import post

MONTHS_CLOSED: Final = 2
DAYS_TO_DECIDE: Final = 365
"""Long enough that something waits still when somebody looks at the demo later."""

TWICE_FROM: Final = 9_001
"""Number from which on invented registration numbers are those of companies that were registered twice."""

EVIDENCE: Final = ("three_party_agreement", "attendance", "evaluation", "transfer_slip")
REASON: Final = "위원회 의결 / as the committee decided"
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """Companies outside the stories, by their numbers, those first of whom least is told."""

    adjusted: int
    waiting: int
    contesting: int
    affiliate: int
    merged: int
    heir: int


class Hands:
    """The office and those who write to it, on the last day.

    Args:
        stage: the demo, all of which has been played.
        university: code of the one whose clients the demo hands out.
    """

    def __init__(self, stage: Stage, university: str) -> None:
        self.stage = stage
        self.university = stage.joined.universities[university].caller
        self.operator = stage.joined.operator.caller
        self.approver = stage.joined.approver.caller
        self._said = 0

    def say(self, caller: Caller, command: c.Command, what: str) -> Mapping[str, Any]:
        """Ask one thing of the ledger; gives what it answers, nothing where ordinary life refuses it.

        Raises:
            DemoFailed: for a refusal that does not belong to ordinary life.
        """
        self._said += 1
        wish = Wish(caller, command.KIND, f"by hand {self._said}", command)
        (answer,) = post(self.stage.node, [self.stage.submission([wish])])
        (outcome,) = answer.outcomes
        return outcome.result if self.stage.note(outcome, what) else {}

    def by_two(self, command: c.Command, what: str) -> Mapping[str, Any]:
        """Let the operator propose it and another person approve it; gives what came of it."""
        proposed = self.say(self.operator, command, "proposals")
        approved = self.say(self.approver, c.ApproveProposal(str(proposed["id"])), what)
        return dict(approved["result"] or {})

    @property
    def why(self) -> tuple[c.Private, Evidence]:
        """Give a reason and the document that it rests on."""
        (minutes,) = documents(f"minutes {self._said}", ["committee_minutes"])
        return private(self.stage.node, "reason", REASON), minutes

    def report(self, number: int, organization: str, krw: int) -> str:
        """Let the university report an internship; gives the activity."""
        today = self.stage.today
        item = AccrualInput(
            source_event_id=f"BY-HAND-{number}",
            activity="INT-STD",
            organization_id=organization,
            occurred_on=(today - timedelta(days=number)).isoformat(),
            inputs={"students": 1, "months": 1, "weeks": 4, "allowance_krw": krw, "subsidy_krw": 0},
            evidence=documents(f"BY-HAND-{number}", EVIDENCE),
            started_on=(today - timedelta(days=28 + number)).isoformat(),
            subject_reference=f"student by hand {number}",
        )
        return str(self.say(self.university, accrual_command(self.stage.node, item), "accruals")["id"])


def decide_by_hand(stage: Stage, university: str, tiers: Mapping[str, Any]) -> None:
    """Let persons decide all of it, on the day that the demo stands at.

    Args:
        university: code of the one whose clients the demo hands out.
        tiers: terms of the tiers that are set.

    Raises:
        DemoFailed: the ledger refused it.
    """
    hands, chosen = Hands(stage, university), _choose(stage)
    reason = private(stage.node, "reason", REASON)
    hands.by_two(c.ProposeTiers(tiers, reason), "tiers")
    hands.by_two(c.ProposeBound("adjustment", 50_000, 5_000, DAYS_TO_DECIDE, reason), "bounds")
    hands.by_two(c.ProposeBound("objection", 0, 0, DAYS_TO_DECIDE, reason), "bounds")
    _contest(hands, chosen.contesting)
    _put_right(hands, chosen)
    _bring_back(hands)
    _merge(hands, chosen)
    _end_what_was_registered_twice(hands, chosen)
    _close_months(hands)


def _choose(stage: Stage) -> Chosen:
    told = dict.fromkeys(range(1, len(stage.companies) + 1), 0)
    for accrual in stage.plan.accruals:
        if accrual.company in told:
            told[accrual.company] += 1
    quiet = sorted(told.keys() - stage.plan.story_companies, key=lambda number: (told[number], number))
    merged = max(quiet, key=lambda number: (stage.spendable(number), -number))
    quiet.remove(merged)
    adjusted, waiting, contesting, affiliate = quiet[:4]
    return Chosen(adjusted, waiting, contesting, affiliate, merged, heir=quiet[-1])


def _contest(hands: Hands, number: int) -> None:
    """Object to four awards: one objection stands open, one is rejected, one upheld, one taken back."""
    company = hands.stage.company(number)
    for nth, becomes in enumerate(("open", "rejected", "upheld", "withdrawn"), 1):
        accrual = hands.report(nth, company.organization, 900_000)
        objection = _object(hands, company.client, accrual)
        if becomes == "withdrawn":
            reason = private(hands.stage.node, "reason", REASON)
            hands.say(company.client.caller, c.WithdrawObjection(objection, reason), "objections withdrawn")
        elif becomes != "open":
            about = objection, accrual, company.organization, becomes
            hands.by_two(c.ProposeObjectionDecision(*about, "documents_confirm", *hands.why), "objections decided")


def _object(hands: Hands, client: Client, accrual: str) -> str:
    command = c.RaiseObjection(accrual, "wrong_amount", *hands.why)
    return str(hands.say(client.caller, command, "objections")["id"])


def _put_right(hands: Hands, chosen: Chosen) -> None:
    """Adjust a wallet both ways; four proposals more wait, wait for a second person, are declined and taken back."""
    adjusted, waiting = (hands.stage.organization(number) for number in (chosen.adjusted, chosen.waiting))
    until = _next_year(hands.stage.today)
    hands.by_two(c.ProposeAdjustment(adjusted, "credit", 500, "data_error", *hands.why, until), "adjustments")
    hands.by_two(c.ProposeAdjustment(adjusted, "debit", 120, "audit_finding", *hands.why), "adjustments")
    left = [
        c.ProposeAdjustment(waiting, "credit", points, "goodwill", *hands.why, until)
        for points in (40, 8_000, 300, 200)
    ]
    _, checked, declined, taken_back = [str(hands.say(hands.operator, command, "proposals")["id"]) for command in left]
    reason = private(hands.stage.node, "reason", REASON)
    hands.say(hands.approver, c.ApproveProposal(checked), "checks")
    hands.say(hands.approver, c.RejectProposal(declined, reason), "proposals declined")
    hands.say(hands.operator, c.WithdrawProposal(taken_back, reason), "proposals withdrawn")


def _bring_back(hands: Hands) -> None:
    """Reinstate the first points that lapsed of anybody but the company whose clients the demo hands out."""
    shown, after = hands.stage.organization(1), None
    wanted = TransactionFilter(kind="expiry")
    while page := transactions(hands.stage.node, hands.operator, wanted, after, PAGE):
        for transaction in page:
            leg = next(leg for leg in transaction["postings"] if leg["side"] == "debit")
            holder = leg["account"].partition(":")[0]
            if holder != shown:
                told = holder, leg["lot"], leg["amount"], _next_year(hands.stage.today), "late_processing"
                hands.by_two(c.ProposeReinstatement(*told, *hands.why), "reinstatements")
                return
        after = page[-1]["position"]


def _merge(hands: Hands, chosen: Chosen) -> None:
    """Merge a company that holds points for a program into another, which counts as one with a third."""
    stage = hands.stage
    source, heir, affiliate = (stage.organization(n) for n in (chosen.merged, chosen.heir, chosen.affiliate))
    reference = private(stage.node, "reference", "BY-HAND-HOLD")
    hands.say(stage.company(chosen.merged).client.caller, c.PlaceHold(source, "P-301", 1, reference), "holds")
    hands.by_two(c.ProposeMerger(source, heir, "absorption", *hands.why), "mergers")
    hands.by_two(c.ProposeAffiliation((heir, affiliate), True, "control_acquired", *hands.why), "affiliations")
    number = private(stage.node, "registration_number", registration_number(TWICE_FROM + 2))
    hands.say(hands.operator, c.AddRegistration(heir, number), "registrations")


def _end_what_was_registered_twice(hands: Hands, chosen: Chosen) -> None:
    """Merge one company that was registered twice, and close another after it was cleared of what it earned."""
    stage = hands.stage
    members = [
        Member(
            "company",
            f"{name} (중복)",
            f"{english} (twice)",
            registration_number(TWICE_FROM + nth),
            "haeundae",
            "small",
        )
        for nth, (name, english) in enumerate((("해운대해양", "Haeundae Marine"), ("기장로봇", "Gijang Robotics")))
    ]
    empty, cleared = register_members(stage.node, stage.joined.operator, members, lambda _: None)
    merged = empty.caller.organization_id, stage.organization(chosen.heir)
    hands.by_two(c.ProposeMerger(*merged, "consolidation", *hands.why), "mergers")
    organization = cleared.caller.organization_id
    accrual = hands.report(9, organization, 1_500_000)
    debit = c.ProposeAdjustment(organization, "debit", 150, "data_error", *hands.why)
    hands.by_two(debit, "adjustments")
    objection = _object(hands, cleared, accrual)
    about = objection, accrual, organization, "rejected", "documents_refute"
    hands.by_two(c.ProposeObjectionDecision(*about, *hands.why), "objections decided")
    hands.say(hands.university, c.ReverseAccrual(accrual, private(stage.node, "reason", REASON), None), "reversals")
    hands.by_two(c.ProposeWriteOff(organization, 150, "closure", *hands.why), "write-offs")
    hands.by_two(c.ProposeClosure(organization, "registered_twice", *hands.why), "closures")


def _close_months(hands: Hands) -> None:
    """Close the first months, all that is due being settled first."""
    run_due(hands.stage.node)
    first = hands.stage.plan.size.starts_on
    for months in range(MONTHS_CLOSED):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        hands.by_two(c.ProposeClosing(f"{year}-{month + 1:02d}"), "periods closed")


def _next_year(today: date) -> str:
    return today.replace(year=today.year + 1).isoformat()
