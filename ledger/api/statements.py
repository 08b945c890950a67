"""Statements over HTTP: what a wallet came to in a period, as closed and restated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import CSV, JSON, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import streamed
from ledger.api.schemas.statements import StatementQuery, StatementSchema
from ledger.auth.bearer import caller
from ledger.services import statements as service
from ledger.services.exports import table_lines

_OFFERED: Final = (JSON, CSV)

resource = Resource("statements", "What a wallet came to in a period.")


@resource.reading("/organizations/<organization_id>/statement", StatementSchema, query=StatementQuery, offered=_OFFERED)
def statement(query: Mapping[str, Any], organization_id: str) -> Response:
    """Give a wallet's period as it was closed and as it really was, and every transaction that makes a difference."""
    told = service.statement(node(), caller(), organization_id, query["period"])
    media_type = negotiated(_OFFERED)
    if media_type == JSON:
        return json_response(told)
    lines = table_lines(service.COLUMNS, [list(service.statement_lines(told))])
    return streamed(lines, media_type, f"statement-{told['period']}")
