"""Commands of acts that take two persons: what others make of a proposal; each feature has its own to propose one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class ApproveProposal:
    """Another person approves a proposal; the last who must do so carries it out."""

    KIND: ClassVar = "proposals.approve"
    proposal_id: str


@dataclass(frozen=True, slots=True)
class RejectProposal:
    """Another person declines a proposal."""

    KIND: ClassVar = "proposals.reject"
    proposal_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class WithdrawProposal:
    """Whoever may propose such acts takes a proposal back."""

    KIND: ClassVar = "proposals.withdraw"
    proposal_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class ExpireProposal:
    """The clock ends a proposal that nobody decided in time."""

    KIND: ClassVar = "proposals.expire"
    proposal_id: str


@dataclass(frozen=True, slots=True)
class ProposeBound:
    """The operator proposes how far an act reaches; 0 points is no limit."""

    KIND: ClassVar = "bounds.propose"
    name: str
    points_max: int
    second_from: int
    days: int
    reason: Private
