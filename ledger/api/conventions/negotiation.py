"""Negotiation: which representation of a resource the caller gets.

A caller without a wish (no Accept, or ``*/*``) gets the first on offer, so a plain curl gets JSON; a caller whose wish
nothing on offer meets gets a problem, and never something else than was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import request

from ledger.api.conventions.fields import found_text
from ledger.domain.refusals import Refused
from ledger.services import parquet

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"
TOML: Final = "application/toml"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET: Final = "application/vnd.apache.parquet"
PDF: Final = "application/pdf"
HTML: Final = "text/html"

LISTED: Final = (JSON, NDJSON, CSV, XLSX, *([PARQUET] if parquet.INSTALLED else []))
"""What a list is offered as: pages of JSON, or a file with all of it."""


def negotiated(offered: Sequence[str]) -> str:
    """Give the media type to answer with. Raises ``Refused``: representation_not_available."""
    if not request.accept_mimetypes:
        return offered[0]
    best = request.accept_mimetypes.best_match(offered)
    if best is None:
        found = found_text(request.headers.get("Accept", ""))
        raise Refused("representation_not_available", offered=", ".join(offered), found=found)
    return best
