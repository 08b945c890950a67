"""Tier standings: the tiers in force, and what an organization has come to by the books; the noun is in ``tiers``.

Whoever decides by a tier needs the versions of the tiers first, and then what the organization earned.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.needs import Needs
from ledger.domain.tiers import Standing, TierTerms, holders_counted, needed_from, standing

EVERY: Final = ""
"""The one key of the index of all versions."""


@lru_cache(maxsize=64)
def tier_terms(row: rows.TierVersion) -> TierTerms:
    """Read the terms of a version from its row."""
    return TierTerms.from_json(json.loads(row.terms))


def newest_tiers(books: Books) -> rows.TierVersion | None:
    """Give the version in force, ``None`` where no tiers were set; all versions are loaded."""
    return max(books.tiers.find("every", EVERY), key=lambda row: row.version, default=None)


def need_tiers(needs: Needs) -> None:
    """Need every version of the tiers."""
    needs.tiers.add(EVERY)


def need_earned(needs: Needs, books: Books, organization: str, today: str) -> None:
    """Need what decides an organization's tier today; the tiers are loaded."""
    newest = newest_tiers(books)
    if newest is not None:
        first = needed_from(tier_terms(newest), date.fromisoformat(today)).isoformat()
        needs.earned_from |= dict.fromkeys(holders_counted(organization), first)


def standing_of(books: Books, organization: str, today: str) -> tuple[TierTerms | None, Standing | None]:
    """Give the tiers in force and an organization's standing on a day; ``None`` twice where no tiers were set."""
    newest = newest_tiers(books)
    if newest is None:
        return None, None
    terms = tier_terms(newest)
    counted = [row for holder in holders_counted(organization) for row in books.earned.find("holder", holder)]
    return terms, standing(terms, [(row.day, row.points) for row in counted if row.day], date.fromisoformat(today))
