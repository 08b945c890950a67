"""Access checks: what a replay asks of the notes that anchor the access log, which itself stands beside the journal."""

from __future__ import annotations

import re
from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal.entries import SYSTEM, Entry
from ledger.domain.journal.facts import AccessNoted

_HASH: Final = re.compile("[0-9a-f]{64}")


def _the_clock_noted(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, AccessNoted):
        return None
    if entry.actor.client != SYSTEM or fact.count < 1 or not _HASH.fullmatch(fact.head):
        return Place(entry).finding("access_note_not_sound", "the clock, one line or more, and a hash", fact)
    return None


CHECKS: Final[tuple[Check, ...]] = (about(_the_clock_noted, AccessNoted),)
"""Every check of the anchors of the access log."""
