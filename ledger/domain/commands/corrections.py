"""Commands that propose what people move by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence


@dataclass(frozen=True, slots=True)
class ProposeAdjustment:
    """Put a wallet right: grant points until a last day ("credit"), or take some away ("debit")."""

    KIND: ClassVar = "adjustments.propose"
    organization_id: str
    direction: str
    points: int
    reason_code: str
    reason: Private
    document: Evidence
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class ProposeWriteOff:
    """Give up points that a holder owes."""

    KIND: ClassVar = "write_offs.propose"
    organization_id: str
    points: int
    reason_code: str
    reason: Private
    document: Evidence


@dataclass(frozen=True, slots=True)
class ProposeReinstatement:
    """Bring back points of a lot that lapsed, until a last day."""

    KIND: ClassVar = "reinstatements.propose"
    organization_id: str
    lot_id: str
    points: int
    expires_on: str
    reason_code: str
    reason: Private
    document: Evidence
