"""Facts about points that come into being, live and are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ledger.domain.journal.facts.reports import Evidence, Share
from ledger.domain.journal.facts.usage import UsageDeltas


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic, readable: a name and an exact value as text."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """A further lot of an award: another holder's share, what a campaign adds, what a mirror gives the university."""

    role: str
    organization: str
    rule: str
    rule_version: int
    lot: str
    points: int
    expires_on: str


@dataclass(frozen=True, slots=True)
class AccrualPosted:
    """An activity earned points.

    Attributes:
        points: what the rule awards, all shares together; what follows it comes on top, in ``parts``.
        lot: the first lot of the award; its holder is ``holder``, or the organization where that is "".
        missing: kinds of documents that must come until ``evidence_by``, or the pending points are dropped.
    """

    KIND: ClassVar = "accrual"
    accrual: str
    university: str
    organization: str
    source: str
    rule: str
    rule_version: int
    inputs: Mapping[str, int]
    steps: tuple[Step, ...]
    points: int
    active_on: str
    expires_on: str
    lot: str = ""
    agreement: str = ""
    paid_krw: int = 0
    evidence: tuple[Evidence, ...] = ()
    usage: UsageDeltas = field(default_factory=dict)
    fingerprint: str = ""
    shares: tuple[Share, ...] = ()
    holder: str = ""
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    evidence_by: str = ""


@dataclass(frozen=True, slots=True)
class ActivityNoted(AccrualPosted):
    """An activity that earned nothing (a full cap, less than a point more): no lot, but it counts from now on."""

    KIND: ClassVar = "activity_noted"


@dataclass(frozen=True, slots=True)
class LotsActivated:
    """Pending lots of a holder became available on their date."""

    KIND: ClassVar = "activation"
    holder: str


@dataclass(frozen=True, slots=True)
class LotsExpired:
    """Available lots of a holder lapsed after their last day."""

    KIND: ClassVar = "expiry"
    holder: str


@dataclass(frozen=True, slots=True)
class ArrearsPaid:
    """A holder's arrears were paid from what became available."""

    KIND: ClassVar = "arrears_payment"
    holder: str


@dataclass(frozen=True, slots=True)
class AccrualReversed:
    """An award was taken back, in whole or part; ``paid_krw`` leaves the agreement's base.

    ``points`` are those of the award itself; what followed it is told by the postings. ``objection`` is the
    one that was upheld, where it is not the university that takes it back.
    """

    KIND: ClassVar = "reversal"
    accrual: str
    university: str
    organization: str
    points: int
    whole: bool
    paid_krw: int = 0
    usage: UsageDeltas = field(default_factory=dict)
    objection: str = ""


@dataclass(frozen=True, slots=True)
class ActivityWithdrawn(AccrualReversed):
    """A reversal that moves no points: the activity earned none, or its agreement is worth as much without it."""

    KIND: ClassVar = "activity_withdrawn"


@dataclass(frozen=True, slots=True)
class PendingDropped(AccrualReversed):
    """Pending points were taken back by the clock, because documents did not come in time."""

    KIND: ClassVar = "drop"
