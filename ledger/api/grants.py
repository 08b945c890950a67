"""Grants over HTTP: the operator proposes who may act for it; ``proposals`` carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.grants import GrantBody, ProposedGrantSchema
from ledger.domain.commands import Answer
from ledger.services import grants
from ledger.services.context import Request
from ledger.services.grants import GrantInput

resource = Resource("grants", "Who may act for the operator, which takes two persons.")


@resource.command(
    "/grants", "clients.grant", ProposedGrantSchema, body=GrantBody, status=201, location="/api/v1/proposals/{id}"
)
def propose_grant(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose a client, or with a login a user; the approval shows the second half of its secret or code."""
    return grants.propose_grant(node(), request, GrantInput(**body))
