"""Clock: what time it is, as an argument of everything that asks.

A ledger runs by the system's clock, or by a simulated one if its genesis entry says so. The simulated clock reads an
instant from a file that demos and tests write; without the file it shows the system's time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ledger.domain.dates import parse_instant

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Give the time of this machine, in UTC."""
    return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands where its file says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        """Give the instant in the file, or the system's time where there is none."""
        try:
            return parse_instant(self._path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return system_clock()
