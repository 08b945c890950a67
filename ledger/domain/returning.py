"""Returning: points that were held or used come back to their holder, each lot with its own dates.

A lot whose last day is over lapses in the same transaction; where the program grants grace, a lot of so many days
stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold_objections import DISPUTED
from ledger.domain.freezing import GRACE, is_frozen
from ledger.domain.journal.entries import Leg
from ledger.domain.journal.facts import GraceLot
from ledger.domain.programs.clauses import ReturnRule

Shares = list[tuple[rows.Lot, int]]


def lots_by_expiry(books: Books, redemption: str, part: str) -> Shares:
    """Give a redemption's lots with what it holds or has captured of each, soonest expiry first, tie by position.

    Args:
        part: "held" or "captured".
    """
    parts = [
        (books.lots.require(row.lot), int(getattr(row, part)))
        for row in books.redemption_lots.find("redemption", redemption)
    ]
    return sorted(
        (pair for pair in parts if pair[1]), key=lambda pair: (pair[0].expires_on, pair[0].position, pair[0].lot)
    )


def use_first(shares: Shares, points: int) -> tuple[Shares, Shares]:
    """Divide what is held into what is used, ``points`` from the soonest lots on, and what comes back."""
    used, back = [], []
    for lot, share in shares:
        of_this = min(points, share)
        points -= of_this
        if of_this:
            used.append((lot, of_this))
        if share > of_this:
            back.append((lot, share - of_this))
    return used, back


def come_back(
    books: Books,
    holder: str,
    source: str,
    shares: Iterable[tuple[rows.Lot, int]],
    rule: ReturnRule,
    day: str,
    new_lot: Callable[[], str],
) -> tuple[list[Leg], tuple[GraceLot, ...]]:
    """Give the legs by which lots come back to their holder on a day, and the lots of grace among them.

    A lot that somebody objects to comes back frozen: no clock runs for it.

    Args:
        source: the account that they come out of.
        new_lot: gives the id of the next lot of grace.
    """
    available = of_holder(holder, "available")
    legs: list[Leg] = []
    grace: list[GraceLot] = []
    for lot, points in shares:
        if is_frozen(books, holder, lot, day):
            legs += [Leg(source, lot.lot, points), Leg(of_holder(holder, DISPUTED), lot.lot, -points)]
            continue
        lapsed = lot.expires_on < day
        legs += [Leg(source, lot.lot, points), Leg("expired" if lapsed else available, lot.lot, -points)]
        if lapsed and rule.grace_days is not None:
            until = date.fromisoformat(day) + timedelta(days=rule.grace_days)
            grace.append(GraceLot(new_lot(), lot.lot, points, until.isoformat()))
            legs += [Leg(GRACE, grace[-1].lot, points), Leg(available, grace[-1].lot, -points)]
    return legs, tuple(grace)
