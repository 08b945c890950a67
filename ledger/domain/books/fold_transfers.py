"""Fold of transfers: what a merger, an affiliation, another registration and a closure do to the books.

Points move by their postings; here is what moves beside them.
"""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_objections import hand_over_objections
from ledger.domain.books.successions import count_as_one, counted_with, part_from_others, together, with_merged
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def registered_again(books: Books, entry: Entry, fact: facts.RegistrationAdded) -> None:
    """Note one more number under which an organization is known."""
    books.registrations.put(rows.Registration(fact.registration, fact.organization, entry.position))


def transferred(books: Books, entry: Entry, fact: facts.PointsTransferred) -> None:
    """End the source where all of it is transferred; those merged into it before have the same successor now."""
    if not fact.whole:
        return
    moved = with_merged(books, fact.source)
    source, target = books.organizations.require(fact.source), books.organizations.require(fact.target)
    joined = {*counted_with(target), *moved}
    count_as_one(books, set(counted_with(source)) - joined)
    for one in moved:
        books.organizations.put(books.organizations.require(one)._replace(successor=fact.target, status="merged"))
    count_as_one(books, joined)
    hand_over(books, fact.source, fact.target)


def hand_over(books: Books, source: str, target: str) -> None:
    """Give its successor what a company has beside its points: every redemption, open or over, every open objection."""
    for row in books.redemptions.find("holder", source):
        books.redemptions.put(row._replace(holder=target))
    hand_over_objections(books, source, target)


def affiliated(books: Books, entry: Entry, fact: facts.AffiliationChanged) -> None:
    """Let companies count as one, or each alone again."""
    if fact.together:
        count_as_one(books, together(books, fact.organizations))
    else:
        part_from_others(books, fact.organizations)


def closed(books: Books, entry: Entry, fact: facts.OrganizationClosed) -> None:
    """End a company."""
    books.organizations.put(books.organizations.require(fact.organization)._replace(status="closed"))
