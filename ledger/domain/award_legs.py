"""Award legs: which legs grant what an activity earned.

A decision records them and a replay compares with them, so both are told by the same code. Nothing is decided here.
"""

from __future__ import annotations

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.successions import heir_of
from ledger.domain.journal.entries import Leg
from ledger.domain.journal.facts import AccrualPosted


def award_legs(books: Books, fact: AccrualPosted, today: str) -> list[Leg]:
    """Give the movement of an award: each lot is granted to who earned it, or to its successor, pending where its day
    has not come or documents are missing."""
    state = "available" if fact.active_on <= today and not fact.missing else "pending"
    legs: list[Leg] = []
    if fact.lot:
        shared = sum(part.points for part in fact.parts if part.role == "share")
        holder = heir_of(books, fact.holder or fact.organization)
        legs += _grant(fact.rule, fact.lot, fact.points - shared, of_holder(holder, state))
    for part in fact.parts:
        holder = part.organization if part.role == "mirror" else heir_of(books, part.organization)
        legs += _grant(part.rule, part.lot, part.points, of_holder(holder, state))
    return legs


def _grant(rule: str, lot: str, points: int, account: str) -> list[Leg]:
    return [Leg(f"issued:{rule}", lot, points), Leg(account, lot, -points)]
