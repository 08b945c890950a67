"""Lists: a page of JSON from a service that gives items behind a place, with the cursor of the next.

One item more than the page holds is asked for, so the last page is known without counting and has no cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask import Response, request

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import node
from ledger.api.conventions.paging import cursor_after, next_link, place_of

Item = Mapping[str, Any]
_PINNED: Final = "@"


def filters_of(query: Mapping[str, Any]) -> dict[str, Any]:
    """Give what of a query string says which items are wanted, and not which page of them."""
    return {name: value for name, value in query.items() if name not in ("limit", "cursor")}


def place_asked_for(query: Mapping[str, Any]) -> str:
    """Give the place behind which the page begins, "" for the first. Raises ``Refused``: cursor_invalid."""
    cursor = query.get("cursor")
    if cursor is None:
        return ""
    return place_of(cursor, node().keys.seal_key, request.path, filters_of(query))


def page_response(
    query: Mapping[str, Any],
    items_behind: Callable[[str, int], Sequence[Item]],
    place: Callable[[Item], str],
    members: Mapping[str, Any] | None = None,
) -> Response:
    """Make the answer of a list.

    Args:
        items_behind: gives up to so many items behind a place ("" for the first).
        place: tells where an item stands in the order of the list.
        members: what the answer says besides.
    """
    limit = query["limit"]
    found = items_behind(place_asked_for(query), limit + 1)
    items = found[:limit]
    cursor = None
    headers = {}
    if len(found) > limit:
        cursor = cursor_after(place(items[-1]), node().keys.seal_key, request.path, filters_of(query))
        headers["Link"] = next_link(cursor)
    return json_response({"items": items, "next_cursor": cursor, **(members or {})}, headers=headers)


def position_of(item: Item) -> str:
    """Tell the place of an item in a list along journal positions."""
    return str(item["position"])


def position_behind(place: str) -> int | None:
    """Read the place of a list along journal positions."""
    return int(place.partition(_PINNED)[0]) if place else None


def pinned(place: str, position: int) -> str:
    """Add to a place where the journal stood when the first page was read, so that all pages are of one history."""
    return f"{place}{_PINNED}{position}"


def stood_at(place: str) -> int | None:
    """Read where the journal stood when the first page was read, ``None`` for the first page."""
    return int(place.partition(_PINNED)[2]) if place else None
