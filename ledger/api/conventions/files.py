"""Files: how a request's body becomes a stream of bytes, and how a kept one goes out again.

A body is never whole in memory, and may be as long as a document may. What goes out is offered for download and never
shown: a document may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final
from urllib.parse import quote

from flask import Response, request

from ledger.api.conventions.fields import found_text
from ledger.api.conventions.here import node
from ledger.domain.refusals import Refused
from ledger.store.documents import DocumentTooLarge, chunks_of

_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_MEDIA_TYPE_MAX: Final = 127
_FORM_BYTES: Final = 1 << 16
"""What a form says around its file."""


def media_type_told() -> str:
    """Give the media type of the current request's body.

    Raises:
        Refused: ``media_type_unsupported`` where it is none, or the body has a coding.
    """
    found = request.mimetype
    plain = request.headers.get("Content-Encoding", "identity").lower() == "identity"
    if plain and len(found) <= _MEDIA_TYPE_MAX and _MEDIA_TYPE.fullmatch(found):
        return found
    told = found_text(request.headers.get("Content-Type", "nothing"))
    raise Refused("media_type_unsupported", expected="the media type of the document, uncoded", found=told)


def body_chunks() -> Iterator[bytes]:
    """Walk the current request's body. Raises ``Refused``: body_missing."""
    chunks = chunks_of(request.stream)
    first = next(chunks, b"")
    if not first:
        raise Refused("body_missing")
    return chain((first,), chunks)


def allow_document() -> None:
    """Let the current request's body be as long as a document may be, where others must be shorter."""
    request.max_content_length = node().documents.bytes_max + _FORM_BYTES


@contextmanager
def within_bounds() -> Iterator[None]:
    """Turn a document that is too long into a refusal. Raises ``Refused``: body_too_large."""
    try:
        yield
    except DocumentTooLarge as large:
        raise Refused("body_too_large", bytes_max=large.bytes_max) from large


def file_response(
    chunks: Iterable[bytes], media_type: str, name: str, headers: Mapping[str, Any] | None = None
) -> Response:
    """Make the answer that offers a file for download under a name (RFC 6266, RFC 8187)."""
    response = Response(chunks, content_type=media_type)
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.update(headers or {})
    return response
