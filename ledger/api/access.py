"""Access over HTTP: who read what concerns persons, what is shown of the vault to those entitled, what is erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for
from ledger.api.conventions.negotiation import JSON, LISTED, NDJSON, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.access import AccessPageSchema, AccessQuery, DisclosureBody, ErasureBody
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import access, disclosing, erasing
from ledger.services.context import Request
from ledger.services.corrections import Grounds
from ledger.services.disclosing import Chosen

resource = Resource("access", "Who read what concerns persons, what was shown of it, and what was erased.")


@resource.reading("/access-log", AccessPageSchema, query=AccessQuery, offered=LISTED, personal=True)
def list_access(query: Mapping[str, Any]) -> Response:
    """List who read what concerns persons, and why; an organization sees who read what is its own."""
    organization, media_type = query.get("organization_id", ""), negotiated(LISTED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: access.list_access(node(), caller(), organization, int(place or 0), limit),
            lambda item: str(item["number"]),
        )
    pages = access.access_pages(node(), caller(), organization, int(place_asked_for(query) or 0))
    return streamed(access.FORMS[EXTENSIONS[media_type]](pages), media_type, "access-log")


@resource.handing_out("/disclosures", disclosing.DISCLOSE, DisclosureBody, NDJSON)
def disclose(chosen: Chosen) -> Response:
    """Give texts of the vault with the salts that open their commitments, a line of JSON for each."""
    told = disclosing.disclosures(node(), caller(), chosen)
    return streamed(disclosing.disclosure_lines(told), NDJSON, "disclosures")


@resource.command(
    "/erasures",
    "erasures.propose",
    DecidedProposalSchema,
    body=ErasureBody,
    status=201,
    location="/api/v1/proposals/{id}",
)
def propose_erasure(request: Request, body: tuple[str, Grounds]) -> Answer:
    """Propose to erase the texts about a person or an organization; another person approves it."""
    subject, grounds = body
    return erasing.propose_erasure(node(), request, subject, grounds)
