"""Sizes: how long a run takes, and how sure one can be of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        slice_seconds: how long one subject is under load at a time.
        repeats: how often each subject has its turn.
        batch_repeats: the same for batches, which end when they are done.
    """

    slice_seconds: int
    repeats: int
    batch_repeats: int


DEFAULT: Final = Sizes(slice_seconds=4, repeats=5, batch_repeats=5)
QUICK: Final = Sizes(slice_seconds=1, repeats=3, batch_repeats=2)

WARM_UP_SECONDS: Final = 1
"""Every subject but batches is under load for so long before the first round; that is not counted."""

UNIVERSITIES: Final = 12
COMPANIES: Final = 100
BATCH_ITEMS: Final = 10_000
PAGE_ITEMS: Final = 50
