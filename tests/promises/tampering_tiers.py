"""Tampering with tiers: a scheme that says something else, and a hold by whom it would not have let.

An act is a function of a copy; it gives the beginning of the first finding: where, and the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ledger.domain.journal.entries import Entry
from tests.promises.damaged import Copy
from tests.support.tiering import tier_terms


def _set(copy: Copy) -> tuple[Entry, Any]:
    entry = copy.entry(copy.last("tiers_set"))
    return entry, entry.fact


def hold_below_its_tier(copy: Copy) -> str:
    """The tiers are said to have been proposed and approved with a higher minimum, from the first on."""
    entry, fact = _set(copy)
    higher = tier_terms(24, 6, 100, 9_000_000)
    made = next(copy.entry(at) for at in range(entry.position, 0, -1) if _proposes(copy.entry(at), fact.proposal))
    told: Any = made.fact
    copy.rewrite(replace(made, fact=replace(told, terms=higher)))
    copy.rewrite(replace(entry, fact=replace(fact, terms=higher)))
    held = next(
        one
        for one in map(copy.entry, range(entry.position, copy.last("hold") + 1))
        if getattr(one.fact, "program", "") == "TIERED"
    )
    return f"entry {held.position} (hold {held.id}): hold_not_possible"


def _proposes(entry: Entry, proposal: str) -> bool:
    return entry.kind == "proposal" and getattr(entry.fact, "proposal", "") == proposal


def tiers_that_skip_a_version(copy: Copy) -> str:
    entry, fact = _set(copy)
    copy.rewrite(replace(entry, fact=replace(fact, version=fact.version + 1)))
    return f"entry {entry.position} (tiers_set {entry.id}): tiers_version_not_next"


def tiers_that_nobody_proposed_so(copy: Copy) -> str:
    entry, fact = _set(copy)
    copy.rewrite(replace(entry, fact=replace(fact, terms=tier_terms(24, 6, 1, 2))))
    return f"entry {entry.position} (tiers_set {entry.id}): approved_differs_from_draft"


TIERS: Final[tuple[Callable[[Copy], str], ...]] = (
    hold_below_its_tier,
    tiers_that_skip_a_version,
    tiers_that_nobody_proposed_so,
)
"""Every way in which tiers may be tampered with."""
