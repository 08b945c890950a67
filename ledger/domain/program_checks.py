"""Program checks: what a replay asks of the versions of programs, besides who drafted and who approved them.

Versions count up, and every one of them can be read, or no hold under it could be.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.drafting import newest_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.rules.fields import TermsInvalid


def _version_is_next(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ProgramDrafted | facts.ProgramPublished):
        return None
    newest = newest_of(books.programs.find("code", fact.code))
    if fact.version <= newest:
        expected = f"a version of {fact.code} above {newest}"
        return Place(entry).finding("program_version_not_next", expected, fact.version)
    return None


def _terms_are_sound(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ProgramDrafted | facts.ProgramPublished):
        return None
    try:
        ProgramTerms.from_json(fact.code, fact.terms)
    except TermsInvalid as error:
        return Place(entry).finding("program_terms_not_sound", "terms that a hold can be priced by", error)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_version_is_next, facts.ProgramDrafted, facts.ProgramPublished),
    about(_terms_are_sound, facts.ProgramDrafted, facts.ProgramPublished),
)
"""What is asked of each entry, against the books before it."""
