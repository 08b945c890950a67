"""Commands of spending: holds and what becomes of them; and the clock, which settles what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """A company reserves the price of ``quantity`` units of a program."""

    KIND: ClassVar = "redemptions.hold"
    organization_id: str
    program: str
    quantity: int
    reference: Private


@dataclass(frozen=True, slots=True)
class CaptureHold:
    """A hold is used: all that is held, or ``points`` of it while the rest goes back."""

    KIND: ClassVar = "redemptions.capture"
    redemption_id: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """A hold is given back unused."""

    KIND: ClassVar = "redemptions.release"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """A captured redemption is undone: the very lots come back with their dates."""

    KIND: ClassVar = "redemptions.cancel"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class SettleDue:
    """The clock asks that what is due for a holder be settled."""

    KIND: ClassVar = "due.settle"
    organization_id: str
