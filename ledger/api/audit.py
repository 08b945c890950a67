"""Audit over HTTP: samples that nobody could choose, and lists of what to look at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, read_at, streamed
from ledger.api.reports import stand_report
from ledger.api.schemas.audit import SampleQuery, SampleSchema
from ledger.auth.bearer import caller
from ledger.services import sampling as service
from ledger.services.reports.exceptions import EXCEPTIONS
from ledger.services.visibility import READ_ALL

resource = Resource("audit", "Samples, and lists of what an auditor looks at first.")


@resource.reading("/audit/sample", SampleSchema, query=SampleQuery, permissions=(READ_ALL,), offered=LISTED)
def draw_sample(query: Mapping[str, Any]) -> Response:
    """Draw transactions by a checkpoint that was signed after the last of them; the same question, the same sample."""
    told = service.draw(node(), caller(), service.Wanted(**query))
    media_type = negotiated(LISTED)
    if media_type == JSON:
        return json_response(told)
    chunks = service.FORMS[EXTENSIONS[media_type]]([told["items"]])
    return streamed(chunks, media_type, "sample", read_at(told["position"], told["root"]))


for _listing in EXCEPTIONS.values():
    stand_report(resource, f"/audit/exceptions/{_listing.name}", _listing, "exceptions")
