"""Successions: who has what was a company's, and who counts as one with it.

A merged company names its successor, always one that is not merged itself: when a successor is merged in turn, those
before it are named anew. ``affiliates`` of a row names everybody who counts as one with the company, itself and whoever
was merged into it among them, so a row tells all of it and nobody has to look further.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain.books import rows
from ledger.domain.books.books import Books


def heir_of(books: Books, organization: str) -> str:
    """Give who has what was an organization's: its successor where it is merged, else itself."""
    row = books.organizations.get(organization)
    return row.successor if row is not None and row.successor else organization


def counted_with(row: rows.Organization) -> list[str]:
    """Give everybody who counts as one with an organization, itself too, in order of id."""
    return row.affiliates.split() or [row.organization]


def others_counted_with(books: Books, organization: str) -> list[str]:
    """Give everybody else who counts as one with an organization, in order of id."""
    row = books.organizations.get(organization)
    return [] if row is None or not row.affiliates else [one for one in counted_with(row) if one != organization]


def with_merged(books: Books, organization: str) -> list[str]:
    """Give an organization and all that were merged into it, in order of id."""
    everybody = counted_with(books.organizations.require(organization))
    return [one for one in everybody if heir_of(books, one) == organization or one == organization]


def together(books: Books, organizations: Iterable[str]) -> list[str]:
    """Give everybody who counts as one once these do, in order of id."""
    return sorted({one for name in organizations for one in counted_with(books.organizations.require(name))})


def count_as_one(books: Books, organizations: Iterable[str]) -> None:
    """Put organizations together, and nobody else with them; one alone counts alone."""
    members = sorted(set(organizations))
    text = " ".join(members) if len(members) > 1 else ""
    for one in members:
        books.organizations.put(books.organizations.require(one)._replace(affiliates=text))


def part_from_others(books: Books, organizations: Iterable[str]) -> None:
    """Let each of these count alone again, with those that were merged into it; the others stay together."""
    for organization in organizations:
        own = with_merged(books, organization)
        others = set(counted_with(books.organizations.require(organization))) - set(own)
        count_as_one(books, own)
        count_as_one(books, others)
