"""Measuring: subjects take turns, and what is told is the median of their turns.

A *subject* is something with a rate: our service under a load, or a reference under the same. A *slice* is what came of
one turn. Neighbours on a shared machine disturb every subject of a round alike, so ratios survive what seconds do not.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bench import cpu
from bench.sizes import Pace

Quantity = Literal["rate", "p50_ms", "p99_ms", "memory_mib", "cpu_us"]

SETTLE_SECONDS = 1
"""After work that ends by itself: the time of processes that have ended counts once their parent has noticed."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What came of one turn.

    Attributes:
        work: how many units of work were done and acknowledged within the time.
        latencies_ms: how long each request took, in no order; empty where there were none.
        memory_mib: the most that the process which did it held at once; 0 where nobody looked.
    """

    work: int
    seconds: float
    latencies_ms: Sequence[float] = ()
    memory_mib: float = 0

    @property
    def rate(self) -> float:
        """Give the work done in a second."""
        return self.work / self.seconds

    @property
    def p50_ms(self) -> float:
        """Give the median latency, 0 where there were no requests."""
        return self._quantile(50)

    @property
    def p99_ms(self) -> float:
        """Give the latency that one request in a hundred passed."""
        return self._quantile(99)

    def _quantile(self, percent: int) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] if ordered else 0


@dataclass(frozen=True, slots=True)
class Subject:
    """Something with a rate.

    Attributes:
        turn: does the work for so many seconds, or once, where work ends by itself.
        trees: processes whose time is told apart, by their root's process id.
    """

    name: str
    turn: Callable[[int], Slice]
    trees: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """All turns of a subject.

    Attributes:
        cpu: processor seconds by who used them, one for each turn.
    """

    slices: list[Slice] = field(default_factory=list)
    cpu: list[Mapping[str, float]] = field(default_factory=list)

    def values(self, quantity: Quantity) -> list[float]:
        """Give a quantity of each turn."""
        if quantity == "cpu_us":
            return [self._cpu_us(one, used) for one, used in zip(self.slices, self.cpu, strict=True)]
        return [float(getattr(one, quantity)) for one in self.slices]

    def median(self, quantity: Quantity) -> float:
        """Give the median of a quantity over the turns."""
        return statistics.median(self.values(quantity))

    def cpu_us(self, who: str) -> float | None:
        """Give the median of somebody's processor time for a unit of work, microseconds; ``None`` where unknown."""
        found = [used[who] / one.work * 1e6 for one, used in zip(self.slices, self.cpu, strict=True) if who in used]
        return statistics.median(found) if found else None

    def _cpu_us(self, one: Slice, used: Mapping[str, float]) -> float:
        """Give everybody's processor time for a unit of a turn's work, microseconds, without the clients' where
        somebody served them."""
        counted = [
            spent for who, spent in used.items() if who != cpu.MACHINE and (who != cpu.CLIENT or not one.latencies_ms)
        ]
        return sum(counted) / one.work * 1e6

    def elsewhere(self) -> list[float]:
        """Give, for each turn, how many cores processes used that have no part in it."""
        return [
            max(0.0, used[cpu.MACHINE] - sum(spent for who, spent in used.items() if who != cpu.MACHINE)) / one.seconds
            for one, used in zip(self.slices, self.cpu, strict=True)
            if cpu.MACHINE in used
        ]


def measure(
    subjects: Sequence[Subject], pace: Pace, trees: Mapping[str, int], done: Callable[[str], None]
) -> dict[str, Record]:
    """Let subjects take turns, after one turn each that is not counted, if the pace has a warm-up.

    Args:
        trees: processes that work for any subject, by their root's process id.
        done: told what was done after each turn.
    """
    records = {subject.name: Record() for subject in subjects}
    if pace.warm_up_seconds:
        for subject in subjects:
            subject.turn(pace.warm_up_seconds)
            done(f"warm-up: {subject.name}")
    for number in range(1, pace.repeats + 1):
        for subject in subjects:
            known = {**subject.trees, **trees}
            before = cpu.times(known)
            one = subject.turn(pace.seconds)
            if not pace.seconds:
                time.sleep(SETTLE_SECONDS)
            record = records[subject.name]
            record.cpu.append(cpu.difference(before, cpu.times(known)))
            record.slices.append(one)
            done(f"{number}/{pace.repeats}: {subject.name}: {one.rate:,.0f}/s")
    return records
