"""Calendar periods: the months and fiscal years of the books, by name and by their days.

A month is named ``2026-08`` and a fiscal year, which is the calendar year, ``2026``. A month goes on from the month
before it and a year from the year before; the first of each is the one in which the ledger opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.domain.dates import add_months_to_month_end

_NAME: Final = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """A month or a year; ``first_day`` and ``last_day`` belong to it."""

    name: str
    first_day: str
    last_day: str

    @classmethod
    def named(cls, name: str) -> CalendarPeriod:
        """Give the period of a name; raises ``ValueError`` for anything else.

        >>> CalendarPeriod.named("2028-02").last_day
        '2028-02-29'
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"expected a month such as 2026-08 or a year such as 2026, found {name!r}")
        return cls._of(name)

    @classmethod
    def _of(cls, name: str) -> CalendarPeriod:
        """Give the period of a name that is one, or that lies beside one."""
        if len(name) == len("2026"):
            return cls(name, f"{name}-01-01", f"{name}-12-31")
        first = date.fromisoformat(f"{name}-01")
        return cls(name, first.isoformat(), add_months_to_month_end(first, 0).isoformat())

    @property
    def is_month(self) -> bool:
        """Tell a month from a year."""
        return len(self.name) > len("2026")

    @property
    def day_after(self) -> str:
        """Give the first day that is no longer in it."""
        return (date.fromisoformat(self.last_day) + timedelta(days=1)).isoformat()

    def before(self) -> CalendarPeriod:
        """Give the period in front of it, of the same length; the first that has a name has one in front of it too.

        >>> CalendarPeriod.named("2027-01").before().name, CalendarPeriod.named("1000").before().name
        ('2026-12', '0999')
        """
        last = (date.fromisoformat(self.first_day) - timedelta(days=1)).isoformat()
        return CalendarPeriod._of(last[: len(self.name)])

    def after(self) -> CalendarPeriod:
        """Give the period behind it, of the same length."""
        return CalendarPeriod._of(self.day_after[: len(self.name)])

    def is_first(self, opened_on: str) -> bool:
        """Tell whether the ledger opened in it."""
        return opened_on.startswith(self.name)

    def months(self, opened_on: str) -> tuple[CalendarPeriod, ...]:
        """Give its months from the one in which the ledger opened on; of a month, itself."""
        month = CalendarPeriod.named(max(self.first_day, opened_on)[: len("2026-08")])
        found = [month]
        while found[-1].last_day < self.last_day:
            found.append(found[-1].after())
        return tuple(found)


def periods_until(opened_on: str, today: str) -> tuple[CalendarPeriod, ...]:
    """Give every month and every year from the opening to today, by their last day, a year behind its last month."""
    found: list[CalendarPeriod] = []
    month = CalendarPeriod.named(opened_on[: len("2026-08")])
    while month.first_day <= today:
        found.append(month)
        year = CalendarPeriod.named(month.name[: len("2026")])
        if month.last_day == year.last_day:
            found.append(year)
        month = month.after()
    year = CalendarPeriod.named(today[: len("2026")])
    return tuple(found) if year in found else (*found, year)
