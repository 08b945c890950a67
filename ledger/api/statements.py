"""Statements over HTTP: what a wallet came to in a period, as closed and restated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import JSON, LISTED, PDF, negotiated
from ledger.api.conventions.problems import language
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, json_stream, read_at, streamed
from ledger.api.schemas.statements import StatementQuery, StatementSchema
from ledger.auth.bearer import caller
from ledger.services import statements as service
from ledger.services.papers.statements import statement_paper

_OFFERED: Final = (*LISTED, PDF)

resource = Resource("statements", "What a wallet came to in a period.")


@resource.reading(
    "/organizations/<organization_id>/statement",
    StatementSchema,
    query=StatementQuery,
    offered=_OFFERED,
    personal=(PDF,),
)
def statement(query: Mapping[str, Any], organization_id: str) -> Response:
    """Give a wallet's period as it was closed and as it really was, its movements, and what makes the difference."""
    as_of = query["recorded_as_of"], query["effective_as_of"]
    told = service.statement(node(), caller(), organization_id, query["period"], *as_of)
    media_type = negotiated(_OFFERED)
    if media_type == JSON:
        return json_stream(told, "movements", service.movement_pages(node(), told))
    if media_type == PDF:
        chunks = statement_paper(node(), told, query.get("lang") or language())
    else:
        chunks = service.FORMS[EXTENSIONS[media_type]](service.line_pages(node(), told))
    return streamed(chunks, media_type, f"statement-{told['period']}", read_at(told["position"], told["root"]))
