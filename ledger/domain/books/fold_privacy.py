"""Fold of erasures: what left the vault, and when."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def texts_erased(books: Books, entry: Entry, fact: facts.TextsErased) -> None:
    """Texts of the vault are there no more."""
    for text in fact.texts:
        for field in text.fields:
            books.erasures.put(rows.Erasure(text.subject, field, entry.recorded_at, entry.position))
