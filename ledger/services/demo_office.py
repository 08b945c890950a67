"""Demo office: what two persons of the operator do: programs change and end, points are forfeited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.commands import (
    ApproveProgram,
    ApproveSanction,
    CloseProgram,
    DraftProgram,
    Outcome,
    ProposeSanction,
    WithdrawSanction,
)
from ledger.domain.programs.terms import ProgramTerms
from ledger.services.context import private
from ledger.services.demo_actions import Stage, Wish, documents
from ledger.services.demo_spending import PlannedChange, PlannedSanction
from ledger.services.programbook import IN_FORCE, get_program

REASONS: Final = {
    "sanction": "허위 실적 제출 / activities were misreported on purpose",
    "withdrawn": "소명 자료 확인 / the company has explained itself",
}


@dataclass(frozen=True, slots=True)
class DraftChange:
    """The operator drafts the next version of a program, or its end."""

    planned: PlannedChange

    def wish(self, stage: Stage) -> Wish:
        """Draft it from what is in force."""
        planned = self.planned
        key = f"draft {planned.program} on {stage.today}"
        caller = stage.joined.operator.caller
        if planned.closes_on is not None:
            return Wish(caller, "programs.close", key, CloseProgram(planned.program, planned.closes_on.isoformat()))
        newest = _in_force(stage, planned.program)
        terms = ProgramTerms.from_json(planned.program, {**newest["terms"], **planned.terms})
        command = DraftProgram(planned.program, newest["version"] + 1, terms.to_json())
        return Wish(caller, "programs.draft", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Let another person look at it."""
        if stage.note(outcome, "drafts"):
            stage.put(self.planned.approved_on, ApproveChange(self.planned.program, outcome.result["version"]))


@dataclass(frozen=True, slots=True)
class ApproveChange:
    """A second person brings it into force."""

    program: str
    version: int

    def wish(self, stage: Stage) -> Wish:
        """Approve it."""
        key = f"approve {self.program} v{self.version}"
        command = ApproveProgram(self.program, self.version)
        return Wish(stage.joined.approver.caller, "programs.approve", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """From now on it counts for whoever applies."""
        if stage.note(outcome, "changes"):
            terms = _in_force(stage, self.program)["terms"]
            stage.programs[self.program] = ProgramTerms.from_json(self.program, terms)


@dataclass(frozen=True, slots=True)
class Accuse:
    """The operator proposes that a company forfeits points."""

    planned: PlannedSanction

    def wish(self, stage: Stage) -> Wish:
        """Propose it, with what it rests on."""
        planned = self.planned
        key = f"sanction C{planned.company:03d} on {stage.today}"
        (report,) = documents(key, ["inspection_report"])
        reason = private(stage.node, "reason", REASONS["sanction"])
        command = ProposeSanction(stage.organization(planned.company), "sanction", reason, report, planned.points)
        return Wish(stage.joined.operator.caller, "sanctions.propose", key, command)

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Let it be decided."""
        if stage.note(outcome, "proposals"):
            stage.put(self.planned.decided_on, DecideSanction(self.planned, outcome.result["id"]))


@dataclass(frozen=True, slots=True)
class DecideSanction:
    """A second person imposes it, or its own side withdraws it."""

    planned: PlannedSanction
    sanction: str

    def wish(self, stage: Stage) -> Wish:
        """Say so."""
        planned, joined = self.planned, stage.joined
        key = f"{planned.decision} C{planned.company:03d} on {stage.today}"
        if planned.decision == "withdrawn":
            reason = private(stage.node, "reason", REASONS["withdrawn"])
            command = WithdrawSanction(self.sanction, reason)
            return Wish(joined.operator.caller, "sanctions.withdraw", key, command)
        return Wish(joined.approver.caller, "sanctions.approve", key, ApproveSanction(self.sanction))

    def happened(self, stage: Stage, outcome: Outcome) -> None:
        """Remember what is left."""
        approved = self.planned.decision == "approved"
        if stage.note(outcome, "sanctions" if approved else "withdrawals") and approved:
            stage.tell_balance(stage.organization(self.planned.company), outcome)


def _in_force(stage: Stage, program: str) -> dict[str, Any]:
    """Give the version of a program that is in force."""
    versions = get_program(stage.node, stage.joined.auditor.caller, program)
    return [version for version in versions if version["status"] == IN_FORCE][-1]
