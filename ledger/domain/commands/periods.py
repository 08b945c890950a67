"""Commands of periods: a month or a year that is to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProposeClosing:
    """Propose that a period, such as "2026-08" or "2026", is closed for good."""

    KIND: ClassVar = "periods.propose"
    period: str
