"""Tiers over HTTP: two persons set them, everyone reads them, and an organization what it has come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.common import AsOfQuery
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.api.schemas.tiers import StandingSchema, TiersBody, TierVersionsSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import tiers
from ledger.services.context import Request

resource = Resource("tiers", "What organizations come to by the points that they earn.")


@resource.command(
    "/tiers", "tiers.propose", DecidedProposalSchema, body=TiersBody, status=201, location="/api/v1/proposals/{id}"
)
def propose_tiers(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose tiers in the place of those in force; a second person approves the proposal."""
    return tiers.propose_tiers(node(), request, body["terms"], body["reason"])


@resource.reading("/tiers", TierVersionsSchema)
def list_tiers(_: Any) -> Mapping[str, Any]:
    """List every version of the tiers; the last is in force."""
    return {"items": tiers.list_tiers(node())}


@resource.reading("/organizations/<organization_id>/tier", StandingSchema, query=AsOfQuery)
def tier(query: Mapping[str, Any], organization_id: str) -> Mapping[str, Any]:
    """Give an organization's tier, now or as of any point on either axis, and what is missing to the next."""
    return tiers.tier(node(), caller(), organization_id, query["recorded_as_of"], query["effective_as_of"])
