"""Redemptions over HTTP: companies hold, quote, hand in, capture, release and cancel; owners of programs select,
capture, deliver and revoke; so does the operator, but for the hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.common import ReasonBody
from ledger.api.schemas.redemptions import (
    CaptureBody,
    ChangedRedemptionSchema,
    DetailedRedemptionSchema,
    HoldBody,
    QuoteBody,
    RedemptionQuoteSchema,
    RedemptionsPageSchema,
    RedemptionsQuery,
    SelectBody,
    SubmitBody,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer, Outcome
from ledger.services import redemptions
from ledger.services.context import Request
from ledger.store.reads.redemptions import RedemptionFilter

resource = Resource("redemptions", "Points reserved and used for programs.")


@resource.command(
    "/redemptions",
    "redemptions.hold",
    ChangedRedemptionSchema,
    body=HoldBody,
    status=201,
    location="/api/v1/redemptions/{id}",
)
def place_hold(request: Request, body: Mapping[str, Any]) -> Answer:
    """Hold the price of some units of a program."""
    return redemptions.place_hold(
        node(),
        request,
        body["organization_id"],
        body["program"],
        body["quantity"],
        body["reference"],
        body["pool"] or "",
    )


@resource.quote("/redemptions/quote", "redemptions.hold", QuoteBody, RedemptionQuoteSchema)
def quote_redemption(request: Request, body: Mapping[str, Any]) -> Outcome:
    """Tell what a hold would take now, lot by lot."""
    return redemptions.quote_redemption(node(), request, body["organization_id"], body["program"], body["quantity"])


@resource.reading("/redemptions", RedemptionsPageSchema, query=RedemptionsQuery, personal=True)
def list_redemptions(query: Mapping[str, Any]) -> Response:
    """List redemptions, oldest first."""
    wanted = RedemptionFilter(query.get("status", ""), query.get("organization_id", ""), query.get("program", ""))
    return page_response(
        query,
        lambda place, limit: redemptions.list_redemptions(node(), caller(), wanted, position_behind(place), limit),
        position_of,
    )


@resource.reading("/redemptions/<redemption_id>", DetailedRedemptionSchema, personal=True)
def get_redemption(_: Any, redemption_id: str) -> Mapping[str, Any]:
    """Give one redemption, with its lots, its steps, and the terms it was held under."""
    return redemptions.get_redemption(node(), caller(), redemption_id)


@resource.command("/redemptions/<redemption_id>/submit", "redemptions.submit", ChangedRedemptionSchema, body=SubmitBody)
def submit_redemption(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Hand in an application with the documents that the program asks for."""
    return redemptions.submit_redemption(node(), request, redemption_id, body["evidence"])


@resource.command("/redemptions/<redemption_id>/select", "redemptions.select", ChangedRedemptionSchema, body=SelectBody)
def select_redemption(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Select an application, with all who apply together; a right is granted by that."""
    return redemptions.select_redemption(node(), request, redemption_id, body["amount_krw"])


@resource.command(
    "/redemptions/<redemption_id>/decline", "redemptions.select", ChangedRedemptionSchema, body=ReasonBody
)
def decline_redemption(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Do not select an application: what it holds goes back."""
    return redemptions.decline_redemption(node(), request, redemption_id, body["reason"])


@resource.command(
    "/redemptions/<redemption_id>/capture", "redemptions.capture", ChangedRedemptionSchema, body=CaptureBody
)
def capture_hold(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Use a hold: all of it, or some points while the rest goes back."""
    return redemptions.capture_hold(node(), request, redemption_id, body["points"])


@resource.command(
    "/redemptions/<redemption_id>/release", "redemptions.release", ChangedRedemptionSchema, body=ReasonBody
)
def release_hold(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Give a hold back unused."""
    return redemptions.release_hold(node(), request, redemption_id, body["reason"])


@resource.command("/redemptions/<redemption_id>/fulfil", "redemptions.fulfil", ChangedRedemptionSchema)
def fulfil_redemption(request: Request, _: Any, redemption_id: str) -> Answer:
    """Note that what was redeemed has been delivered."""
    return redemptions.fulfil_redemption(node(), request, redemption_id)


@resource.command("/redemptions/<redemption_id>/revoke", "redemptions.revoke", ChangedRedemptionSchema, body=ReasonBody)
def revoke_redemption(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Take away what was redeemed, or a right; points that were used stay used."""
    return redemptions.revoke_redemption(node(), request, redemption_id, body["reason"])


@resource.command("/redemptions/<redemption_id>/cancel", "redemptions.cancel", ChangedRedemptionSchema, body=ReasonBody)
def cancel_redemption(request: Request, body: Mapping[str, Any], redemption_id: str) -> Answer:
    """Undo a captured redemption: the very lots come back with their dates."""
    return redemptions.cancel_redemption(node(), request, redemption_id, body["reason"])
