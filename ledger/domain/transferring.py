"""Transferring: which legs make one company's points another's: lot by lot, state by state, dates and all.

A decision records them and a replay compares with them, so both are told by the same code. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.domain.books.books import Books
from ledger.domain.journal.entries import Leg
from ledger.domain.journal.facts import PointsTransferred
from ledger.domain.movements import from_soonest

ARREARS = "arrears"


def transfer_of(books: Books, fact: PointsTransferred) -> list[Leg]:
    """Give the movement of a transfer: all there is, the lots that are named, or the soonest to expire.

    Raises:
        WalletIncomplete: when the selection reaches past what was loaded.
    """
    if fact.whole:
        return _handed_over(everything(books, fact.source), fact.target)
    if fact.lots:
        return _handed_over(named(books, fact.source, fact.lots), fact.target)
    return from_soonest(books, fact.source, fact.points, of_holder(fact.target, "available"))


def everything(books: Books, holder: str) -> list[rows.LotBalance]:
    """Give all parts of lots that stand with a holder, state by state, and what it owes."""
    found: list[rows.LotBalance] = []
    for state in HOLDER_STATES:
        found += books.lot_balances.in_order("wallet", (holder, state))
    return found


def named(books: Books, holder: str, lots: Iterable[str]) -> list[rows.LotBalance]:
    """Give what is available of some of a holder's lots, in the order of their names."""
    parts = (books.lot_balances.get((of_holder(holder, "available"), lot)) for lot in sorted(set(lots)))
    return [part for part in parts if part is not None and part.amount]


def points_of(parts: Iterable[rows.LotBalance]) -> int:
    """Add up points, but for what is owed."""
    return -sum(part.amount for part in parts if part.kind != ARREARS)


def _handed_over(parts: Iterable[rows.LotBalance], target: str) -> list[Leg]:
    legs = []
    for part in parts:
        legs += [Leg(part.account, part.lot, -part.amount), Leg(of_holder(target, part.kind), part.lot, part.amount)]
    return legs
