"""Expiring: what of a wallet can be spent until when, at any point.

The wallet is looked at as a hold would find it, all that is due by then being settled: what lapsed yesterday is not in
it, and what became active today is, whether or not a sweep has run. So the months add up to what is spendable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books, place_of
from ledger.domain.dates import business_date
from ledger.services.as_of import point
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.spendable import settled_books, whole_wallet
from ledger.services.visibility import require_organization
from ledger.store.reads import accounts
from ledger.store.reads.warnings import warnings_of

WITHIN_DAYS: Final = 60
"""How far ahead is looked where nobody says."""

Part = tuple[rows.Lot, int]
"""A lot, and how many points of it stand in a state."""


def expiring(
    node: Node,
    caller: Caller,
    organization_id: str,
    within_days: int = WITHIN_DAYS,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give a wallet's spendable points by the month in which they lapse, and lot by lot what lapses soon.

    Args:
        within_days: what is listed lot by lot has its last day at most so many days ahead.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        booked = accounts.balances_at(unit, (), organization_id, when.position, when.effective_on)
        wallet = whole_wallet(unit, organization_id, when)
        books = settled_books(node, unit, organization_id, when, booked, wallet)
        today = business_date(when.at)
        warned = warnings_of(unit, organization_id, when.position, today.isoformat())
    available = _parts(books, organization_id, "available")
    last_day = (today + timedelta(days=within_days)).isoformat()
    soon = [(lot, points) for lot, points in available if lot.expires_on <= last_day]
    return {
        "organization_id": organization_id,
        "months": _by_month(available),
        "held_months": _by_month(_parts(books, organization_id, "held")),
        "spendable": sum(points for _, points in available),
        "today": today.isoformat(),
        "within_days": within_days,
        "due": _by_day(soon),
        "points_due": sum(points for _, points in soon),
        "warnings": [
            {"expires_on": row.expires_on, "days": row.days, "points": row.points, "position": row.position}
            for row in warned
        ],
        "position": when.position,
        "root": when.root,
    }


def _parts(books: Books, holder: str, state: str) -> list[Part]:
    """Give what of each lot stands in a state, soonest expiry first."""
    found = books.lot_balances.find("wallet", (holder, state))
    parts = [(books.lots.require(part.lot), -part.amount) for part in sorted(found, key=place_of)]
    return sorted(parts, key=lambda part: part[0].expires_on)


def _by_month(parts: Iterable[Part]) -> list[dict[str, Any]]:
    months: dict[str, int] = {}
    for lot, points in parts:
        month = lot.expires_on[: len("2026-12")]
        months[month] = months.get(month, 0) + points
    return [{"month": month, "points": points} for month, points in months.items()]


def _by_day(parts: Iterable[Part]) -> list[dict[str, Any]]:
    days: dict[str, list[Mapping[str, Any]]] = {}
    for lot, points in parts:
        told = {"lot": lot.lot, "points": points, "accrual_id": lot.accrual or None, "rule": lot.rule or None}
        days.setdefault(lot.expires_on, []).append(told)
    return [
        {"expires_on": day, "points": sum(lot["points"] for lot in lots), "lots": lots} for day, lots in days.items()
    ]
