"""Listings: what every list of exceptions is; the noun is Exceptional, entries that a rule brings together.

Invariant: a listing reads entries and nothing else, in the order of the journal, so the same journal under the same
parameters gives the same list for ever, here or wherever the entries are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple

from ledger.domain.dates import parse_instant
from ledger.domain.journal.entries import Entry

Read = Callable[[Collection[str]], Iterator[Entry]]
"""Walks the entries of some kinds, or of all where none is named, from the first on."""
Figures = Mapping[str, str | int]
SETTLED_BY_CLOCK: Final = frozenset(
    {"activation", "expiry", "arrears_payment", "drop", "expiry_warning", "continuation", "genesis"}
)
"""Kinds of entries that nobody asked for, whichever command settled what was due."""


class Place(NamedTuple):
    """An entry that a list names."""

    position: int
    transaction_id: str


class Exceptional(NamedTuple):
    """One item of a list: the rule that it meets, the figures, and the entries."""

    rule: str
    why: Figures
    places: tuple[Place, ...]


class Parameter(NamedTuple):
    """A whole number that a list can be asked with."""

    name: str
    default: int
    told: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of exceptions.

    Attributes:
        title: one sentence.
        find: finds its items, given a reader and the parameters by name.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    find: Callable[[Read, Mapping[str, int]], Iterator[Exceptional]]


def place_of(entry: Entry) -> Place:
    """Give the place of an entry."""
    return Place(entry.position, entry.id)


def days_between(earlier: str, later: str) -> int:
    """Count the days from one instant to another, begun ones not counted."""
    return (parse_instant(later) - parse_instant(earlier)) // timedelta(days=1)


def concerned(fact: Any) -> set[str]:
    """Give the organizations that a fact is about, beside the university that reported it."""
    names = ("organization", "holder", "source", "target")
    return {name for name in (getattr(fact, field, "") for field in names) if str(name).startswith("org_")}
