"""Id checks: what a replay asks of ids: whatever an entry brings into being was not there before.

A second thing of one id would stand in the place of the first, with other points and other dates.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about, telling
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

_REPORTED: Final = (facts.AccrualPosted, facts.ClaimSubmitted)


def _lots_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    made = [grace.lot for grace in getattr(fact, "grace", ())]
    if isinstance(fact, facts.AccrualPosted):
        made += [lot for lot in (fact.lot, *(part.lot for part in fact.parts)) if lot]
    for at, lot in enumerate(made):
        if lot in made[:at] or books.lots.get(lot) is not None:
            return Place(entry).finding("id_used_twice", "a lot that is new", lot)
    return None


def _activities_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, _REPORTED):
        known = books.accruals.get(fact.accrual)
        if known is not None and (
            known.posted_on or (known.university, known.source) != (fact.university, fact.source)
        ):
            return Place(entry).finding("id_used_twice", "an activity that is new", fact.accrual)
    return None


def _redemptions_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, facts.HoldPlaced) and books.redemptions.get(fact.redemption) is not None:
        return Place(entry).finding("id_used_twice", "a redemption that is new", fact.redemption)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_lots_are_new, facts.AccrualPosted, *telling("grace")),
    about(_activities_are_new, *_REPORTED),
    about(_redemptions_are_new, facts.HoldPlaced),
)
"""Every check of ids, in this order."""
