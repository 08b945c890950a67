"""Sizes: how long a run takes, how sure one can be of its figures, and how much there is in a ledger.

A *pace* says how a group of subjects takes turns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PaceName = Literal["usual", "batches", "reads", "exports"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a group's subjects take turns.

    Attributes:
        repeats: how often each has its turn.
        seconds: how long it is under load at a time; 0 for work that ends when it is done.
        warm_up_seconds: how long it is under load before the first round, not counted.
    """

    repeats: int
    seconds: int = 0
    warm_up_seconds: int = 0


@dataclass(frozen=True, slots=True)
class LedgerSize:
    """How much a ledger holds that is loaded before anything is measured.

    Attributes:
        postings: about so many.
    """

    title: str
    postings: int
    companies: int


Paces = Mapping[PaceName, Pace]

DEFAULT: Final[Paces] = {"usual": Pace(5, 4, 1), "batches": Pace(5), "reads": Pace(5, 2, 1), "exports": Pace(2)}
QUICK: Final[Paces] = {"usual": Pace(3, 1, 1), "batches": Pace(2), "reads": Pace(3, 1, 1), "exports": Pace(1)}

UNIVERSITIES: Final = 12
COMPANIES: Final = 100
BATCH_ITEMS: Final = 10_000
SINGLES_ITEMS: Final = 500
IMPORT_ROWS: Final = 100_000
IMPORT_ROWS_FEW: Final = 10_000
PAGE_ITEMS: Final = 50

SMALL: Final = LedgerSize("10 thousand", 10_000, COMPANIES)
LARGE: Final = LedgerSize("1 million", 1_000_000, 1_000)
