"""Profile checks: what a replay asks of what is said of organizations: nothing that could not have been said."""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.profiles import check_profile
from ledger.domain.refusals import Refused


def _profile_could_be_said(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.OrganizationProfiled):
        return None
    row = books.organizations.require(fact.organization)
    try:
        check_profile(books, row, fact.region, fact.size, fact.owner)
    except Refused as refused:
        told = refused.refusal
        return Place(entry).finding("profile_not_sound", "a profile that could be said", f"{told.code} {told.params}")
    return None


CHECKS: Final[tuple[Check, ...]] = (about(_profile_could_be_said, facts.OrganizationProfiled),)
"""Every check of profiles, in this order."""
