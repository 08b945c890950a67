"""Activity: what was posted on each account in a period that is not closed yet, debits and credits apart.

Complete books know it of every period. Books of a unit of work know it only of the period that is about to be closed,
and of no other, so the posting of a point costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ledger.domain.books.shelf import Change, NotLoaded


class Turnover(NamedTuple):
    """What was posted on an account: points on its debit side, and points on its credit side."""

    debit: int
    credit: int


NOTHING_MOVED: Final = Turnover(0, 0)
MONTH_LETTERS: Final = len("2026-08")


class Activity:
    """Turnovers by account, period by period."""

    row_type = Turnover

    def __init__(self, undo: list[Change], *, complete: bool) -> None:
        self._undo = undo
        self._complete = complete
        self._periods: dict[str, dict[str, Turnover]] = {}

    def admit(self, period: str, found: Iterable[tuple[str, int, int]]) -> None:
        """Take in what was loaded of a period: account, debit, credit; what is known already stays."""
        if period not in self._periods:
            self._periods[period] = {account: Turnover(debit, credit) for account, debit, credit in found}

    def unknown(self, periods: Iterable[str]) -> set[str]:
        """Give those of the periods that somebody still has to look for."""
        return set() if self._complete else {period for period in periods if period not in self._periods}

    def of(self, period: str) -> Mapping[str, Turnover]:
        """Give the turnovers of a period by account; raises ``NotLoaded`` where nobody looked."""
        if not self._complete and period not in self._periods:
            raise NotLoaded(f"the activity of {period!r} was not loaded")
        return self._periods.get(period, {})

    def watched(self, period: str) -> bool:
        """Tell whether what is posted in a period is to be added up."""
        return self._complete or period in self._periods

    def add(self, period: str, account: str, debit: int, credit: int) -> None:
        """Add to a period that is watched."""
        turnovers = self._periods.setdefault(period, {})
        before = turnovers.get(account)
        self._undo.append((self, (period, account), before))
        old_debit, old_credit = before or NOTHING_MOVED
        turnovers[account] = Turnover(old_debit + debit, old_credit + credit)

    def forget(self, period: str) -> None:
        """Let go of a period that is closed."""
        self._undo.append((self, (period, ""), self._periods.pop(period, None)))

    def restore(self, key: tuple[str, str], before: Any) -> None:
        """Undo one change."""
        period, account = key
        if not account:
            if before is not None:
                self._periods[period] = before
        elif before is None:
            del self._periods[period][account]
        else:
            self._periods[period][account] = before
