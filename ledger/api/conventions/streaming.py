"""Streaming: long lists as files, a page at a time.

Pages are asked for as fast as they are taken, and none is held open, so a caller who is slow or has left holds no
connection of the database. What is refused, or goes wrong before the first page, is a problem and no broken stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import msgspec
from flask import Response

from ledger.api.conventions.negotiation import CSV, JSON, NDJSON, PARQUET, PDF, XLSX

EXTENSIONS: Final = {CSV: "csv", NDJSON: "ndjson", XLSX: "xlsx", PARQUET: "parquet", PDF: "pdf"}
"""The extension of a file of a media type."""


def streamed(chunks: Iterator[bytes], media_type: str, name: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make the answer that streams chunks, offered under a file name; the first chunk is made at once."""
    charset = "; charset=utf-8; header=present" if media_type == CSV else ""
    first = next(chunks, b"")
    response = Response(chain((first,), chunks), content_type=media_type + charset)
    response.headers["Vary"] = "Accept"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{EXTENSIONS[media_type]}"'
    response.headers.update(headers or {})
    return response


def json_stream(body: Mapping[str, Any], name: str, pages: Iterable[Sequence[Mapping[str, Any]]]) -> Response:
    """Make the answer that streams JSON: a body, and under a last name the items of all pages."""
    response = Response(_json_chunks(body, name, pages), content_type=JSON)
    response.headers["Vary"] = "Accept"
    return response


def _json_chunks(body: Mapping[str, Any], name: str, pages: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[bytes]:
    yield msgspec.json.encode(body)[:-1] + f',"{name}":['.encode()
    comma = b""
    for page in filter(None, pages):
        yield comma + msgspec.json.encode(page)[1:-1]
        comma = b","
    yield b"]}\n"


def read_at(position: int, root: str) -> dict[str, str]:
    """Give the headers that say where the journal stood; a stream holds what was recorded by then, to the byte."""
    return {"Ledger-Position": str(position), "Ledger-Root": root}
