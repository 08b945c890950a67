"""Velocity: more transactions of one client, person or holder in an hour or a day than work by hand explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.domain.books.accounts import holder_of
from ledger.domain.dates import SEOUL, parse_instant
from ledger.domain.exceptions.listing import (
    SETTLED_BY_CLOCK,
    Exceptional,
    Listing,
    Parameter,
    Place,
    Read,
    place_of,
)
from ledger.domain.journal.entries import SYSTEM, Entry

_PARAMETERS: Final = (
    Parameter("per_hour", 500, "transactions of one client, person or holder in an hour, and more; 0 for any"),
    Parameter("per_day", 2_000, "transactions of one client, person or holder in a day, and more; 0 for any"),
)
NAMED_MAX: Final = 100
"""How many entries of an item are named; its figures count them all."""
_SPANS: Final = (("hour", len("2026-09-01T15")), ("day", len("2026-09-01")))


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find hours and days, by the clock of Asia/Seoul, in which somebody's transactions reach a number.

    Entries come in the order of their record, so only the present hour and day are in memory.
    """
    present: dict[str, str] = {}
    counts: dict[str, dict[tuple[str, str], tuple[int, list[Place]]]] = {span: {} for span, _ in _SPANS}
    for entry in read(()):
        if not entry.postings or entry.kind in SETTLED_BY_CLOCK or entry.actor.client == SYSTEM:
            continue
        at = parse_instant(entry.recorded_at).astimezone(SEOUL).isoformat()
        for span, letters in _SPANS:
            if present.setdefault(span, at[:letters]) != at[:letters]:
                yield from _full(counts[span], span, present[span], parameters[f"per_{span}"])
                counts[span].clear()
                present[span] = at[:letters]
            for who in _whose(entry):
                count, places = counts[span].get(who, (0, []))
                if count < NAMED_MAX:
                    places.append(place_of(entry))
                counts[span][who] = count + 1, places
    for span, when in present.items():
        yield from _full(counts[span], span, when, parameters[f"per_{span}"])


def _whose(entry: Entry) -> set[tuple[str, str]]:
    holders = {("holder", holder_of(posting.account)) for posting in entry.postings}
    every = {("client", entry.actor.client), ("person", entry.actor.person), *holders}
    return {(noun, name) for noun, name in every if name}


def _full(
    counts: Mapping[tuple[str, str], tuple[int, list[Place]]], span: str, when: str, most: int
) -> Iterator[Exceptional]:
    for (noun, name), (count, places) in sorted(counts.items()):
        if most and count >= most:
            yield Exceptional(f"{noun}_per_{span}", {noun: name, span: when, "transactions": count}, tuple(places))


LISTING: Final = Listing(
    "velocity", "Give hours and days in which somebody's transactions reach a number.", _PARAMETERS, find
)
