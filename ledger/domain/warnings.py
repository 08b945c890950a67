"""Warnings: what a holder is told of available points that are about to lapse.

A warning is told of one holder and one last day, when a threshold of days before it is reached: once for each
threshold, and only the nearest one where several were passed since somebody looked. It moves nothing, so whatever
becomes of the points afterwards, it stays true that this is what was about to lapse then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books, WalletIncomplete
from ledger.domain.commands import Submission, WarnExpiry
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, balance_shown, need_wallet
from ledger.domain.journal.facts import ExpiryWarned
from ledger.domain.movements import parts_due
from ledger.domain.needs import Needs
from ledger.domain.settlement import settle


def days_left(today: str, expires_on: str) -> int:
    """Count the days from today to a last day; 0 on the day itself.

    >>> days_left("2026-12-01", "2026-12-31")
    30
    """
    return (date.fromisoformat(expires_on) - date.fromisoformat(today)).days


def nearest(days: Iterable[int], left: int) -> int | None:
    """Give the nearest of the thresholds that are reached when so many days are left, ``None`` where none is.

    >>> [nearest((90, 30, 7), left) for left in (91, 90, 31, 30, 7, 0)]
    [None, 90, 90, 30, 7, 7]
    """
    return min((each for each in days if left <= each), default=None)


def last_due_day(today: str, days: Iterable[int]) -> str:
    """Give the last day on which a lot of which there is anything to warn today falls due."""
    return (date.fromisoformat(today) + timedelta(days=max(days, default=0) + 1)).isoformat()


def lapsing(books: Books, holder: str, due_by: str) -> list[rows.LotBalance]:
    """Give the available parts of a wallet's lots that fall due by a day.

    Raises:
        WalletIncomplete: when the lots up to that day were not loaded.
    """
    horizon = books.horizons.get(holder)
    if horizon is not None and horizon[0] <= due_by:
        raise WalletIncomplete(holder)
    return parts_due(books, holder, "available", due_by)


def lapsing_points(books: Books, holder: str, due_by: str) -> Counter[str]:
    """Give how many available points of a holder lapse by a day, by the last day on which they can be spent."""
    points: Counter[str] = Counter()
    for part in lapsing(books, holder, due_by):
        points[books.lots.require(part.lot).expires_on] -= part.amount
    return points


def was_warned(books: Books, holder: str, expires_on: str, days: int) -> bool:
    """Tell whether a holder was warned of a last day at this threshold or a nearer one."""
    told = books.expiry_warnings.find("holder", holder)
    return any(row.expires_on == expires_on and row.days <= days for row in told)


def first(command: WarnExpiry, submission: Submission, needs: Needs) -> None:
    """Need nothing by key."""


def second(command: WarnExpiry, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet, its lots that are about to lapse, and what was told of them."""
    holder, until = command.organization_id, last_due_day(today, command.days)
    need_wallet(needs, holder)
    needs.wallets_until[holder] = max(until, needs.wallets_until.get(holder, ""))
    needs.warned_holders.add(holder)


def decide(desk: Desk, command: WarnExpiry) -> Mapping[str, Any]:
    """Settle a holder and warn it; the result tells how many entries that took, and how many warnings."""
    holder, before = command.organization_id, desk.books.position
    settle(desk, holder)
    settled = desk.books.position
    points = lapsing_points(desk.books, holder, last_due_day(desk.today, command.days))
    for expires_on in sorted(points):
        days = nearest(command.days, days_left(desk.today, expires_on))
        if days is not None and not was_warned(desk.books, holder, expires_on, days):
            desk.record(ExpiryWarned(holder, expires_on, days, points[expires_on]))
    return {
        "organization_id": holder,
        "entries": settled - before,
        "warnings": desk.books.position - settled,
        "balance": balance_shown(desk, holder),
    }


HANDLER = Handler("", first, second, decide)
