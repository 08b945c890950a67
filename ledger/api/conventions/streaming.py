"""Streaming: long lists as CSV and NDJSON, a page at a time.

Each page is read and let go before the next is asked for, so a caller who is slow or has left holds no connection of
the database. Text cells of a CSV that a spreadsheet would take for a formula are made harmless; numbers are left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from flask import Response

from ledger.api.conventions.negotiation import CSV, NDJSON

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """Give a cell that no spreadsheet takes for a formula (OWASP: CSV injection).

    >>> safe_cell("=1+1"), safe_cell(-5), safe_cell("PKNU-2026-1")
    ("'=1+1", -5, 'PKNU-2026-1')
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def csv_pages(columns: Sequence[str], pages: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[bytes]:
    """Write pages of rows as CSV (RFC 4180, UTF-8 without a byte order mark), one chunk for each page."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for page in pages:
        writer.writerows([safe_cell(row.get(column)) for column in columns] for row in page)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def ndjson_pages(pages: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Write pages of items as one JSON value a line, one chunk for each page."""
    encoder = msgspec.json.Encoder()
    for page in pages:
        yield encoder.encode_lines(list(page))


def streamed(chunks: Iterator[bytes], media_type: str, name: str) -> Response:
    """Make the answer that streams chunks; a CSV is offered under a file name."""
    charset = "; charset=utf-8; header=present" if media_type == CSV else ""
    response = Response(chunks, content_type=media_type + charset)
    response.headers["Vary"] = "Accept"
    extension = {CSV: "csv", NDJSON: "ndjson"}[media_type]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
