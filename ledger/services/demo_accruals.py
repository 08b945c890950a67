"""Demo accruals: universities report activities on a day of the demo, and what becomes of them.

What an activity waits for next, each answer of the ledger tells; whoever that is acts a few days later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain.commands import AddEvidence, Outcome, ResubmitAccrual, ReverseAccrual
from ledger.domain.journal.facts import Evidence, Share
from ledger.domain.reports import WHOLE as WHOLE_BASIS_POINTS
from ledger.services.accruals import AccrualInput, accrual_command
from ledger.services.claims import AGREEING, REASONED
from ledger.services.context import Caller, private
from ledger.services.demo_actions import Stage, Wish, documents
from ledger.services.demo_plan import PlannedAccrual, next_weekday
from ledger.services.demo_ways import WHOLE

ACTS: Final = {"cleared": "clear", "confirmed": "confirm", "verified": "verify", "approved": "approve"}
"""What somebody does so that a step is taken."""

COURSES: Final = {"returned": "return", "rejected": "reject"}
"""What they do instead."""

REASONS: Final = {
    "clear": "서로 다른 실습으로 확인 / two activities, not one reported twice",
    "return": "금액과 증빙이 일치하지 않음 / the amount is not the one of the documents",
    "reject": "이미 적립된 실적 / this activity is on record already",
    "reverse": "사후 점검에서 실적 착오 확인 / the activity was misreported",
}


@dataclass(frozen=True, slots=True)
class Accrue:
    """A university reports an activity."""

    planned: PlannedAccrual

    def wish(self, stage: Stage) -> Wish:
        """Post it, under its own event id as the key."""
        planned = self.planned
        item = AccrualInput(
            source_event_id=planned.source_event_id,
            activity=planned.activity,
            organization_id=stage.organization(planned.company),
            occurred_on=planned.occurred_on.isoformat(),
            inputs=planned.inputs,
            agreement_reference=planned.agreement_reference,
            evidence=_reported(planned),
            started_on=_started(planned),
            subject_reference=planned.subject_reference,
            shares=_shares(stage, planned),
        )
        command = accrual_command(stage.node, item)
        return Wish(_reporter(stage, planned), "accruals.post", planned.source_event_id, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put what comes next on the agenda."""
        if stage.note(outcome, "accruals"):
            _go_on(stage, self.planned, outcome)


