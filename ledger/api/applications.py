"""Applications over HTTP: the agency that runs a program gets its list; so do the operator and auditors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.applications import ApplicationsPageSchema, ApplicationsQuery
from ledger.auth.bearer import caller
from ledger.services import applications
from ledger.services.visibility import READ_ALL, READ_PROGRAM

resource = Resource("applications", "Who applied for a program, as its owner sees it.")


@resource.reading(
    "/programs/<code>/applications",
    ApplicationsPageSchema,
    query=ApplicationsQuery,
    permissions=(READ_ALL, READ_PROGRAM),
    offered=LISTED,
    personal=True,
)
def list_applications(query: Mapping[str, Any], code: str) -> Response:
    """List who applied for a program, oldest first; as a file, all of them from the cursor on."""
    status, call, media_type = query.get("status", ""), query.get("call", ""), negotiated(LISTED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: applications.list_applications(
                node(), caller(), code, status, call, position_behind(place), limit
            ),
            position_of,
        )
    pages = applications.pages(node(), caller(), code, status, call, position_behind(place_asked_for(query)))
    return streamed(applications.FORMS[EXTENSIONS[media_type]](pages), media_type, "applications")
