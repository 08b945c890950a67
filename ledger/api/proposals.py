"""Proposals over HTTP: the inbox of what waits for another person; approve, reject or withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.common import ReasonBody
from ledger.api.schemas.proposals import (
    BoundBody,
    BoundsSchema,
    DecidedProposalSchema,
    InboxPageSchema,
    ProposalSchema,
    ProposalsQuery,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import bounds, proposals
from ledger.services.context import Request

resource = Resource("proposals", "What one person proposes and another carries out, and how far that reaches.")


@resource.command("/proposals/<proposal_id>/approve", "proposals.approve", DecidedProposalSchema)
def approve_proposal(request: Request, _: Any, proposal_id: str) -> Answer:
    """Approve a proposal as another person; the last who must do so carries it out."""
    return proposals.approve_proposal(node(), request, proposal_id)


@resource.command("/proposals/<proposal_id>/reject", "proposals.approve", DecidedProposalSchema, body=ReasonBody)
def reject_proposal(request: Request, body: Mapping[str, Any], proposal_id: str) -> Answer:
    """Decline a proposal, as another person than the one who made it."""
    return proposals.reject_proposal(node(), request, proposal_id, body["reason"])


@resource.command("/proposals/<proposal_id>/withdraw", "proposals.withdraw", DecidedProposalSchema, body=ReasonBody)
def withdraw_proposal(request: Request, body: Mapping[str, Any], proposal_id: str) -> Answer:
    """Take a proposal back."""
    return proposals.withdraw_proposal(node(), request, proposal_id, body["reason"])


@resource.reading("/proposals", InboxPageSchema, query=ProposalsQuery, personal=True)
def list_inbox(query: Mapping[str, Any]) -> Response:
    """List proposals in the order in which they were made; a company sees those that concern it."""
    return page_response(
        query,
        lambda place, limit: proposals.list_proposals(
            node(),
            caller(),
            organization_id=query.get("organization_id", ""),
            status=query.get("status", ""),
            act=query.get("act", ""),
            waiting_for_me=query["waiting_for_me"],
            after=position_behind(place),
            limit=limit,
        ),
        position_of,
    )


@resource.reading("/proposals/<proposal_id>", ProposalSchema, personal=True)
def get_proposal(_: Any, proposal_id: str) -> Mapping[str, Any]:
    """Give one proposal."""
    return proposals.get_proposal(node(), caller(), proposal_id)


@resource.command(
    "/bounds",
    "bounds.propose",
    DecidedProposalSchema,
    body=BoundBody,
    status=201,
    location="/api/v1/proposals/{id}",
)
def propose_bound(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose how far an act by hand reaches."""
    figures = {name: body[name] for name in ("points_max", "second_from", "days", "reason")}
    return bounds.propose_bound(node(), request, body["name"], **figures)


@resource.reading("/bounds", BoundsSchema, permissions=("histories.read_all",))
def list_bounds(_: Any) -> Mapping[str, Any]:
    """List how far acts by hand reach."""
    return {"items": bounds.list_bounds(node(), caller())}
