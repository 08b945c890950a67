"""Objections over HTTP: a company or a university contests an award; ``proposals`` decide it by two other persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.common import ReasonBody
from ledger.api.schemas.objections import (
    DecisionBody,
    EndedObjectionSchema,
    ObjectionBody,
    ObjectionSchema,
    ObjectionsPageSchema,
    ObjectionsQuery,
)
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import objections
from ledger.services.context import Request
from ledger.services.objections import DecisionInput, ObjectionInput
from ledger.store.reads.objections import Wanted

resource = Resource("objections", "Awards that are contested: their points are frozen until that is decided.")


@resource.command(
    "/objections",
    "objections.raise",
    EndedObjectionSchema,
    body=ObjectionBody,
    status=201,
    location="/api/v1/objections/{id}",
)
def raise_objection(request: Request, body: ObjectionInput) -> Answer:
    """Object to an award: a company to its own, or its share; a university to what it reported."""
    return objections.raise_objection(node(), request, body)


@resource.command("/objections/<objection_id>/withdraw", "objections.raise", EndedObjectionSchema, body=ReasonBody)
def withdraw_objection(request: Request, body: Mapping[str, Any], objection_id: str) -> Answer:
    """Take an objection back: what is frozen comes free."""
    return objections.withdraw_objection(node(), request, objection_id, body["reason"])


@resource.command(
    "/objections/<objection_id>/decide",
    "objections.propose",
    DecidedProposalSchema,
    body=DecisionBody,
    status=201,
    location="/api/v1/proposals/{id}",
)
def decide_objection(request: Request, body: DecisionInput, objection_id: str) -> Answer:
    """Propose how an objection is decided; another person approves the proposal."""
    return objections.propose_decision(node(), request, objection_id, body)


@resource.reading("/objections", ObjectionsPageSchema, query=ObjectionsQuery, personal=True)
def list_objections(query: Mapping[str, Any]) -> Response:
    """List objections as they were raised; a company sees what concerns it, a university what it raised."""
    wanted = Wanted(query.get("organization_id", ""), "", query.get("accrual_id", ""), query.get("status", ""))
    return page_response(
        query,
        lambda place, limit: objections.list_objections(node(), caller(), wanted, position_behind(place), limit),
        position_of,
    )


@resource.reading("/objections/<objection_id>", ObjectionSchema, personal=True)
def get_objection(_: Any, objection_id: str) -> Mapping[str, Any]:
    """Give one objection."""
    return objections.get_objection(node(), caller(), objection_id)
