"""Clients over HTTP: the operator grants and ends them; their organization sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.clients import ClientBody, ClientsSchema, GrantedClientSchema, RevokedClientSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import clients, organizations
from ledger.services.context import Request

resource = Resource("clients", "Machine clients, and the persons behind them.")


@resource.command(
    "/organizations/<organization_id>/clients", "clients.grant", GrantedClientSchema, body=ClientBody, status=201
)
def grant_client(request: Request, body: Mapping[str, Any], organization_id: str) -> Answer:
    """Grant an organization another client."""
    return organizations.grant_client(
        node(), request, organization_id, body["role"], body["person_name"], body["same_person_as"]
    )


@resource.reading("/organizations/<organization_id>/clients", ClientsSchema, personal=True)
def list_clients(_: Any, organization_id: str) -> Mapping[str, Any]:
    """List an organization's clients, revoked ones too."""
    return {"items": clients.list_clients(node(), caller(), organization_id)}


@resource.command("/api-clients/<client_id>/revoke", "clients.revoke", RevokedClientSchema)
def revoke_client(request: Request, _: Any, client_id: str) -> Answer:
    """End a client; it acts no more from then on."""
    return organizations.revoke_client(node(), request, client_id)
