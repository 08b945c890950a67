"""Organizations over HTTP: onboarding, and the wallet of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response

from ledger.api.conventions.drilling import movements_of
from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, read_at, streamed
from ledger.api.schemas.common import AsOfQuery
from ledger.api.schemas.organizations import (
    BalanceSchema,
    LotsPageSchema,
    LotsQuery,
    OrganizationBody,
    OrganizationSchema,
    OrganizationsPageSchema,
    OrganizationsQuery,
    ProfileBody,
    ProfiledOrganizationSchema,
    RegisteredOrganizationSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.domain.commands import Answer
from ledger.services import balances, organizations, walks
from ledger.services.context import Request
from ledger.store.reads.accounts import LotPlace

resource = Resource("organizations", "Universities, companies, agencies, auditors and the operator.")


@resource.command(
    "/organizations",
    "organizations.register",
    RegisteredOrganizationSchema,
    body=OrganizationBody,
    status=201,
    location="/api/v1/organizations/{id}",
)
def register_organization(request: Request, body: Mapping[str, Any]) -> Answer:
    """Onboard an organization with its first client; only this answer shows the client's secret."""
    return organizations.register_organization(
        node(),
        request,
        body["kind"],
        body["name_ko"],
        body["name_en"],
        body["registration_number"],
        body["role"],
        body["person_name"],
    )


@resource.command(
    "/organizations/<organization_id>/profile", "organizations.profile", ProfiledOrganizationSchema, body=ProfileBody
)
def profile_organization(request: Request, body: Mapping[str, Any], organization_id: str) -> Answer:
    """Say where a company is and how large, or which programs an agency runs, in the place of what was said before."""
    region, size, owner = body["region"] or "", body["size"] or "", body["owner"] or ""
    return organizations.profile_organization(node(), request, organization_id, region, size, owner)


@resource.reading("/organizations", OrganizationsPageSchema, query=OrganizationsQuery, personal=True)
def list_organizations(query: Mapping[str, Any]) -> Response:
    """List organizations in the order in which they joined."""
    return page_response(
        query,
        lambda place, limit: organizations.list_organizations(
            node(), caller(), query.get("kind", ""), position_behind(place), limit
        ),
        position_of,
    )


@resource.reading("/organizations/<organization_id>", OrganizationSchema, personal=True)
def get_organization(_: Any, organization_id: str) -> Mapping[str, Any]:
    """Give one organization."""
    return organizations.get_organization(node(), caller(), organization_id)


@resource.reading("/organizations/<organization_id>/balance", BalanceSchema, query=AsOfQuery)
def balance(query: Mapping[str, Any], organization_id: str) -> Mapping[str, Any]:
    """Give a wallet, now or as of any point on either axis."""
    day = query["effective_as_of"]
    told = balances.balance(node(), caller(), organization_id, query["recorded_as_of"], day)
    states = {"available": "posted"}
    links = {
        states.get(state, state): movements_of(of_holder(organization_id, state), told["position"], day)
        for state in HOLDER_STATES
    }
    return {**told, "transactions": links}


@resource.reading("/organizations/<organization_id>/lots", LotsPageSchema, query=LotsQuery, offered=LISTED)
def list_lots(query: Mapping[str, Any], organization_id: str) -> Response:
    """List what a wallet's lots hold, soonest expiry first, now or as of any point; as a file, all from the cursor."""
    media_type, as_of = negotiated(LISTED), (query["recorded_as_of"], query["effective_as_of"])
    if media_type != JSON:
        after = _lot_behind(place_asked_for(query))
        pages, point = walks.lot_pages(node(), caller(), organization_id, after, *as_of)
        chunks = walks.LOTS[EXTENSIONS[media_type]](pages)
        return streamed(chunks, media_type, "lots", read_at(point.position, point.root))
    members: dict[str, Any] = {"organization_id": organization_id}

    def behind(place: str, limit: int) -> Sequence[Mapping[str, Any]]:
        items, when = balances.lots(node(), caller(), organization_id, _lot_behind(place), limit, *as_of)
        members.update(position=when.position, root=when.root)
        return items

    return page_response(query, behind, lambda item: " ".join(item[name] for name in LotPlace._fields), members)


def _lot_behind(place: str) -> LotPlace | None:
    return LotPlace(*place.split()) if place else None
