"""Selection files: the rows of an agency's report, from CSV (UTF-8 or CP949), a workbook (XLSX) or JSON.

A *record* is a row whose cells were found by the names of their columns and not yet understood. Columns of other names
say nothing, so the list of applications can come back with a column added. JSON is an array of objects, or an object
with the array ``items``; its rows are counted from 1.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, Final, NamedTuple

from ledger.domain.refusals import Refused
from ledger.services.imports.files import cells
from ledger.services.imports.files.detecting import HEADER_ROWS_MAX, forms_of
from ledger.services.imports.files.mapping import MappingFile, alike
from ledger.services.imports.files.reading import Cell, rows_in

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "redemption_id": ("redemption id", "신청id", "신청식별자"),
    "reference": ("reference", "신청번호", "관리번호"),
    "organization_id": ("organization id", "company id", "기업id", "기업식별자"),
    "result": ("result", "결과", "선정결과", "선정여부"),
    "points": ("points", "점수", "사용점수", "확정점수"),
    "amount_krw": ("amount krw", "amount", "금액", "지원금액"),
}
"""What a report says of an application, and the names of its columns; case, spaces and underscores do not matter."""

_FIELDS: Final = {alike(name): field for field, names in NAMES.items() for name in names}
_COLUMNS: Final = "result, and redemption_id or both reference and organization_id"


class RowProblem(NamedTuple):
    """One thing that is wrong with a report, as a code of the refusals' catalogue that ``expected`` and ``found`` fill.

    Row 0 is the whole report; the column "" the whole row.
    """

    row: int
    column: str
    code: str
    expected: str
    found: str


class ReportUnreadable(Exception):
    """A report cannot be read row by row; carries the one problem that there is to tell."""

    def __init__(self, code: str, expected: str, found: str, row: int = 0, column: str = "") -> None:
        super().__init__(code)
        self.problem = RowProblem(row, column, code, expected, found)


class Record(NamedTuple):
    """A row: its number, the cells that say something, by field, and what the columns are called there."""

    row: int
    cells: Mapping[str, Cell]
    headers: Mapping[str, str]


def records(data: bytes) -> Iterator[Record]:
    """Walk the rows of a report.

    Raises:
        ReportUnreadable: ``selection_file_unreadable``, ``selection_columns_missing``, ``selection_column_repeated``,
            ``selection_cell_unreadable``.
    """
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return _of_json(data) if start in (b"[", b"{") else _of_table(data)


def _of_json(data: bytes) -> Iterator[Record]:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReportUnreadable("selection_file_unreadable", "JSON in UTF-8", str(error)) from error
    items = told.get("items") if isinstance(told, dict) else told
    if not isinstance(items, list):
        raise ReportUnreadable("selection_file_unreadable", "an array, or an object with the array items", "none")
    for row, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            found = cells.found_text(json.dumps(item))
            raise ReportUnreadable("selection_file_unreadable", "an object for each application", found, row)
        places = _places(row, list(item))
        values = {name: _plain(row, name, item[name]) for name in places.values()}
        yield _record(row, places, values)._replace(headers=dict(zip(NAMES, NAMES, strict=True)) | places)


def _plain(row: int, name: str, value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return "" if value is None else value
    found = cells.found_text(json.dumps(value))
    raise ReportUnreadable("selection_cell_unreadable", "a text or a number", found, row, name)


def _of_table(data: bytes) -> Iterator[Record]:
    try:
        header, names, rows = _table(data)
        places = _places(header, names)
        _require(header, places, [name for name in names if name])
        for row in rows:
            if not row.is_empty:
                yield _record(row.number, places, dict(zip(names, row.cells, strict=False)))
    except Refused as refused:
        told = refused.refusal.params
        raise ReportUnreadable("selection_file_unreadable", str(told["expected"]), str(told["found"])) from refused


def _table(data: bytes) -> tuple[int, list[str], Iterator[Any]]:
    """Find the header: the row that names the most fields, under whichever delimiter; gives its number, its names and
    the rows behind it."""
    best: tuple[int, Any, int, list[str]] = 0, None, 0, []
    for form in forms_of(BytesIO(data), MappingFile()):
        for row in islice(rows_in(BytesIO(data), form), HEADER_ROWS_MAX):
            names = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row.cells]
            known = sum(alike(name) in _FIELDS for name in names)
            if known > best[0]:
                best = known, form, row.number, names
    known, form, header, names = best
    if not known:
        found = f"no such name in the first {HEADER_ROWS_MAX} rows"
        raise ReportUnreadable("selection_columns_missing", _COLUMNS, found)
    return header, names, islice(rows_in(BytesIO(data), form), header, None)


def _places(row: int, names: Sequence[str]) -> dict[str, str]:
    """Give which column gives which field."""
    places: dict[str, str] = {}
    for name in names:
        field = _FIELDS.get(alike(name), "")
        if field in places:
            raise ReportUnreadable("selection_column_repeated", f"one column {field}", places[field], row, name)
        if field:
            places[field] = name
    return places


def _require(row: int, places: Mapping[str, str], names: Sequence[str]) -> None:
    if "result" not in places or not ("redemption_id" in places or {"reference", "organization_id"} <= places.keys()):
        raise ReportUnreadable("selection_columns_missing", _COLUMNS, ", ".join(names), row)


def _record(row: int, places: Mapping[str, str], values: Mapping[str, Cell]) -> Record:
    said = {field: values[name] for field, name in places.items() if not cells.is_blank(values.get(name, ""))}
    return Record(row, said, places)
