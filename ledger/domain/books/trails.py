"""Trails: what an entry is found by that its own words do not say.

An entry about a redemption names no program, and a posting names a lot but not the activity that earned it; whoever
walks the history of a program or of an activity follows its trail. Both follow from the entries before, so a replay
gives the same trail for ever.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.domain.books.books import Books
from ledger.domain.journal.entries import Entry


class Trail(NamedTuple):
    """Where an entry leads.

    Attributes:
        program: of the redemption that the entry is about, or "".
        rules: for each posting in order, the activity by which its lot was earned, or "".
    """

    program: str = ""
    rules: tuple[str, ...] = ()


NO_TRAIL: Final = Trail()


def trail_of(books: Books, entry: Entry) -> Trail:
    """Give the trail of an entry that was just folded into the books."""
    redemption = getattr(entry.fact, "redemption", "")
    if not redemption and not entry.postings:
        return NO_TRAIL
    program = books.redemptions.require(redemption).program if redemption else ""
    return Trail(program, tuple([books.lots.require(posting.lot).rule for posting in entry.postings]))
