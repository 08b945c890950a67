"""Comparison: one row, a quantity of ours beside one of a reference, and the group of subjects it is measured in.

Subjects of one group take turns, so both sides of a row belong to one group, or to groups of one pace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.measuring import Quantity, Slice, Subject
from bench.sizes import PaceName
from tests.support.engines import POSTGRESQL, SQLITE

USUAL: Final = 16
"""How many clients a row has where it does not say."""

TITLES: Final = {POSTGRESQL: "PostgreSQL", SQLITE: "SQLite"}
"""The engines in the order of the rows."""

PER_SECOND: Final = "1/s"
MILLISECONDS: Final = "ms"
MICROSECONDS: Final = "us"
MEBIBYTES: Final = "MiB"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: a quantity of ours beside one of a reference."""

    name: str
    ours: str
    reference: str
    unit: str = PER_SECOND
    ours_of: Quantity = "rate"
    reference_of: Quantity = "rate"


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects that take turns."""

    subjects: tuple[Subject, ...]
    pace: PaceName = "usual"


def at(what: str, clients: int) -> str:
    """Name a subject with its number of clients."""
    return f"{what}, {clients} client{'s' if clients > 1 else ''}"


def on(what: str, engine: str) -> str:
    """Name a subject with its engine."""
    return f"{what}, {TITLES[engine]}"


def whole(run: Callable[[], Slice]) -> Callable[[int], Slice]:
    """Make a turn of work that ends by itself."""
    return lambda seconds: run()
