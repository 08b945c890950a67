"""Facts about points that are held and used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ledger.domain.journal.facts.usage import UsageDeltas


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Points of a holder were reserved for a program, by lot."""

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


@dataclass(frozen=True, slots=True)
class HoldCaptured:
    """A hold ended: ``points`` were used, the rest went back."""

    KIND: ClassVar = "capture"
    redemption: str
    organization: str
    points: int
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """A hold ended with nothing used: ``cause`` is "requested" or "timed_out"."""

    KIND: ClassVar = "release"
    redemption: str
    organization: str
    cause: str
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraceLot:
    """A lot that stands in for points of lot ``of`` which lapsed while they were used, until ``expires_on``."""

    lot: str
    of: str
    points: int
    expires_on: str


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