@dataclass(frozen=True, slots=True)
class Look:
    """Whoever is due looks at a claim, and agrees to it, returns it or rejects it; ``act`` is what they do."""

    planned: PlannedAccrual
    accrual: str
    step: str
    act: str

    def wish(self, stage: Stage) -> Wish:
        """Do it."""
        caller = _looker(stage, self.planned, self.step)
        if self.act in AGREEING:
            command = AGREEING[self.act](self.accrual)
        else:
            command = REASONED[self.act](self.accrual, private(stage.node, "reason", REASONS[self.act]))
        key = f"{self.act} {self.planned.source_event_id} on {stage.today}"
        return Wish(caller, f"accruals.{self.act}", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Put what comes next on the agenda; what can be agreed to no more is rejected."""
        planned = self.planned
        if not stage.note(outcome, "steps"):
            stage.put(_in_days(stage, 1), Look(planned, self.accrual, self.step, "reject"))
        elif self.act == "return":
            _go_on(stage, replace(planned, way=replace(planned.way, course="agreed")), outcome)
        elif self.act != "reject":
            _go_on(stage, planned, outcome)


@dataclass(frozen=True, slots=True)
class PutRight:
    """A university puts right what was returned: a tenth less of what was stated in won."""

    planned: PlannedAccrual
    accrual: str

    def wish(self, stage: Stage) -> Wish:
        """Report it again."""
        planned = self.planned
        inputs = {name: value * 9 // 10 if name.endswith("_krw") else value for name, value in planned.inputs.items()}
        command = ResubmitAccrual(
            self.accrual,
            planned.occurred_on.isoformat(),
            inputs,
            _reported(planned),
            _started(planned) or "",
            _shares(stage, planned),
        )
        key = f"resubmit {planned.source_event_id}"
        return Wish(_reporter(stage, planned), "accruals.resubmit", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Let the others look at it again."""
        if stage.note(outcome, "put_right"):
            _go_on(stage, self.planned, outcome)


@dataclass(frozen=True, slots=True)
class HandIn:
    """A university hands in the document that was missing."""

    planned: PlannedAccrual
    accrual: str

    def wish(self, stage: Stage) -> Wish:
        """Put it on record."""
        command = AddEvidence(self.accrual, _all_documents(self.planned)[-1:])
        key = f"document {self.planned.source_event_id}"
        return Wish(_reporter(stage, self.planned), "accruals.document", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what can be spent now."""
        if stage.note(outcome, "documents"):
            stage.tell_balance(stage.organization(self.planned.company), outcome)


@dataclass(frozen=True, slots=True)
class Reverse:
    """A university takes an award back, or ``points`` of it."""

    planned: PlannedAccrual
    accrual: str
    points: int | None

    def wish(self, stage: Stage) -> Wish:
        """Reverse it."""
        reason = private(stage.node, "reason", REASONS["reverse"])
        key = f"reverse {self.planned.source_event_id}"
        command = ReverseAccrual(self.accrual, reason, self.points)
        return Wish(_reporter(stage, self.planned), "accruals.reverse", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what is left."""
        if stage.note(outcome, "reversals"):
            stage.tell_balance(stage.organization(self.planned.company), outcome)


def _go_on(stage: Stage, planned: PlannedAccrual, outcome: Outcome) -> None:
    """Remember what can be spent, and put on the agenda what an activity waits for, by the answer about it."""
    way, told = planned.way, outcome.result
    accrual: str = told["id"]
    stage.tell_balance(stage.organization(planned.company), outcome)
    step = told["next"]["step"] if told["next"] else ""
    if step == "resubmitted":
        stage.put(_in_days(stage, way.step_days), PutRight(planned, accrual))
    elif step in ACTS:
        course = way.course_of(step)
        if course != "left":
            act = COURSES.get(course, ACTS[step])
            stage.put(_in_days(stage, way.step_days), Look(planned, accrual, step, act))
    elif step == "documented":
        if way.documents == "late":
            stage.put(_in_days(stage, way.documents_after_days), HandIn(planned, accrual))
    elif planned.reversed_on is not None:
        stage.put(max(planned.reversed_on, _in_days(stage, 1)), Reverse(planned, accrual, _taken_back(planned, told)))


def _taken_back(planned: PlannedAccrual, told: Any) -> int | None:
    points = planned.reversed_points
    if planned.reversed_permille < WHOLE and points is None:
        points = told["points"] * planned.reversed_permille // WHOLE or None
    return points


def _in_days(stage: Stage, days: int) -> date:
    return next_weekday(stage.today + timedelta(days=days))


def _reporter(stage: Stage, planned: PlannedAccrual) -> Caller:
    return stage.joined.universities[planned.university].caller


def _looker(stage: Stage, planned: PlannedAccrual, step: str) -> Caller:
    """Give whose part a step is."""
    joined = stage.joined
    if step == "confirmed":
        return stage.company(planned.company).client.caller
    if step == "verified":
        return joined.verifiers[planned.university].caller
    return joined.operator.caller if step == "cleared" else joined.approver.caller


def _started(planned: PlannedAccrual) -> str | None:
    return None if planned.started_on is None else planned.started_on.isoformat()


def _all_documents(planned: PlannedAccrual) -> tuple[Evidence, ...]:
    return documents(planned.source_event_id, planned.evidence)


def _reported(planned: PlannedAccrual) -> tuple[Evidence, ...]:
    """Give the documents that come with the report: all of them, or all but the last."""
    made = _all_documents(planned)
    return made if planned.way.documents == "complete" else made[:-1]


def _shares(stage: Stage, planned: PlannedAccrual) -> tuple[Share, ...]:
    if planned.shared_with is None:
        return ()
    theirs = planned.shared_basis_points
    return (
        Share(stage.organization(planned.company), WHOLE_BASIS_POINTS - theirs),
        Share(stage.organization(planned.shared_with), theirs),
    )
