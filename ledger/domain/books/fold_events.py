"""Fold of events: what a caller should be told of, and what it was warned of.

An event is an entry of a kind that stands in ``TELLS``: rare, moving no points, and of concern to one organization.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

TELLS: Final[dict[str, tuple[str, str]]] = {
    facts.ExpiryWarned.KIND: ("holder", ""),
    facts.RedemptionSubmitted.KIND: ("organization", "redemption"),
    facts.RedemptionSelected.KIND: ("organization", "redemption"),
    facts.ApplicationEnded.KIND: ("organization", "redemption"),
    facts.RedemptionFulfilled.KIND: ("organization", "redemption"),
    facts.RedemptionRevoked.KIND: ("organization", "redemption"),
    facts.ObjectionRaised.KIND: ("organization", "accrual"),
    facts.ObjectionNoted.KIND: ("organization", "accrual"),
    facts.ObjectionEnded.KIND: ("organization", "accrual"),
    facts.ObjectionClosed.KIND: ("organization", "accrual"),
    facts.CertificateIssued.KIND: ("organization", "certificate"),
    facts.CertificateRevoked.KIND: ("organization", "certificate"),
}
"""Kinds of events: the fields of the fact that name whom it concerns and what it is about, "" where there is none."""


def warned(books: Books, entry: Entry, fact: facts.ExpiryWarned) -> None:
    """Remember a warning, so that it is given once."""
    books.expiry_warnings.put(rows.ExpiryWarning(fact.holder, fact.expires_on, fact.days, fact.points, entry.position))


def tell(books: Books, entry: Entry) -> None:
    """Note an entry as an event, where it is of such a kind."""
    fields = TELLS.get(entry.kind)
    if fields is not None:
        organization, subject = (str(getattr(entry.fact, name)) if name else "" for name in fields)
        books.events.put(rows.Event(entry.position, organization, entry.kind, subject))
