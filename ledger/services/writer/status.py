"""Status: how the writer fares, counted since it started."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

GROUP_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""Upper bounds of the group-size histogram, in commands."""


@dataclass(slots=True)
class WriterStatus:
    """Counts and sums since the writer started.

    Attributes:
        groups: units of work; ``commands`` and ``requests`` what they carried.
        failed: requests that hurt themselves; ``unavailable`` those that the database did not answer.
        seconds_in_unit: time from taking the head lock to the commit, summed; ``longest_unit_seconds`` the longest.
        queue: requests that were waiting when the last group was taken; ``queue_max`` the most ever.
        group_sizes: groups by their number of commands, one count for each bound of ``GROUP_SIZES``, then the rest.
    """

    started_at: str
    process: int
    groups: int = 0
    requests: int = 0
    commands: int = 0
    failed: int = 0
    unavailable: int = 0
    seconds_in_unit: float = 0.0
    longest_unit_seconds: float = 0.0
    queue: int = 0
    queue_max: int = 0
    group_sizes: list[int] = field(default_factory=lambda: [0] * (len(GROUP_SIZES) + 1))

    def count(self, requests: int, commands: int, seconds: float, waiting: int) -> None:
        """Count one group."""
        self.groups += 1
        self.requests += requests
        self.commands += commands
        self.seconds_in_unit += seconds
        self.longest_unit_seconds = max(self.longest_unit_seconds, seconds)
        self.queue = waiting
        self.queue_max = max(self.queue_max, waiting)
        place = next((at for at, bound in enumerate(GROUP_SIZES) if commands <= bound), len(GROUP_SIZES))
        self.group_sizes[place] += 1
