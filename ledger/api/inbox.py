"""Inbox over HTTP: everything that waits for the caller's decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.inbox import InboxQuery, WaitingPageSchema
from ledger.auth.bearer import caller
from ledger.services import inbox

resource = Resource("inbox", "What waits for the caller's decision.")


@resource.reading("/inbox", WaitingPageSchema, query=InboxQuery)
def list_waiting(query: Mapping[str, Any]) -> Response:
    """List all that the caller may decide and its person has no part in, the oldest first."""
    return page_response(
        query,
        lambda place, limit: inbox.list_inbox(node(), caller(), query.get("kind", ""), position_behind(place), limit),
        position_of,
    )
