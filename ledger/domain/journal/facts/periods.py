"""Facts about periods: a month or a year is closed, and nothing is posted into it any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    """A period was closed by two persons; all that was due in it had been settled.

    Attributes:
        period: its name, such as "2026-08" or "2026"; ``first_day`` and ``last_day`` belong to it.
        lines: how many accounts held or moved anything.
        root: root of the Merkle tree over their lines, by account.
        debit, credit: what was posted in it on each side, in points; equal.
        through: the last position that it covers, the one before this entry's.
        log_root: root of the log over those positions.
        prior: position of the closing that it goes on from, of the same length; 0 for the first.
        proposal: what was approved.
    """

    KIND: ClassVar = "period_closed"
    period: str
    first_day: str
    last_day: str
    lines: int
    root: str
    debit: int
    credit: int
    through: int
    log_root: str
    prior: int
    proposal: str = ""
