"""Exceptions: the lists that an auditor looks at first, found in the journal's own entries, a page in memory at a time.

A list is found anew for each page of it: whoever wants all of a long one takes it as a file, in one walk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from ledger.domain.exceptions.every import LISTINGS
from ledger.domain.exceptions.listing import Exceptional, Listing
from ledger.domain.journal.entries import Entry
from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import Column, Option, Report, Row, Wanted, numbered, where_of
from ledger.store.reads import audit

PAGE: Final = 1_000


def _report(listing: Listing) -> Report:
    def rows(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
        parameters = {each.name: int(wanted.get(each.name) or each.default) for each in listing.parameters}

        def read(kinds: Collection[str]) -> Iterator[Entry]:
            return _entries(node, when, kinds)

        return numbered((_cells(item) for item in listing.find(read, parameters)), after)

    options = tuple(
        Option(each.name, "whole", (str(each.default),), f"{each.told}; default {each.default}")
        for each in listing.parameters
    )
    return Report(listing.name, listing.title, COLUMNS, options, rows)


def _entries(node: Node, when: Point, kinds: Collection[str]) -> Iterator[Entry]:
    after, where = 0, where_of(when)
    while True:
        with node.store.reading() as unit:
            page = audit.entries(unit, kinds, where, after, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].position


def _cells(item: Exceptional) -> dict[str, Any]:
    return {
        "rule": item.rule,
        "why": "; ".join(f"{name}={value}" for name, value in item.why.items()),
        "positions": " ".join(str(place.position) for place in item.places),
        "transaction_ids": " ".join(place.transaction_id for place in item.places),
    }


COLUMNS: Final = (
    Column("rule", told="what was found"),
    Column("why", told="the figures, as name=value with semicolons between them"),
    Column("positions", told="of the entries, with spaces between them"),
    Column("transaction_ids", told="ids of the entries, in the same order"),
)
EXCEPTIONS: Final[dict[str, Report]] = {name: _report(listing) for name, listing in LISTINGS.items()}
"""Every list as a report, by its name."""
