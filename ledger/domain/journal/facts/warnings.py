"""Facts about what a holder is told before points lapse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ExpiryWarned:
    """The clock warned a holder of available points that are about to lapse.

    Attributes:
        expires_on: the last day on which they can be spent.
        days: the threshold that was reached: at most so many days were left.
        points: what would lapse after that day, as it stood then.
    """

    KIND: ClassVar = "expiry_warning"
    holder: str
    expires_on: str
    days: int
    points: int
