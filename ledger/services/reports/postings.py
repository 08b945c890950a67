"""Postings: the legs behind any figure of another report, which names this one's address.

Amounts are signed, debit positive, so that they add up to the figure, or to what it is short of zero where the figure
is of points that are owed to holders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.services.as_of import Point
from ledger.services.node import Node
from ledger.services.reports.table import (
    EFFECTIVE_FROM,
    OF_HOLDER,
    TRANSACTIONS,
    Column,
    Option,
    Report,
    Row,
    Wanted,
    where_of,
)
from ledger.store.reads.reports_postings import BY_HAND, Legs, legs

PAGE: Final = 500
_DAYS: Final = ("effective_from", "active_from", "active_to", "expires_from", "expires_to")


def rows(node: Node, when: Point, after: str, wanted: Wanted) -> Iterator[Row]:
    """Walk the legs behind a key, a position and a line."""
    position, _, line = after.partition("|")
    place = (int(position), int(line)) if after else (0, 0)
    chosen = Legs(
        account=wanted.get("account", ""),
        kinds=tuple(filter(None, wanted.get("kinds", "").split(","))),
        organization=wanted.get("organization_id", ""),
        holder_kind=wanted.get("holder_kind", ""),
        lot=wanted.get("lot", ""),
        activity=wanted.get("activity", ""),
        university=wanted.get("university_id", ""),
        posted_year=wanted.get("posted_year", ""),
        **{name: wanted.get(name, "") for name in _DAYS},
    )
    while True:
        with node.store.reading() as unit:
            found = legs(unit, chosen, where_of(when), place, PAGE)
        for leg in found:
            place = (leg.position, leg.line)
            told = leg._asdict() | {
                "activity": leg.activity or None,
                "accrual_id": leg.accrual or None,
                "transactions": f"/api/v1/transactions/{leg.transaction_id}",
            }
            yield Row(f"{leg.position}|{leg.line}", {column.name: told[column.name] for column in COLUMNS})
        if len(found) < PAGE:
            return


COLUMNS: Final = (
    Column("position", "whole"),
    Column("transaction_id"),
    Column("kind"),
    Column("recorded_at"),
    Column("effective_on", "day"),
    Column("account"),
    Column("lot"),
    Column("amount", "whole", told="debit positive"),
    Column("activity", optional=True, told="rule that earned the lot; null for what was granted by hand"),
    Column("accrual_id", optional=True),
    Column("active_on", "day"),
    Column("expires_on", "day"),
    TRANSACTIONS,
)
REPORT: Final = Report(
    "postings",
    "Give the postings behind a figure of another report, in the order of the journal.",
    COLUMNS,
    (
        Option("account"),
        Option("kinds", told="kinds of accounts, with commas between them"),
        OF_HOLDER,
        Option("holder_kind", told="kind of the organization whose wallet it is"),
        Option("lot"),
        Option("activity", told=f"rule that earned the lot; {BY_HAND} for none"),
        Option("university_id", told=f"which reported the activity that earned the lot; {BY_HAND} for none"),
        Option("posted_year", told="year in which the award was posted"),
        EFFECTIVE_FROM,
        Option("active_from", "day", told="first day of the lot's life, this or later"),
        Option("active_to", "day", told="first day of the lot's life, this or earlier"),
        Option("expires_from", "day", told="last day of the lot's life, this or later"),
        Option("expires_to", "day", told="last day of the lot's life, this or earlier"),
    ),
    rows,
)
