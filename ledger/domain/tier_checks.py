"""Tier checks: what a replay asks of the versions of the tiers: they count up, and each can be read."""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.tier_standings import newest_tiers
from ledger.domain.tiers import TierTerms


def _version_is_next(books: Books, entry: Entry) -> Finding | None:
    if not isinstance(entry.fact, facts.TiersSet):
        return None
    newest = newest_tiers(books)
    expected = newest.version + 1 if newest else 1
    if entry.fact.version != expected:
        return Place(entry).finding("tiers_version_not_next", expected, entry.fact.version)
    return None


def _terms_are_sound(books: Books, entry: Entry) -> Finding | None:
    if not isinstance(entry.fact, facts.TiersSet):
        return None
    try:
        TierTerms.from_json(entry.fact.terms)
    except TermsInvalid as error:
        return Place(entry).finding("tiers_not_sound", "tiers that a standing can be told by", error)
    return None


CHECKS: Final[tuple[Check, ...]] = (about(_version_is_next, facts.TiersSet), about(_terms_are_sound, facts.TiersSet))
"""What is asked of each entry, against the books before it."""
