"""Facts about points that people move by hand; each names the proposal that another person approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.journal.facts.spending import GraceLot


@dataclass(frozen=True, slots=True)
class PointsAdjusted:
    """A wallet was put right: ``points`` were granted in a lot of their own, or taken away where it names none.

    Attributes:
        reason: the account that it is booked against, as ``adjusted:{reason}``.
        expires_on: the last day of what is granted, or "".
    """

    KIND: ClassVar = "adjustment"
    organization: str
    reason: str
    points: int
    lot: str = ""
    expires_on: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class ArrearsWrittenOff:
    """Points that a holder owed were given up, the oldest first."""

    KIND: ClassVar = "write_off"
    organization: str
    points: int
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class PointsReinstated:
    """Points that had lapsed came back, each in a lot that stands in for the lapsed one until a day of its own."""

    KIND: ClassVar = "reinstatement"
    organization: str
    points: int
    grace: tuple[GraceLot, ...] = ()
    proposal: str = ""
