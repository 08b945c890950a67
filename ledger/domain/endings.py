"""Endings: what the end of a hold moves and counts back; the noun is Ending.

A decision records an ending and a replay compares with one, so both are told by the same code. Nothing is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.journal.entries import Leg
from ledger.domain.journal.facts import GraceLot
from ledger.domain.redemption_usage import executed, given_back, terms_of
from ledger.domain.returning import come_back, lots_by_expiry, use_first

NewLot = Callable[[], str]
"""Gives the id of the next lot of grace."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a redemption: its movement, the lots of grace in it, what it counts, and what the program pays."""

    legs: tuple[Leg, ...]
    grace: tuple[GraceLot, ...]
    usage: Mapping[str, int]
    executed_krw: int = 0


def release_of(books: Books, row: rows.Redemption, day: str, new_lot: NewLot) -> Ending:
    """End a hold, or an application for a right, with nothing used."""
    usage = given_back(books, row, row.held, ended=True, krw=row.amount_krw)
    shares = lots_by_expiry(books, row.redemption, "held")
    rule = terms_of(books, row).release
    legs, grace = come_back(books, row.holder, of_holder(row.holder, "held"), shares, rule, day, new_lot)
    return Ending(tuple(legs), grace, usage)


def capture_of(books: Books, row: rows.Redemption, points: int, day: str, new_lot: NewLot) -> Ending:
    """Use ``points`` of a hold, the rest goes back.

    What is paid by the unit is paid in proportion to the price, rounded down; what was told at a selection, as told.
    """
    held, redeemed = of_holder(row.holder, "held"), f"redeemed:{row.program}"
    used, back = use_first(lots_by_expiry(books, row.redemption, "held"), points)
    legs = []
    for lot, share in used:
        legs += [Leg(held, lot.lot, share), Leg(redeemed, lot.lot, -share)]
    terms = terms_of(books, row)
    back_legs, grace = come_back(books, row.holder, held, back, terms.release, day, new_lot)
    krw = row.amount_krw if terms.is_selected else row.amount_krw * points // row.points
    usage = given_back(books, row, row.held - points, krw=row.amount_krw - krw)
    return Ending((*legs, *back_legs), grace, {**usage, **executed(books, row, krw)}, krw)


def cancellation_of(books: Books, row: rows.Redemption, day: str, new_lot: NewLot) -> Ending:
    """Undo what was captured: its lots come back with their dates."""
    krw = row.executed_krw
    usage = given_back(books, row, row.captured, ended=True, krw=krw, executed_krw=krw)
    shares = lots_by_expiry(books, row.redemption, "captured")
    rule = terms_of(books, row).cancel.returned
    legs, grace = come_back(books, row.holder, f"redeemed:{row.program}", shares, rule, day, new_lot)
    return Ending(tuple(legs), grace, usage)
