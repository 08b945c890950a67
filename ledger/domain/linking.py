"""Linking: a movement that would not fit into one entry goes on in linked ones, and a replay follows it to its end.

Invariant: behind an entry whose movement is not whole comes nothing but the rest of that movement, by the same actor
and on the same day; and no linked entry stands anywhere else.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.domain.books.books import Books
from ledger.domain.desk import continued, in_parts
from ledger.domain.expected_movements import EXPECTED, untold_grace
from ledger.domain.finding import Finding, Place
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import Continued, GraceLot


class Linking:
    """The movement that a replay stands in; between two movements there is none."""

    def __init__(self) -> None:
        self._first: Entry | None = None
        self._rest: list[list[Leg]] = []
        self._untold: tuple[GraceLot, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the last entry's movement goes on."""
        return bool(self._rest)

    def unfinished(self) -> tuple[Finding, ...]:
        """Tell of a movement that the journal ends in the middle of."""
        if self._first is None or not self._rest:
            return ()
        return (Place(self._first).finding("movement_cut_short", "the rest of the movement", "the journal's end"),)

    def take(self, books: Books, entry: Entry) -> Finding | None:
        """Hold the next entry to what it moves by the books before it, or to the rest of what was begun."""
        if isinstance(entry.fact, Continued):
            return self._continue(entry, entry.fact)
        if self.is_open:
            return Place(entry).finding("movement_cut_short", "the rest of the movement before", entry.kind)
        expected = EXPECTED.get(entry.kind)
        if expected is None:
            return None
        parts = in_parts(expected(books, entry))
        self._first, self._untold = entry, untold_grace(books, entry) if len(parts) > 1 else ()
        return self._compare(entry, parts)

    def _continue(self, entry: Entry, fact: Continued) -> Finding | None:
        first = self._first
        if first is None or not self._rest or replace(fact, grace=()) != continued(first):
            return Place(entry).finding("movement_goes_on_from_nothing", "the rest of the entry before", entry.fact)
        if (entry.actor, entry.effective_on) != (first.actor, first.effective_on):
            found = (entry.actor, entry.effective_on)
            return Place(entry).finding("movement_goes_on_from_nothing", (first.actor, first.effective_on), found)
        stand_ins = self._untold[: len(fact.grace)]
        names = {one.lot: told.lot for one, told in zip(stand_ins, fact.grace, strict=False)}
        expected = tuple(replace(one, lot=names[one.lot]) for one in stand_ins)
        if expected != fact.grace:
            return Place(entry).finding("ending_differs", expected, fact.grace)
        self._untold = self._untold[len(stand_ins) :]
        part = [leg._replace(lot=names.get(leg.lot, leg.lot)) for leg in self._rest[0]]
        return self._compare(entry, [part, *self._rest[1:]])

    def _compare(self, entry: Entry, parts: list[list[Leg]]) -> Finding | None:
        """Compare an entry with the first of the parts, in whatever order its legs are."""
        expected, found = sorted(parts[0]), sorted([posting[:3] for posting in entry.postings])
        self._rest = parts[1:]
        if expected == found:
            return None
        return Place(entry).finding("movement_differs", expected, [Leg(*leg) for leg in found])
