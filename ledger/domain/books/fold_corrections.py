"""Fold of corrections: the lots that people grant by hand; all else is told by the postings."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_redemptions import graced
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def adjusted(books: Books, entry: Entry, fact: facts.PointsAdjusted) -> None:
    """Points are granted in a lot of their own, or taken away."""
    if fact.lot:
        books.lot_balances.admit_index("lot", (fact.lot,))
        lot = rows.Lot(
            lot=fact.lot,
            holder=fact.organization,
            accrual="",
            rule="",
            points=fact.points,
            active_on=entry.effective_on,
            expires_on=fact.expires_on,
            position=entry.position,
        )
        books.lots.put(lot)


def reinstated(books: Books, entry: Entry, fact: facts.PointsReinstated) -> None:
    """Lots stand in for lapsed ones."""
    graced(books, entry, fact.grace)
