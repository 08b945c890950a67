"""Facts about points that are held and used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ledger.domain.journal.facts.reports import Evidence
from ledger.domain.journal.facts.usage import UsageDeltas


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Points of a holder were reserved for a program, by lot.

    Attributes:
        call: the period it competes in where applications are selected, or "".
        pool: the redemption of the company that it applies together with, or "".
        amount_krw: what the program is bound to pay for it from now on.
    """

    KIND: ClassVar = "hold"
    redemption: str
    organization: str
    program: str
    program_version: int
    reference: str
    quantity: int
    points: int
    hold_expires_at: str
    usage: UsageDeltas = field(default_factory=dict)
    call: str = ""
    pool: str = ""
    amount_krw: int = 0


@dataclass(frozen=True, slots=True)
class RightRequested(HoldPlaced):
    """A company applied for a right that takes no points."""

    KIND: ClassVar = "application"


@dataclass(frozen=True, slots=True)
class RedemptionSubmitted:
    """An application was handed in with its documents; who applies together hands in together."""

    KIND: ClassVar = "submission"
    redemption: str
    organization: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RedemptionSelected:
    """An application was selected: it counts on the program's quotas and budget from now on.

    Attributes:
        amount_krw: what the program is bound to pay.
        valid_until: the last day of a right that was granted by this, or "".
    """

    KIND: ClassVar = "selection"
    redemption: str
    organization: str
    amount_krw: int = 0
    valid_until: str = ""
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraceLot:
    """A lot that stands in for points of lot ``of`` which lapsed while they were away, until ``expires_on``."""

    lot: str
    of: str
    points: int
    expires_on: str


@dataclass(frozen=True, slots=True)
class HoldCaptured:
    """A hold ended: ``points`` were used, the rest went back; ``executed_krw`` is what the program pays for it."""

    KIND: ClassVar = "capture"
    redemption: str
    organization: str
    points: int
    usage: UsageDeltas = field(default_factory=dict)
    executed_krw: int = 0
    grace: tuple[GraceLot, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """A hold ended with nothing used: ``cause`` is "requested", "timed_out" or "not_selected"."""

    KIND: ClassVar = "release"
    redemption: str
    organization: str
    cause: str
    usage: UsageDeltas = field(default_factory=dict)
    grace: tuple[GraceLot, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationEnded(HoldReleased):
    """An application for a right ended without it."""

    KIND: ClassVar = "application_ended"


@dataclass(frozen=True, slots=True)
class CallSettled:
    """All applications of a call were decided: ``report`` is the SHA-256 of what the program's owner reported."""

    KIND: ClassVar = "call_settled"
    program: str
    call: str
    selected: int
    not_selected: int
    points: int
    amount_krw: int
    report: str


@dataclass(frozen=True, slots=True)
class RedemptionFulfilled:
    """What was redeemed has been delivered."""

    KIND: ClassVar = "fulfilment"
    redemption: str
    organization: str


@dataclass(frozen=True, slots=True)
class RedemptionRevoked:
    """What was redeemed, or a right, was taken away; points that were used stay used."""

    KIND: ClassVar = "revocation"
    redemption: str
    organization: str


@dataclass(frozen=True, slots=True)
class RedemptionCancelled:
    """A captured redemption was undone: the very lots came back with their dates.

    ``grace`` lists the lots granted in place of lapsed ones, where the program's cancel rule says so.
    """

    KIND: ClassVar = "cancellation"
    redemption: str
    organization: str
    points: int
    grace: tuple[GraceLot, ...] = ()
    usage: UsageDeltas = field(default_factory=dict)
