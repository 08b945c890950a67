"""Allotments over HTTP: the operator proposes what a university may issue in a year, and a second person sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.allotments import (
    AllotmentBody,
    AllotmentsPageSchema,
    AllotmentsQuery,
    ProposalsPageSchema,
    ProposalsQuery,
    ProposedAllotmentSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import allotments
from ledger.services.context import Request

resource = Resource("allotments", "How many points each university may issue in a calendar year.")


@resource.command(
    "/allotments",
    "allotments.propose",
    ProposedAllotmentSchema,
    body=AllotmentBody,
    status=201,
)
def propose_allotment(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose how many points a university may issue in a calendar year."""
    return allotments.propose_allotment(node(), request, body["university_id"], body["year"], body["points_max"])


@resource.command("/allotments/<proposal_id>/approve", "allotments.approve", ProposedAllotmentSchema)
def approve_allotment(request: Request, _: Any, proposal_id: str) -> Answer:
    """Set a proposed allotment, as another person than the one who proposed it."""
    return allotments.approve_allotment(node(), request, proposal_id)


@resource.reading("/allotments", AllotmentsPageSchema, query=AllotmentsQuery)
def list_allotments(query: Mapping[str, Any]) -> Response:
    """List allotments with what is used of them; a university sees its own."""
    wanted = query.get("university_id", ""), query.get("year")
    return page_response(
        query,
        lambda place, limit: allotments.list_allotments(node(), caller(), *wanted, position_behind(place), limit),
        position_of,
    )


@resource.reading(
    "/allotments/proposals", ProposalsPageSchema, query=ProposalsQuery, permissions=("histories.read_all",)
)
def list_proposals(query: Mapping[str, Any]) -> Response:
    """List what is proposed, and what was approved."""
    return page_response(
        query,
        lambda place, limit: allotments.list_proposals(
            node(), caller(), query.get("status", ""), position_behind(place), limit
        ),
        position_of,
    )
