"""Streaming: long lists as CSV and NDJSON, a page at a time.

Pages are asked for as fast as they are taken, and none is held open, so a caller who is slow or has left holds no
connection of the database. What is refused, or goes wrong before the first page, is a problem and no broken stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from flask import Response

from ledger.api.conventions.negotiation import CSV, NDJSON

EXTENSIONS: Final = {CSV: "csv", NDJSON: "ndjson"}
"""The extension of a file of a media type."""


def streamed(chunks: Iterator[bytes], media_type: str, name: str) -> Response:
    """Make the answer that streams chunks, offered under a file name; the first chunk is made at once."""
    charset = "; charset=utf-8; header=present" if media_type == CSV else ""
    first = next(chunks, b"")
    response = Response(chain((first,), chunks), content_type=media_type + charset)
    response.headers["Vary"] = "Accept"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{EXTENSIONS[media_type]}"'
    return response
