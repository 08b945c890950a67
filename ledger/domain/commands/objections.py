"""Commands of objections: a company or a university contests an award, and may think better of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence


@dataclass(frozen=True, slots=True)
class RaiseObjection:
    """A company objects to an award of its own, or to its share, or a university to what it reported."""

    KIND: ClassVar = "objections.raise"
    accrual_id: str
    reason_code: str
    reason: Private
    document: Evidence


@dataclass(frozen=True, slots=True)
class WithdrawObjection:
    """Whoever objects takes it back, and what is frozen comes free."""

    KIND: ClassVar = "objections.withdraw"
    objection_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class ProposeObjectionDecision:
    """The operator proposes how an objection is decided.

    Attributes:
        accrual_id, organization_id: the award that it is about, and the company that it concerns.
        outcome: "rejected" or "upheld".
        points: how many are taken back where it is upheld; ``None`` for all that stands.
        grace_days: how long a lot lives that stands in for one that lapsed meanwhile; 0 for none.
    """

    KIND: ClassVar = "objections.propose"
    objection_id: str
    accrual_id: str
    organization_id: str
    outcome: str
    reason_code: str
    reason: Private
    document: Evidence
    points: int | None = None
    grace_days: int = 0
