"""Common shapes: what several nouns show alike."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from ledger.api.conventions.fields import Count, Day, PositionOrInstant, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.domain.journal.merkle import HASH_BYTES

PAGE_ITEMS_MAX: Final = 500
PAGE_ITEMS_DEFAULT: Final = 100
BY_HAND: Final = "null for what was granted by hand"
"""What is said of a lot's activity."""


def whole_points(description: str = "", **kwargs: Any) -> fields.Integer:
    """Make a field that shows whole points, zero or more."""
    told = {"minimum": 0, **({"description": description} if description else {})}
    return fields.Integer(required=True, metadata=told, **kwargs)


def sha256_text(**kwargs: Any) -> Text:
    """Make a field that reads a SHA-256 digest."""
    return Text(
        minimum=2 * HASH_BYTES,
        maximum=2 * HASH_BYTES,
        shape=f"[0-9a-f]{{{2 * HASH_BYTES}}}",
        expected="a SHA-256 digest in lower-case hexadecimal",
        **kwargs,
    )


class WalletSchema(Shown):
    """What a holder has, state by state."""

    posted = whole_points("available, as booked")
    spendable = whole_points("what a hold could take now, all that is due being settled")
    pending = whole_points()
    held = whole_points()
    disputed = whole_points()
    arrears = whole_points("owed back")


class ReasonBody(Body):
    """Why; kept where it can be erased."""

    reason = Text(required=True, maximum=500)


class PageQuery(Body):
    """Which page of a list."""

    limit = Count(
        minimum=1,
        maximum=PAGE_ITEMS_MAX,
        load_default=PAGE_ITEMS_DEFAULT,
        metadata={"description": "items on a page"},
    )
    cursor = Text(maximum=500, metadata={"description": "next_cursor of the page before, with the same filters"})


class AsOfQuery(Body):
    """As of when, on both axes; alone or together."""

    recorded_as_of = PositionOrInstant(
        load_default=nothing,
        metadata={"description": "what had been recorded by then: a journal position, or an RFC 3339 time"},
    )
    effective_as_of = Day(load_default=nothing, metadata={"description": "what was effective on that day"})
