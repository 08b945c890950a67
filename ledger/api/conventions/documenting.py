"""Documenting: what the OpenAPI document says of a view, told by a stand-in that takes no part in answering.

flask-smorest reads a view's document off the decorators around it, and those would parse and answer too. Here they
stand around a stand-in, and the view that answers carries the document away with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask_smorest import Blueprint

from ledger.api.conventions.idempotency import DRY_RUN, HEADER, REPLAYED
from ledger.api.conventions.noting import PARAMETER
from ledger.api.conventions.shapes import Body

PROBLEMS: Final = {
    "reading": (400, 401, 403, 404, 406, 422, 500, 503),
    "command": (400, 401, 403, 404, 406, 409, 413, 415, 422, 500, 503),
    "deed": (400, 401, 403, 404, 406, 409, 413, 415, 422, 500, 503),
    "quote": (400, 401, 403, 404, 406, 409, 413, 415, 422, 500, 503),
    "public": (404, 406, 422, 500, 503),
    "braked": (404, 406, 422, 429, 500, 503),
    "proof": (400, 401, 406, 413, 415, 422, 429, 500, 503),
    "testimony": (400, 404, 406, 413, 415, 422, 500, 503),
    "own": (400, 401, 403, 406, 413, 415, 422, 429, 500, 503),
    "form": (400, 401, 406, 413, 415, 429, 500, 503),
}
"""The problems that a view of a kind can answer with."""


class Conventions(NamedTuple):
    """What a view brings with it by its kind.

    Attributes:
        permissions: those of which the caller needs one, or none at all; None where nobody is asked who they are.
        offered: media types of its answer, or None where it does not negotiate.
        personal: media types of its answer that may tell of persons, so that who reads it so is noted; ``True`` is all.
    """

    name: str
    kind: str
    permissions: Sequence[str] | None
    offered: Sequence[str] | None
    personal: bool | Sequence[str] = False


def document_of(
    blueprint: Blueprint,
    conventions: Conventions,
    status: int,
    answer: Any,
    *,
    query: Body | None = None,
    bodies: Mapping[str, Any] | None = None,
    media_type: str | None = None,
) -> Mapping[str, Any]:
    """Make the document of a view from its shapes; ``bodies`` are by media type."""

    def stand_in() -> None:
        """Take the place of the view."""

    told: Callable[..., Any] = blueprint.response(status, answer, content_type=media_type)(stand_in)
    if bodies:
        content = {body_type: {"schema": body} for body_type, body in bodies.items()}
        told = blueprint.doc(requestBody={"required": True, "content": content})(told)
    if query is not None:
        told = blueprint.arguments(query, location="query")(told)
    document: dict[str, Any] = told.__dict__["_apidoc"]
    return {**document, "conventions": conventions}


def add_conventions(doc: dict[str, Any], doc_info: Mapping[str, Any], **_: Any) -> dict[str, Any]:
    """Say in the document what the kind of a view brings with it."""
    conventions: Conventions | None = doc_info.get("conventions")
    if conventions is None:
        return doc
    responses = doc["responses"]
    doc["operationId"] = conventions.name
    for media_type in (conventions.offered or ())[1:]:
        responses[200]["content"][media_type] = {"schema": {"type": "string"}}
    for status in PROBLEMS[conventions.kind]:
        responses[status] = HTTPStatus(status).name
    if conventions.permissions is None:
        doc["security"] = []
    elif conventions.permissions:
        doc["security"] = [{"oauth2": [permission]} for permission in conventions.permissions]
    if conventions.personal:
        doc.setdefault("parameters", []).append(PARAMETER)
    if conventions.kind == "command":
        doc.setdefault("parameters", []).insert(0, HEADER)
        for response in responses.values():
            if isinstance(response, dict):
                response["headers"] = {REPLAYED: REPLAYED, DRY_RUN: DRY_RUN}
    return doc
