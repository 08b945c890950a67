"""Periods over HTTP: close a month or a year, and read what is closed, line by line with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.periods import LinesPageSchema, LinesQuery, PeriodSchema, PeriodsSchema, ProvenLineSchema
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.services import periods
from ledger.services.context import Request

resource = Resource("periods", "Months and fiscal years, and what they were closed with.")


@resource.command(
    "/periods/<period>/close",
    "periods.propose",
    DecidedProposalSchema,
    status=201,
    location="/api/v1/proposals/{id}",
)
def propose_closing(request: Request, _: Any, period: str) -> Answer:
    """Propose to close a period, all that is due being settled; another person's approval closes it for good."""
    return periods.propose_closing(node(), request, period)


@resource.reading("/periods", PeriodsSchema)
def list_periods(_: Any) -> Mapping[str, Any]:
    """List every month and year from the opening to today, by their last day."""
    return {"items": periods.list_periods(node(), caller())}


@resource.reading("/periods/<period>", PeriodSchema)
def get_period(_: Any, period: str) -> Mapping[str, Any]:
    """Give one period."""
    return periods.get_period(node(), caller(), period)


@resource.reading("/periods/<period>/lines", LinesPageSchema, query=LinesQuery, offered=LISTED)
def list_closing_lines(query: Mapping[str, Any], period: str) -> Response:
    """List what each account came to in a closed period, by name; as a file, all of it from the cursor on."""
    organization, media_type = query.get("organization_id", ""), negotiated(LISTED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: periods.closing_lines(node(), caller(), period, organization, place, limit),
            lambda line: str(line["account"]),
        )
    pages = periods.line_pages(node(), caller(), period, organization, place_asked_for(query))
    return streamed(periods.FORMS[EXTENSIONS[media_type]](pages), media_type, f"closing-{period}")


@resource.reading("/periods/<period>/lines/<account>", ProvenLineSchema)
def prove_closing_line(_: Any, period: str, account: str) -> Mapping[str, Any]:
    """Prove that an account was closed so, with nothing but SHA-256 (RFC 6962 inclusion proof)."""
    return periods.prove_line(node(), caller(), period, account)
