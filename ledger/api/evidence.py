"""Evidence over HTTP: documents that back activities come in, and go out to those who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple

from flask import Response

from ledger.api.conventions.files import allow_document, body_chunks, file_response, media_type_told, within_bounds
from ledger.api.conventions.here import node
from ledger.api.conventions.resource import FreeBody, Resource
from ledger.api.schemas.evidence import EvidenceSchema
from ledger.auth.bearer import caller
from ledger.services import evidence
from ledger.store.documents import closing_chunks_of

_ANY: Final = "*/*"
_BINARY: Final = {"type": "string", "format": "binary"}

resource = Resource("evidence", "Documents that back activities.")


class Document(NamedTuple):
    """A document that is coming in."""

    chunks: Iterator[bytes]
    media_type: str


def _read_document(_: Mapping[str, Any]) -> Document:
    media_type = media_type_told()
    allow_document()
    return Document(body_chunks(), media_type)


@resource.deed("/evidence", "accruals.post", EvidenceSchema, body=FreeBody(_read_document, {_ANY: _BINARY}), status=201)
def upload_evidence(document: Document) -> Mapping[str, Any]:
    """Hand in a document: the body is its bytes, Content-Type its media type."""
    with within_bounds():
        return evidence.upload_evidence(node(), caller(), document.chunks, document.media_type)


@resource.reading("/evidence/<digest>", _BINARY, offered=None, media_type=_ANY, personal=True)
def get_evidence(_: Any, digest: str) -> Response:
    """Give a document's bytes, to those who handed it in and to those who read all."""
    return _sent(*evidence.open_evidence(node(), caller(), digest))


@resource.reading("/accruals/<accrual_id>/evidence/<digest>", _BINARY, offered=None, media_type=_ANY, personal=True)
def get_backing(_: Any, accrual_id: str, digest: str) -> Response:
    """Give the bytes of a document that backs an activity, to those who may see the activity."""
    return _sent(*evidence.open_backing(node(), caller(), accrual_id, digest))


def _sent(file: BinaryIO, told: Mapping[str, Any]) -> Response:
    digest = told["sha256"]
    response = file_response(closing_chunks_of(file), told["media_type"], digest, {"Content-Length": told["bytes"]})
    response.call_on_close(file.close)
    return response
