"""Commands about what is about to lapse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class WarnExpiry:
    """The clock settles one holder and warns it of available points that are about to lapse.

    Attributes:
        days: the thresholds, in days before the last day of a lot, in any order.
    """

    KIND: ClassVar = "due.warn"
    organization_id: str
    days: tuple[int, ...]
