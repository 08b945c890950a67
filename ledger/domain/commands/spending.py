"""Commands of spending: holds and what becomes of them; and the clock, which settles what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts.reports import Evidence


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """A company reserves the price of ``quantity`` units of a program, or applies for a right.

    ``pool`` is the redemption of the company that it applies together with, or "".
    """

    KIND: ClassVar = "redemptions.hold"
    organization_id: str
    program: str
    quantity: int
    reference: Private
    pool: str = ""


@dataclass(frozen=True, slots=True)
class SubmitRedemption:
    """A company hands in its application with documents."""

    KIND: ClassVar = "redemptions.submit"
    redemption_id: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectRedemption:
    """The program's owner selects an application; ``amount_krw`` is what it pays, where the program pays by choice."""

    KIND: ClassVar = "redemptions.select"
    redemption_id: str
    amount_krw: int | None = None


@dataclass(frozen=True, slots=True)
class DeclineRedemption:
    """The program's owner does not select an application: what it holds goes back."""

    KIND: ClassVar = "redemptions.decline"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class Chosen:
    """An application that is selected; ``points`` are those to be captured, all that it holds where not told."""

    redemption_id: str
    points: int | None = None
    amount_krw: int | None = None


@dataclass(frozen=True, slots=True)
class SettleCall:
    """The program's owner reports who was selected in a call: those are captured, the others given back, all at once.

    ``rest_is_declined`` takes whoever is not named as not selected.
    """

    KIND: ClassVar = "redemptions.settle_call"
    program: str
    call: str
    selected: tuple[Chosen, ...]
    declined: tuple[str, ...] = ()
    rest_is_declined: bool = False


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
class FulfilRedemption:
    """The program's owner has delivered what was redeemed."""

    KIND: ClassVar = "redemptions.fulfil"
    redemption_id: str


@dataclass(frozen=True, slots=True)
class RevokeRedemption:
    """The program's owner takes away what was redeemed, or a right; no points come back."""

    KIND: ClassVar = "redemptions.revoke"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """A captured redemption is undone: the very lots come back with their dates."""

    KIND: ClassVar = "redemptions.cancel"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class QuotePrograms:
    """A company asks what it can afford of these programs; records nothing."""

    KIND: ClassVar = "redemptions.afford"
    organization_id: str
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteUsage:
    """Somebody asks what is used of a program in a period, "" for the present one; records nothing."""

    KIND: ClassVar = "programs.usage"
    program: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class SettleDue:
    """The clock asks that what is due for a holder be settled."""

    KIND: ClassVar = "due.settle"
    organization_id: str
