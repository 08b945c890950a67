"""Reposted: awards that were taken back, and came again soon after, of the same parties and the same activity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.domain.exceptions.listing import (
    Exceptional,
    Figures,
    Listing,
    Parameter,
    Place,
    Read,
    days_between,
    place_of,
)
from ledger.domain.journal import facts

_TAKEN_BACK: Final = (facts.AccrualReversed.KIND, facts.ActivityWithdrawn.KIND)
_AWARDED: Final = (facts.AccrualPosted.KIND, facts.ActivityNoted.KIND)
_PARAMETERS: Final = (Parameter("days", 30, "within how many days of the reversal"),)
Parties = tuple[str, str, str]


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find awards that follow a reversal of one of the same university, company and activity; memory holds the awards
    that were taken back, and no others."""
    reversed_ids = {entry.fact.accrual for entry in read(_TAKEN_BACK) if isinstance(entry.fact, facts.AccrualReversed)}
    awarded: dict[str, tuple[Parties, Place, int]] = {}
    undone: dict[Parties, list[tuple[str, str, Place, Place]]] = {}
    for entry in read((*_AWARDED, *_TAKEN_BACK)):
        fact = entry.fact
        if isinstance(fact, facts.AccrualReversed) and fact.accrual in awarded:
            parties, place, _ = awarded[fact.accrual]
            undone.setdefault(parties, []).append((fact.accrual, entry.recorded_at, place, place_of(entry)))
        elif isinstance(fact, facts.AccrualPosted):
            parties = fact.university, fact.organization, fact.rule
            fresh = [each for each in undone.get(parties, ()) if _soon(each[1], entry.recorded_at, parameters["days"])]
            if fresh:
                accrual, at, award, reversal = fresh[-1]
                why: Figures = {
                    "reversed": accrual,
                    "posted": fact.accrual,
                    "activity": fact.rule,
                    "points": fact.points,
                    "days": days_between(at, entry.recorded_at),
                }
                yield Exceptional("reversed_and_reposted", why, (award, reversal, place_of(entry)))
            if fact.accrual in reversed_ids:
                awarded[fact.accrual] = parties, place_of(entry), fact.points


def _soon(earlier: str, later: str, days: int) -> bool:
    return days_between(earlier, later) < days


LISTING: Final = Listing(
    "reposted",
    "Give awards that came soon after one of the same university, company and activity was taken back.",
    _PARAMETERS,
    find,
)
