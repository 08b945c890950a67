"""Sanctions over HTTP: the operator proposes what a company forfeits, and a second person imposes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.common import ReasonBody
from ledger.api.schemas.sanctions import (
    DecidedSanctionSchema,
    SanctionBody,
    SanctionSchema,
    SanctionsPageSchema,
    SanctionsQuery,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import sanctions
from ledger.services.context import Request
from ledger.services.sanctions import SanctionInput

resource = Resource("sanctions", "Points that companies forfeit, by two persons.")


@resource.command(
    "/sanctions",
    "sanctions.propose",
    DecidedSanctionSchema,
    body=SanctionBody,
    status=201,
    location="/api/v1/sanctions/{id}",
)
def propose_sanction(request: Request, body: SanctionInput) -> Answer:
    """Propose that a company forfeits points: so many, or all that is available when it is approved."""
    return sanctions.propose_sanction(node(), request, body)


@resource.command("/sanctions/<sanction_id>/approve", "sanctions.approve", DecidedSanctionSchema)
def approve_sanction(request: Request, _: Any, sanction_id: str) -> Answer:
    """Impose a proposed sanction, as another person than the one who proposed it."""
    return sanctions.approve_sanction(node(), request, sanction_id)


@resource.command("/sanctions/<sanction_id>/reject", "sanctions.approve", DecidedSanctionSchema, body=ReasonBody)
def reject_sanction(request: Request, body: Mapping[str, Any], sanction_id: str) -> Answer:
    """Decline a proposed sanction, as another person than the one who proposed it."""
    return sanctions.reject_sanction(node(), request, sanction_id, body["reason"])


@resource.command("/sanctions/<sanction_id>/withdraw", "sanctions.propose", DecidedSanctionSchema, body=ReasonBody)
def withdraw_sanction(request: Request, body: Mapping[str, Any], sanction_id: str) -> Answer:
    """Take a proposed sanction back."""
    return sanctions.withdraw_sanction(node(), request, sanction_id, body["reason"])


@resource.reading("/sanctions", SanctionsPageSchema, query=SanctionsQuery, personal=True)
def list_sanctions(query: Mapping[str, Any]) -> Response:
    """List sanctions in the order in which they were proposed; a company sees its own."""
    wanted = query.get("organization_id", ""), query.get("status", "")
    return page_response(
        query,
        lambda place, limit: sanctions.list_sanctions(node(), caller(), *wanted, position_behind(place), limit),
        position_of,
    )


@resource.reading("/sanctions/<sanction_id>", SanctionSchema, personal=True)
def get_sanction(_: Any, sanction_id: str) -> Mapping[str, Any]:
    """Give one sanction."""
    return sanctions.get_sanction(node(), caller(), sanction_id)
