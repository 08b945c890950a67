"""Transfers over HTTP: the operator proposes what becomes of companies; ``proposals`` carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.api.schemas.transfers import (
    AddedRegistrationSchema,
    AffiliationBody,
    ClosureBody,
    RegistrationBody,
    RegistrationsSchema,
    TransferBody,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import organizations, transfers
from ledger.services.context import Request
from ledger.services.corrections import Grounds
from ledger.services.transfers import TransferInput

resource = Resource("transfers", "Companies that merge, hand over a part, count as one, or close.")
_PROPOSED: Final[dict[str, Any]] = {"status": 201, "location": "/api/v1/proposals/{id}"}


@resource.command("/transfers", "organizations.change", DecidedProposalSchema, body=TransferBody, **_PROPOSED)
def propose_transfer(request: Request, body: TransferInput) -> Answer:
    """Propose a merger, which hands over everything, or a succession, which hands over a part."""
    return transfers.propose_transfer(node(), request, body)


@resource.command(
    "/organizations/<organization_id>/close",
    "organizations.change",
    DecidedProposalSchema,
    body=ClosureBody,
    **_PROPOSED,
)
def propose_closure(request: Request, body: Grounds, organization_id: str) -> Answer:
    """Propose to close a company of which nothing is left."""
    return transfers.propose_closure(node(), request, organization_id, body)


@resource.command("/affiliations", "organizations.change", DecidedProposalSchema, body=AffiliationBody, **_PROPOSED)
def propose_affiliation(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose that companies count as one for yearly caps and ceilings, or each alone again."""
    why = Grounds(body["reason_code"], body["reason"], body["document"])
    return transfers.propose_affiliation(node(), request, body["organization_ids"], why, together=body["together"])


@resource.command(
    "/organizations/<organization_id>/registrations",
    "organizations.register",
    AddedRegistrationSchema,
    body=RegistrationBody,
    status=201,
    location="/api/v1/organizations/{organization_id}/registrations",
)
def add_registration(request: Request, body: Mapping[str, Any], organization_id: str) -> Answer:
    """Put one more business registration number of a company on record."""
    return organizations.add_registration(node(), request, organization_id, body["registration_number"])


@resource.reading("/organizations/<organization_id>/registrations", RegistrationsSchema, personal=True)
def list_registrations(_: Any, organization_id: str) -> Mapping[str, Any]:
    """List the numbers under which a company is registered."""
    return {"items": organizations.list_registrations(node(), caller(), organization_id)}
