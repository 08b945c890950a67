"""Movements: which lots move when points lapse, activate, or are taken from a wallet.

A decision records them and a replay compares with them, so both are told by the same code. Nothing is decided here.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books, selectable
from ledger.domain.journal.entries import Leg

CLOCKED: Final = ("available", "pending", "disputed")
"""States in which a lot can fall due: it lapses, activates, or comes free because nobody decided an objection."""


def parts_due(books: Books, holder: str, state: str, day: str) -> list[rows.LotBalance]:
    """Give what of a holder's lots in a state is due by a day, in order."""
    parts = books.lot_balances.in_order("wallet", (holder, state))
    return list(takewhile(lambda part: part.due_on <= day, parts))


def lapsing(books: Books, holder: str, day: str) -> list[Leg]:
    """Move available lots whose last day is over to ``expired``."""
    legs = []
    for part in parts_due(books, holder, "available", day):
        legs += [Leg(part.account, part.lot, -part.amount), Leg("expired", part.lot, part.amount)]
    return legs


def activating(books: Books, holder: str, day: str) -> list[Leg]:
    """Move pending lots whose day has come to what is available."""
    available, legs = of_holder(holder, "available"), []
    for part in parts_due(books, holder, "pending", day):
        legs += [Leg(part.account, part.lot, -part.amount), Leg(available, part.lot, part.amount)]
    return legs


def arrears_payment(books: Books, holder: str) -> list[Leg]:
    """Pay a holder's arrears from what is available, as far as that goes.

    Raises:
        WalletIncomplete: when the selection reaches past what was loaded.
    """
    arrears = of_holder(holder, "arrears")
    payable = min(books.points_in(arrears), books.points_in(of_holder(holder, "available")))
    return from_soonest(books, holder, payable, arrears) if payable else []


def from_soonest(books: Books, holder: str, points: int, target: str) -> list[Leg]:
    """Move ``points`` of available lots to another account, soonest expiry first, tie by position.

    The caller has seen that so much is available.

    Raises:
        WalletIncomplete: when the selection reaches past what was loaded.
    """
    available, legs = of_holder(holder, "available"), list[Leg]()
    if not points:
        return legs
    for part in selectable(books, holder):
        share = min(points, -part.amount)
        legs += [Leg(available, part.lot, share), Leg(target, part.lot, -share)]
        points -= share
        if not points:
            return legs
    raise ArithmeticError(f"{holder}: the available account has {points} points more than its lots")


def owed_first(books: Books, holder: str, points: int, source: str) -> list[Leg]:
    """Give up ``points`` of a holder's arrears out of another account, what was owed first going first.

    The caller has seen that so much is owed.
    """
    arrears, legs = of_holder(holder, "arrears"), list[Leg]()
    owed = [part for part in books.lot_balances.find("wallet", (holder, "arrears")) if part.amount > 0]
    for part in sorted(owed, key=lambda part: (part.lot_position, part.lot)):
        share = min(points, part.amount)
        if share:
            legs += [Leg(source, part.lot, share), Leg(arrears, part.lot, -share)]
        points -= share
    return legs
