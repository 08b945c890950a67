"""Log checks: what a replay asks of the keys that sign the log: each is a key, and is set once."""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.log_keys import is_public_key


def _key_is_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.LogKeySet):
        return None
    if not is_public_key(fact.public_key) or books.log_keys.get(fact.public_key) is not None:
        return Place(entry).finding("log_key_not_sound", "a public key that was not set before", fact.public_key)
    return None


CHECKS: Final[tuple[Check, ...]] = (about(_key_is_new, facts.LogKeySet),)
"""What is asked of each entry, against the books before it."""
