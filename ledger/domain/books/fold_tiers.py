"""Fold of tiers: their versions, and what is earned towards them, where anybody asked for it."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_accruals import json_text
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def tiers_set(books: Books, entry: Entry, fact: facts.TiersSet) -> None:
    """Another version of the tiers is in force."""
    books.tiers.put(rows.TierVersion(fact.version, json_text(fact.terms), entry.position))


def earn(books: Books, lot: str, amount: int) -> None:
    """Count what was issued under a lot, or taken back (below 0), on the day of the event that it was earned by.

    A unit of work that decides nothing by tiers did not load what its holders earned, and counts nothing here.
    """
    award = books.lots.require(lot)
    key = award.holder, award.occurred_on
    if books.earned.knows(key):
        before = books.earned.get(key)
        books.earned.put(rows.Earned(*key, amount + (before.points if before else 0)))
