"""Drilling: the link that leads from a figure to the transactions behind it, and to no others.

What stands on an account is the sum of its postings. The link names the account and the point at which the figure was
read, so whoever follows it and adds up the account's legs gets the figure, today and for ever.
"""

from __future__ import annotations

from urllib.parse import urlencode

from marshmallow import fields

_SAFE = ":"
"""Stands in accounts, and may stand in a query as it is (RFC 3986 section 3.4)."""


def movements_of(account: str, position: int, effective_on: str | None = None) -> str:
    """Write the link to the transactions that moved an account, as of a position and an accounting day.

    >>> movements_of("issued:INT-STD", 742, "2026-08-31")
    '/api/v1/transactions?account=issued:INT-STD&recorded_as_of=742&effective_as_of=2026-08-31'
    """
    asked = {"account": account, "recorded_as_of": position}
    if effective_on is not None:
        asked["effective_as_of"] = effective_on
    return f"/api/v1/transactions?{urlencode(asked, safe=_SAFE)}"


def movements_link() -> fields.String:
    """Make a field that shows such a link."""
    return fields.String(required=True, metadata={"description": "the transactions that this figure is the sum of"})
