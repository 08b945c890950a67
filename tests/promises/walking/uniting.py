"""Acts that change what companies are: they merge, hand over, count as one, and close, all by two persons."""

from __future__ import annotations

from typing import Final

from ledger.domain.books.accounts import HOLDER_STATES
from ledger.domain.books.successions import counted_with
from ledger.domain.commands import (
    Command,
    ProposeAffiliation,
    ProposeClosure,
    ProposeMerger,
    ProposeSuccession,
)
from ledger.domain.transfer_acts import AFFILIATED, CLOSED, MERGED, SUCCEEDED
from ledger.domain.transfers import left_over
from tests.promises.walking.deciding import DOCUMENT, by_two, some_points
from tests.promises.walking.walk import REASON, Act, Asked, Walk

COMPANIES_MIN: Final = 4
"""How many companies there are at least when one is merged or closed."""


def _some_company(walk: Walk) -> str:
    """Give a company, rarely something else."""
    if walk.chance(0.97):
        return walk.company()
    return walk.pick(("org_0", walk.ledger.clients["pukyong"][1]))


def merge(walk: Walk) -> Asked | None:
    """Merge a company into another, while there are enough of them: what it has and owes goes along."""

    def propose() -> Command | None:
        active = walk.active_companies()
        if len(active) < COMPANIES_MIN:
            return None
        empty = [one for one in active if not any(walk.balance(one, state) for state in HOLDER_STATES)]
        source = walk.pick(empty) if empty and walk.chance(0.3 if walk.kinds["merger"] else 0.7) else walk.pick(active)
        target = _some_company(walk)
        if target == source and walk.chance(0.9):
            return None
        return ProposeMerger(source, target, walk.pick(MERGED), REASON, DOCUMENT)

    return by_two(walk, "merger", propose)


def succeed(walk: Walk) -> Asked | None:
    """Hand over a part of what a company has."""

    def propose() -> Command | None:
        source, target, books = _some_company(walk), _some_company(walk), walk.ledger.books
        available = walk.balance(source, "available")
        if source == target or (not available and walk.chance(0.95)):
            return None
        lots = [part.lot for part in books.lot_balances.find("wallet", (source, "available")) if part.amount]
        how, reason = walk.pick(("all", "points", "lots")), walk.pick(SUCCEEDED)
        points = some_points(walk, available) if how == "points" or walk.chance(0.03) else None
        named = tuple(walk.rng.sample(sorted(lots), min(len(lots), 2))) if how == "lots" else ()
        if walk.chance(0.04):
            named = ("lot_0",)
        return ProposeSuccession(source, target, reason, REASON, DOCUMENT, points, named)

    return by_two(walk, "succession", propose)


def close_a_company(walk: Walk) -> Asked | None:
    """Close a company: mostly one of which nothing is left."""

    def propose() -> Command | None:
        active, today = walk.active_companies(), walk.today.isoformat()
        if len(active) < COMPANIES_MIN:
            return None
        empty = [one for one in active if not left_over(walk.ledger.books, one, today)]
        if not empty and not walk.chance(0.1):
            return None
        return ProposeClosure(walk.pick(empty or active), walk.pick(CLOSED), REASON, DOCUMENT)

    return by_two(walk, "closure", propose)


def affiliate(walk: Walk) -> Asked | None:
    """Let companies count as one, or each alone again."""

    def propose() -> Command:
        companies = {_some_company(walk), _some_company(walk), *((walk.company(),) if walk.chance(0.2) else ())}
        books, apart = walk.ledger.books, walk.chance(0.4)
        joined = [one for one in walk.active_companies() if len(counted_with(books.organizations.require(one))) > 1]
        if apart and joined:
            companies = {walk.pick(joined)}
        return ProposeAffiliation(tuple(sorted(companies)), not apart, walk.pick(AFFILIATED), REASON, DOCUMENT)

    return by_two(walk, "affiliation", propose)


ACTS: Final[dict[Act, int]] = {
    merge: 4,
    succeed: 3,
    close_a_company: 3,
    affiliate: 2,
}
