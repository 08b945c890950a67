"""Importing: the use cases of files of activities: hand one in, look at it, post it, get back what was not posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.domain.refusal_texts import render
from ledger.domain.refusals import Refusal, Refused
from ledger.services.context import Caller
from ledger.services.imports.committing import Progress, commit
from ledger.services.imports.files.mapping import IGNORED
from ledger.services.imports.judging import Judged, Tally, kept_judgements, settled
from ledger.services.imports.previewing import previewed
from ledger.services.imports.records import ImportRecord, hand_in, own_import, own_imports
from ledger.services.imports.rejected import rejected_file, rejected_name
from ledger.services.node import Node

POSTING: Final = "accruals.post"


def nothing(_: int) -> None:
    """Tell nobody how far it is."""


def upload_import(
    node: Node,
    caller: Caller,
    chunks: Iterable[bytes],
    name: str,
    mapping_text: str,
    language: str,
    *,
    sheet: str = "",
    progress: Progress = nothing,
) -> dict[str, Any]:
    """Hand in a file and tell how it is read and what posting it would come to.

    Raises:
        Refused: ``permission_missing``, ``import_mapping_invalid``, ``import_file_unreadable``,
            ``import_header_not_found``, ``import_column_repeated``, ``import_columns_missing``.
        DocumentTooLarge: the file is longer than the settings allow.
    """
    if POSTING not in caller.permissions:
        raise Refused("permission_missing", client_id=caller.client_id, permission=POSTING)
    return _told(node, caller, hand_in(node, caller, chunks, name, mapping_text, sheet), language, progress)


def get_import(node: Node, caller: Caller, import_id: str, language: str) -> dict[str, Any]:
    """Tell what posting an import would come to now, or came to.

    Raises:
        Refused: ``import_unknown``, ``import_file_unreadable``.
    """
    return _told(node, caller, own_import(node, caller, import_id), language, nothing)


def list_imports(node: Node, caller: Caller, after: str, limit: int) -> list[dict[str, Any]]:
    """Give up to ``limit`` imports of the caller's organization behind the id ``after``, oldest first."""
    return [_shown(record) for record in own_imports(node, caller, after, limit)]


def commit_import(
    node: Node, caller: Caller, import_id: str, trace_id: str, language: str, progress: Progress = nothing
) -> dict[str, Any]:
    """Post an import's rows once; a repeat changes nothing and has the same answer.

    Raises:
        Refused: ``import_unknown``, ``import_file_unreadable``.
        StoreUnavailable: what was posted stays; a repeat goes on from there.
    """
    record = commit(node, caller, own_import(node, caller, import_id), trace_id, progress)
    return _told(node, caller, record, language, nothing)


def rejected_rows(node: Node, caller: Caller, import_id: str, language: str) -> tuple[Iterator[bytes], str, str]:
    """Give the file of the rows that were not posted, or would not be now, with its media type and its name.

    Raises:
        Refused: ``import_unknown``; ``import_file_unreadable``, as it is written.
    """
    record = own_import(node, caller, import_id)
    refused = settled(_judged(node, caller, record))
    chunks = rejected_file(node.documents, record, refused, language)
    return chunks, record.media_type, rejected_name(record)


def _judged(node: Node, caller: Caller, record: ImportRecord) -> Iterator[Judged]:
    """Walk what became of the rows that were not posted, or what would become of all."""
    if record.outcomes:
        return kept_judgements(node.documents, record.outcomes)
    return previewed(node, caller, record)


def _told(node: Node, caller: Caller, record: ImportRecord, language: str, progress: Progress) -> dict[str, Any]:
    tally = Tally()
    for judged in _judged(node, caller, record):
        tally.add(judged)
        if tally.rows % 500 == 0:
            progress(tally.rows)
    counts = record.counts or tally.counts()
    errors = [
        {
            "row": judged.row,
            "column": error.column or None,
            "code": error.code,
            "detail": render(Refusal(error.code, error.params), language)[1],
        }
        for judged in tally.errors
        for error in judged.errors
    ]
    return {**_shown(record), "detection": _detection(record), "counts": counts, "errors": errors}


def _shown(record: ImportRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "status": record.status,
        "name": record.name,
        "sha256": record.sha256,
        "media_type": record.media_type,
        "created_at": record.created_at,
        "committed_at": record.committed_at or None,
    }


def _detection(record: ImportRecord) -> dict[str, Any]:
    detection, form = record.detection, record.detection.form
    named = [column for column in detection.columns if column.header]
    return {
        "format": form.format,
        "encoding": form.encoding or None,
        "delimiter": form.delimiter or None,
        "sheet": form.sheet or None,
        "header_row": detection.header_row,
        "columns": [
            {"header": column.header, "field": column.field} for column in named if column.field not in ("", IGNORED)
        ],
        "not_read": [column.header for column in named if column.field in ("", IGNORED)],
        "constants": sorted(record.mapping.constants),
    }
