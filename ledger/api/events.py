"""Events over HTTP: what concerns the caller, behind the last position it has seen, page by page or streamed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.events import EventsPageSchema, EventsQuery
from ledger.auth.bearer import caller
from ledger.services import events

resource = Resource("events", "What concerns the caller and should be told, such as points that lapse soon.")


@resource.reading("/events", EventsPageSchema, query=EventsQuery, offered=LISTED)
def list_events(query: Mapping[str, Any]) -> Response:
    """List events behind a position, oldest first; as a file, all of them from the cursor on."""
    wanted = query.get("organization_id", ""), query.get("kind", "")
    media_type = negotiated(LISTED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: events.events(node(), caller(), *wanted, _behind(query, place), limit),
            position_of,
        )
    pages = events.event_pages(node(), caller(), *wanted, _behind(query, place_asked_for(query)))
    return streamed(events.FORMS[EXTENSIONS[media_type]](pages), media_type, "events")


def _behind(query: Mapping[str, Any], place: str) -> int:
    """Give the position behind which a page begins: where the page before ended, or the one that was handled last."""
    return position_behind(place) or int(query["after"])
