"""Imports over HTTP: a university hands in its spreadsheet, looks at what it would come to, and posts it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

from flask import Response, request

from ledger.api.conventions.fields import found_text
from ledger.api.conventions.files import allow_document, body_chunks, file_response, within_bounds
from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response
from ledger.api.conventions.problems import Invalid, language
from ledger.api.conventions.resource import FreeBody, Resource
from ledger.api.conventions.tracing import trace_id
from ledger.api.schemas.imports import (
    DetailedImportSchema,
    ImportsPageSchema,
    ImportsQuery,
    UploadForm,
    UploadQuery,
)
from ledger.auth.bearer import caller
from ledger.domain.refusals import Refusal, Refused
from ledger.services.imports import importing
from ledger.services.imports.files.reading import CSV_TYPE, XLSX_TYPE
from ledger.store.documents import chunks_of

_FORM: Final = "multipart/form-data"
_ANY: Final = "*/*"
_BINARY: Final = {"type": "string", "format": "binary"}
_MAPPING_BYTES_MAX: Final = 1 << 16

resource = Resource("imports", "Files of activities, posted row by row.")


class Upload(NamedTuple):
    """A file that is coming in."""

    chunks: Iterator[bytes]
    name: str
    mapping: str
    sheet: str


def _read_upload(query: Mapping[str, Any]) -> Upload:
    allow_document()
    if request.mimetype == _FORM:
        return _read_form(query)
    return Upload(body_chunks(), query["name"] or "", "", query["sheet"] or "")


def _read_form(query: Mapping[str, Any]) -> Upload:
    """Read a form's file, which lies on the disk while it is long, and its mapping."""
    told = [*request.files.keys(), *request.form.keys()]
    unknown = [name for name in told if name not in UploadForm().fields]
    if unknown:
        raise Invalid([Refusal("unknown_field", {"found": found_text(name)}, f"/{name}") for name in unknown])
    file = request.files.get("file")
    if file is None:
        raise Invalid([Refusal("field_missing", {"found": "file"}, "/file")])
    mapping = request.files.get("mapping")
    text = request.form.get("mapping", "")
    if mapping is not None:
        try:
            text = mapping.read(_MAPPING_BYTES_MAX).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refused("import_mapping_invalid", "/mapping", reason=f"expected UTF-8, found {error}") from None
    return Upload(chunks_of(file.stream), query["name"] or file.filename or "", text, query["sheet"] or "")


@resource.deed(
    "/imports",
    "accruals.post",
    DetailedImportSchema,
    body=FreeBody(_read_upload, {_FORM: UploadForm, CSV_TYPE: _BINARY, XLSX_TYPE: _BINARY}),
    query=UploadQuery,
    status=201,
    location="/api/v1/imports/{id}",
)
def upload_import(upload: Upload) -> Mapping[str, Any]:
    """Hand in a file of activities and see what it would come to; the same file is the same import."""
    with within_bounds():
        return importing.upload_import(
            node(), caller(), upload.chunks, upload.name, upload.mapping, language(), sheet=upload.sheet
        )


@resource.reading("/imports", ImportsPageSchema, query=ImportsQuery, permissions=("accruals.post",))
def list_imports(query: Mapping[str, Any]) -> Response:
    """List the university's own imports, oldest first."""
    return page_response(
        query,
        lambda place, limit: importing.list_imports(node(), caller(), place, limit),
        lambda item: str(item["id"]),
    )


@resource.reading("/imports/<import_id>", DetailedImportSchema, permissions=("accruals.post",))
def get_import(_: Any, import_id: str) -> Mapping[str, Any]:
    """Tell what an import would come to now, or came to."""
    return importing.get_import(node(), caller(), import_id, language())


@resource.deed("/imports/<import_id>/commit", "accruals.post", DetailedImportSchema)
def commit_import(_: Any, import_id: str) -> Mapping[str, Any]:
    """Post an import's rows, once; a repeat goes on where it was cut short, or has the same answer."""
    return importing.commit_import(node(), caller(), import_id, trace_id(), language())


@resource.reading(
    "/imports/<import_id>/rejected", _BINARY, permissions=("accruals.post",), offered=None, media_type=_ANY
)
def get_rejected_rows(_: Any, import_id: str) -> Response:
    """Give the rows that were not posted, or would not be, as a file of the same form with their reasons."""
    chunks, media_type, name = importing.rejected_rows(node(), caller(), import_id, language())
    first = next(chunks, b"")
    return file_response(chain((first,), chunks), media_type, name)
