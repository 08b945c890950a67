"""Warning checks: what a replay asks of warnings.

The clock gave it, it told what was about to lapse at that position, its threshold was reached, and nobody had been told
before.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import SYSTEM, Entry
from ledger.domain.warnings import days_left, lapsing_points, was_warned


def _the_clock_warned(books: Books, entry: Entry) -> Finding | None:
    if isinstance(entry.fact, facts.ExpiryWarned) and entry.actor.client != SYSTEM:
        return Place(entry).finding("warned_by_another_than_the_clock", SYSTEM, entry.actor.client)
    return None


def _warned_in_time(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ExpiryWarned):
        return None
    left = days_left(business_day_of(entry.recorded_at), fact.expires_on)
    if not 0 <= left <= fact.days:
        return Place(entry).finding("warned_out_of_time", f"0 to {fact.days} days before {fact.expires_on}", left)
    return None


def _warned_of_what_lapses(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ExpiryWarned):
        return None
    points = lapsing_points(books, fact.holder, day_after(fact.expires_on))[fact.expires_on]
    if fact.points != points or not points:
        return Place(entry).finding("warned_of_other_points", points, fact.points)
    return None


def _warned_once(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, facts.ExpiryWarned) and was_warned(books, fact.holder, fact.expires_on, fact.days):
        return Place(entry).finding("warned_twice", f"a threshold nearer to {fact.expires_on}", fact.days)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_the_clock_warned, facts.ExpiryWarned),
    about(_warned_in_time, facts.ExpiryWarned),
    about(_warned_of_what_lapses, facts.ExpiryWarned),
    about(_warned_once, facts.ExpiryWarned),
)
"""Every check of warnings, in this order."""
