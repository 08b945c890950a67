"""Detecting: how a file is to be read: its format, encoding and delimiter or sheet, and what each column gives.

Nothing is believed of a name or a Content-Type; the bytes say what they are. The header row and the delimiter are those
under which the most columns are known, and a mapping file overrides each of them. What was found is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO, Final

from ledger.domain.refusals import Refused
from ledger.services.imports.files.encoding import UTF8, UTF8_WITH_MARK, encoding_of
from ledger.services.imports.files.mapping import DELIMITERS, IGNORED, MappingFile, field_of
from ledger.services.imports.files.reading import Cell, Form, Row, format_of, rows_of, sheets_of
from ledger.store.documents import Documents, chunks_of

HEADER_ROWS_MAX: Final = 20
"""So many rows may stand above the first activity."""

_REQUIRED: Final = (
    ("source_event_id",),
    ("activity",),
    ("occurred_on",),
    ("organization_id", "registration_number"),
)
"""What a column or a constant must give; of a pair, one."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its place from 0, its header, and the field it gives: ``ignored``, or "" where it is not known."""

    index: int
    header: str
    field: str


@dataclass(frozen=True, slots=True)
class Detection:
    """How a file is read."""

    form: Form
    header_row: int
    columns: tuple[Column, ...]

    @property
    def places(self) -> dict[str, Column]:
        """Give the columns that are read, by field."""
        return {column.field: column for column in self.columns if column.field not in ("", IGNORED)}


def detect(documents: Documents, digest: str, mapping: MappingFile) -> Detection:
    """Find out how a kept file is read.

    Raises:
        Refused: ``import_file_unreadable``, ``import_header_not_found``, ``import_column_repeated``,
            ``import_columns_missing``.
    """
    best: tuple[int, Form, int, tuple[Column, ...]] | None = None
    for form in _forms(documents, digest, mapping):
        for row in _headers(documents, digest, form, mapping):
            columns = tuple(_columns(row, mapping))
            known = sum(column.field not in ("", IGNORED) for column in columns)
            if known and (best is None or known > best[0]):
                best = known, form, row.number, columns
    if best is None:
        expected = "고유번호, 활동코드, event id, activity"
        raise Refused("import_header_not_found", rows=mapping.header_row or HEADER_ROWS_MAX, expected=expected)
    detection = Detection(*best[1:])
    _require_each_once(detection)
    _require_all(detection, mapping)
    return detection


def _forms(documents: Documents, digest: str, mapping: MappingFile) -> Iterator[Form]:
    """Give the ways in which a kept file could be read."""
    with documents.open(digest) as file:
        yield from forms_of(file, mapping)


def forms_of(file: BinaryIO, mapping: MappingFile) -> Iterator[Form]:
    """Give the ways in which a file could be read, from its start.

    Raises:
        Refused: ``import_file_unreadable``.
    """
    if format_of(file) == "xlsx":
        sheets = sheets_of(file)
        if mapping.sheet and mapping.sheet not in sheets:
            expected = f"a sheet named {mapping.sheet}"
            raise Refused("import_file_unreadable", expected=expected, found=f"the sheets {', '.join(sheets)}")
        yield from (Form("xlsx", sheet=sheet) for sheet in ([mapping.sheet] if mapping.sheet else sheets[:1]))
        return
    wanted = UTF8 if mapping.encoding == UTF8_WITH_MARK else mapping.encoding
    encoding = encoding_of(chunks_of(file), (wanted,)) if wanted else encoding_of(chunks_of(file))
    one = Form("csv", encoding)
    yield from (replace(one, delimiter=each) for each in ([mapping.delimiter] if mapping.delimiter else DELIMITERS))


def _headers(documents: Documents, digest: str, form: Form, mapping: MappingFile) -> Iterator[Row]:
    """Give the rows that may be the header's."""
    first = islice(rows_of(documents, digest, form), mapping.header_row or HEADER_ROWS_MAX)
    return (row for row in first if mapping.header_row in (0, row.number))


def _columns(row: Row, mapping: MappingFile) -> Iterator[Column]:
    for index, cell in enumerate(row.cells):
        header = _text(cell)
        yield Column(index, header, field_of(header, mapping) if header else "")


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _require_each_once(detection: Detection) -> None:
    seen: dict[str, str] = {}
    for column in detection.columns:
        if column.field in seen:
            first = seen[column.field]
            raise Refused("import_column_repeated", field=column.field, first=first, second=column.header)
        if column.field not in ("", IGNORED):
            seen[column.field] = column.header


def _require_all(detection: Detection, mapping: MappingFile) -> None:
    given = detection.places.keys() | mapping.constants.keys()
    missing = [" or ".join(choice) for choice in _REQUIRED if not given & set(choice)]
    if missing:
        found = ", ".join(column.header for column in detection.columns if column.header)
        raise Refused("import_columns_missing", missing=", ".join(missing), found=found)
