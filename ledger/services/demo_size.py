"""Demo size: how long a demo plays and how much happens in it, read from ``sizes.toml``.

A size changes how often things happen, never what can happen: every size is drawn from the same data by the same rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from ledger.services.demo_cast import read_table

ACCRUALS_MIN: Final = 50
"""Fewer would hold little more than the stories."""

COMPANIES_MIN: Final = 100
"""The stories name companies up to this number; program quotas are told for so many."""

COMPANIES_MAX: Final = 2_000
"""The words of ``organizations.toml`` give so many names."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size; both days included.

    Attributes:
        joining_weeks: in how many weeks the companies beyond ``COMPANIES_MIN`` join; 0 before the first day.
        cancelled_permille: of redemptions that were captured whole, how many are cancelled.
        batches: whether a client that has much to say on a day says it in one request.

    Raises:
        ValueError: for fewer accruals than ``ACCRUALS_MIN``, or companies beyond their bounds.
    """

    starts_on: date
    ends_on: date
    universities: int
    companies: int
    joining_weeks: int
    accruals: int
    redemptions: int
    cancelled_permille: int
    batches: bool

    def __post_init__(self) -> None:
        if self.accruals < ACCRUALS_MIN:
            raise ValueError(f"a demo has {ACCRUALS_MIN} accruals or more; asked for {self.accruals}")
        if not COMPANIES_MIN <= self.companies <= COMPANIES_MAX:
            raise ValueError(f"a demo has {COMPANIES_MIN} to {COMPANIES_MAX} companies; asked for {self.companies}")

    @property
    def years(self) -> int:
        """Give how many whole years it plays."""
        return self.ends_on.year - self.starts_on.year

    def joins_on(self, company: int) -> date:
        """Give the day on which a company joins, by its number: as many each week, the first ``COMPANIES_MIN`` at once.

        A week that is not whole is rounded down.
        """
        if company <= COMPANIES_MIN:
            return self.starts_on
        weeks = (company - COMPANIES_MIN) * self.joining_weeks // (self.companies - COMPANIES_MIN)
        return self.starts_on + timedelta(weeks=weeks)

    def joined_by(self, day: date) -> int:
        """Give how many companies have joined when a day begins, the last one's number."""
        return bisect_right(range(1, self.companies + 1), day, key=self.joins_on)

    def quota(self, quantity: int) -> int:
        """Give a program's quota for this many companies, from the one for ``COMPANIES_MIN``; rounded down."""
        return quantity * self.companies // COMPANIES_MIN

    def allotment(self, share_permille: int, told: Mapping[str, Any]) -> int:
        """Give what a university with a share of all activity may issue in a year, in points, by ``[allotments]``."""
        accruals_a_year = self.accruals * share_permille // 1_000 // self.years
        return int(told["points_min"] + told["points_each"] * accruals_a_year)

    def resized(self, accruals: int | None) -> Size:
        """Give it with so many accruals, or as it is.

        Redemptions follow in proportion, and so do companies, between as few as there can be and as many as it has.
        """
        if accruals is None:
            return self
        companies = self.companies * accruals // self.accruals
        return replace(
            self,
            accruals=accruals,
            redemptions=accruals * self.redemptions // self.accruals,
            companies=max(COMPANIES_MIN, min(companies, self.companies)),
        )


def read_sizes(folder: Path) -> dict[str, Size]:
    """Read every size, by its name."""
    return {name: Size(**told) for name, told in read_table(folder, "sizes.toml").items()}
