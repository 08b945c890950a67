"""Accruals over HTTP: universities post, quote, reverse and list what companies did with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.batches import Batch, batch_response, read_batch
from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, NDJSON
from ledger.api.conventions.resource import FreeBody, Resource
from ledger.api.schemas.accruals import (
    BATCH_ITEMS_MAX,
    AccrualBody,
    AccrualQuoteSchema,
    AccrualsPageSchema,
    AccrualsQuery,
    BatchBody,
    BatchOutcomesSchema,
    BatchQuery,
    DetailedAccrualSchema,
    PostedAccrualSchema,
    ReverseBody,
    ReversedAccrualSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer, Outcome
from ledger.services import accruals
from ledger.services.accruals import AccrualInput
from ledger.services.context import Request
from ledger.store.reads.accruals import AccrualFilter

resource = Resource("accruals", "Activities that earned points.")


@resource.command(
    "/accruals",
    "accruals.post",
    PostedAccrualSchema,
    body=AccrualBody,
    status=201,
    location="/api/v1/accruals/{id}",
)
def post_accrual(request: Request, item: AccrualInput) -> Answer:
    """Post an activity."""
    return accruals.post_accrual(node(), request, item)


def _read_accruals(query: Mapping[str, Any]) -> Batch:
    return read_batch(query["mode"], BatchBody(), AccrualBody(), BATCH_ITEMS_MAX)


@resource.command(
    "/accruals/batch",
    "accruals.post",
    BatchOutcomesSchema,
    body=FreeBody(_read_accruals, {JSON: BatchBody, NDJSON: AccrualBody}),
    query=BatchQuery,
)
def post_accruals(request: Request, batch: Batch) -> Response:
    """Post up to 10,000 activities, each for itself or all or none."""
    answer = accruals.post_accruals(node(), request, batch.sound, batch.mode) if batch.sound else None
    return batch_response(batch, answer, request, "accrual")


@resource.quote("/accruals/quote", "accruals.post", AccrualBody, AccrualQuoteSchema)
def quote_accrual(request: Request, item: AccrualInput) -> Outcome:
    """Tell what an activity would earn now, with the arithmetic."""
    return accruals.quote_accrual(node(), request, item)


@resource.command("/accruals/<accrual_id>/reverse", "accruals.reverse", ReversedAccrualSchema, body=ReverseBody)
def reverse_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Take an accrual back, the whole of it or some of its points."""
    return accruals.reverse_accrual(node(), request, accrual_id, body["reason"], body["points"])


@resource.reading("/accruals", AccrualsPageSchema, query=AccrualsQuery, personal=True)
def list_accruals(query: Mapping[str, Any]) -> Response:
    """List activities, oldest first: each with its state, who acts next and by when."""
    wanted = AccrualFilter(
        status=query.get("status", ""),
        university=query.get("university_id", ""),
        organization=query.get("organization_id", ""),
        occurred_from=query.get("occurred_from", ""),
        occurred_to=query.get("occurred_to", ""),
    )
    return page_response(
        query,
        lambda place, limit: accruals.list_accruals(node(), caller(), wanted, position_behind(place), limit),
        position_of,
    )


@resource.reading("/accruals/<accrual_id>", DetailedAccrualSchema, personal=True)
def get_accrual(_: Any, accrual_id: str) -> Mapping[str, Any]:
    """Give one activity, with what backs it and every lot it became."""
    return accruals.get_accrual(node(), caller(), accrual_id)
