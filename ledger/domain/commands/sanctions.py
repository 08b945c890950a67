"""Commands of sanctions: points that a holder is to forfeit, proposed by one person and imposed by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence


@dataclass(frozen=True, slots=True)
class ProposeSanction:
    """The operator proposes that a company forfeits ``points``, or all that is available when it is approved."""

    KIND: ClassVar = "sanctions.propose"
    organization_id: str
    cause: str
    reason: Private
    document: Evidence
    points: int | None = None


@dataclass(frozen=True, slots=True)
class ApproveSanction:
    """A second person imposes a proposed sanction."""

    KIND: ClassVar = "sanctions.approve"
    sanction_id: str


@dataclass(frozen=True, slots=True)
class RejectSanction:
    """A second person declines a proposed sanction."""

    KIND: ClassVar = "sanctions.reject"
    sanction_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class WithdrawSanction:
    """Whoever may propose sanctions takes a proposal back."""

    KIND: ClassVar = "sanctions.withdraw"
    sanction_id: str
    reason: Private
