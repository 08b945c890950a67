"""Fold of the log's own facts: the keys that were set."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def log_key_set(books: Books, entry: Entry, fact: facts.LogKeySet) -> None:
    """Another key signs from here on."""
    books.log_keys.put(rows.LogKey(fact.public_key, entry.position))
