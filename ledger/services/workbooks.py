"""Workbooks: a table as XLSX (ISO/IEC 29500), written row by row in constant memory.

The rows go to a file as they come, and the whole leaves when it is closed. A text is a text in every cell, whatever it
begins with, and keeps being one when somebody edits it; a number is a number. What one sheet cannot hold goes on in the
next one, under the same names of the columns. The same lines make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from ledger.domain.interchange.table import FORMULA_STARTS
from ledger.services.tables import Cell, Pages, Table
from ledger.store.documents import chunks_of

SHEET_ROWS_MAX: Final = 1 << 20
"""How many rows a sheet holds, the names of the columns among them."""
TEXT_MAX: Final = 32_767
"""How many UTF-16 units a cell holds."""
CUT: Final = " … (cut; NDJSON has it whole)"
_MEMORY_BYTES: Final = 1 << 20
_CREATED: Final = datetime(1980, 1, 1, tzinfo=UTC)
_WIDTH_MIN, _WIDTH_MAX = 9, 40


def workbook(table: Table, pages: Pages, *, rows_max: int = SHEET_ROWS_MAX) -> Iterator[bytes]:
    """Write pages of a list as a workbook, once all of them are read; ``rows_max`` is what a sheet holds."""
    with (
        TemporaryDirectory(prefix="workbook-") as folder,
        SpooledTemporaryFile(max_size=_MEMORY_BYTES) as file,
    ):
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        )
        book.set_properties({"created": _CREATED})
        _fill(book, table, pages, rows_max)
        book.close()
        file.seek(0)
        yield from chunks_of(file)


def _fill(book: Any, table: Table, pages: Pages, rows_max: int) -> None:
    """Write all sheets; there is at least one, with the names of the columns."""
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EDF2F4"})
    literal = book.add_format({"quote_prefix": True})
    whole = book.add_format({"num_format": "#,##0"})
    sheet, sheets, row = _sheet(book, table, 1, heading), 1, 1
    for line in table.lines(pages):
        if row == rows_max:
            sheets += 1
            sheet, row = _sheet(book, table, sheets, heading), 1
        for column, cell in enumerate(line):
            _write(sheet, row, column, cell, whole, literal)
        row += 1


def _sheet(book: Any, table: Table, number: int, heading: Any) -> Any:
    """Begin a sheet: the names of the columns stay in sight above what is scrolled."""
    sheet = book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, min(max(len(name) + 4, _WIDTH_MIN), _WIDTH_MAX))
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, heading)
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Any, row: int, column: int, cell: Cell, whole: Any, literal: Any) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell, whole)
    elif cell is not None:
        sheet.write_string(row, column, _fitting(cell), literal if cell.startswith(FORMULA_STARTS) else None)


def _fitting(text: str) -> str:
    """Give a text as far as a cell holds it, and say so where that is not all."""
    units = len(text.encode("utf-16-le")) // 2
    if units <= TEXT_MAX:
        return text
    kept = text.encode("utf-16-le")[: 2 * (TEXT_MAX - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT
