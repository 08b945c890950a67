"""Reading: a file's rows, one after the other, from CSV or XLSX.

A row is its number, from 1 as spreadsheets count, and its cells. A CSV has texts alone and streams; a sheet has texts,
numbers, flags and days, and its reader holds all of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from typing import BinaryIO, Final, Literal, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook

from ledger.domain.refusals import Refused
from ledger.store.documents import Documents, chunks_of

Cell = str | int | float | bool | date | datetime | time | timedelta
Format = Literal["csv", "xlsx"]

CSV_TYPE: Final = "text/csv"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES: Final[dict[Format, str]] = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
UNPACKED_BYTES_MAX: Final = 1 << 29
"""A workbook that unpacks to more is not opened: a small file can hold a very large sheet."""

CELLS_MAX: Final = 20_000_000
"""A sheet from its first corner to its last cell; a reader holds all that lies between them, however little it is."""

_REFERENCE: Final = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_OVERLAP_BYTES: Final = 32
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


class Row(NamedTuple):
    """A row as it stands in the file."""

    number: int
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell says anything."""
        return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is to be read; ``encoding`` and ``delimiter`` are a CSV's, ``sheet`` is a workbook's."""

    format: Format
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def format_of(file: BinaryIO) -> Format:
    """Tell what a file is by its first bytes.

    Raises:
        Refused: ``import_file_unreadable`` for an old workbook (XLS) and for an empty file.
    """
    start = file.read(len(_ZIP))
    file.seek(0)
    if not start:
        raise _unreadable("an empty file")
    if start == _OLE:
        raise _unreadable("an old or an encrypted workbook")
    return "xlsx" if start == _ZIP else "csv"


def rows_of(documents: Documents, digest: str, form: Form) -> Iterator[Row]:
    """Walk the rows of a kept file; empty ones too, so that numbers are right.

    Raises:
        Refused: ``import_file_unreadable``, when the walk comes to the place.
    """
    with documents.open(digest) as file:
        yield from rows_in(file, form)


def rows_in(file: BinaryIO, form: Form) -> Iterator[Row]:
    """Walk the rows of an open file from its start; raises as ``rows_of``."""
    return _csv_rows(file, form) if form.format == "csv" else _sheet_rows(file, form)


def sheets_of(file: BinaryIO) -> list[str]:
    """Give the names of a workbook's sheets.

    Raises:
        Refused: ``import_file_unreadable``, also where a sheet is too large to be held.
    """
    workbook = _workbook(file)
    for part in ZipFile(file).infolist():
        if part.filename.startswith("xl/worksheets/") and (cells := _extent(file, part)) > CELLS_MAX:
            raise _unreadable(f"a sheet that reaches over {cells} cells, more than {CELLS_MAX}")
    return list(workbook.sheet_names)


def _extent(file: BinaryIO, part: ZipInfo) -> int:
    """Give how many cells lie between a sheet's first corner and its last cell, empty ones too."""
    row_max = column_max = 0
    with ZipFile(file) as archive, archive.open(part) as sheet:
        before = b""
        for chunk in chunks_of(sheet):
            for column, row in set(_REFERENCE.findall(before + chunk)):
                row_max = max(row_max, int(row))
                column_max = max(column_max, _number_of(column))
            before = chunk[-_OVERLAP_BYTES:]
    return row_max * column_max


def _number_of(column: bytes) -> int:
    """Give the number of a column from its letters.

    >>> _number_of(b"A"), _number_of(b"AB"), _number_of(b"XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _csv_rows(file: BinaryIO, form: Form) -> Iterator[Row]:
    number = 0
    try:
        with TextIOWrapper(file, encoding=form.encoding, newline="") as text:
            for number, cells in enumerate(csv.reader(text, delimiter=form.delimiter), start=1):
                yield Row(number, list(cells))
    except (csv.Error, UnicodeDecodeError) as error:
        raise _unreadable(f"{error} behind row {number}") from error


def _sheet_rows(file: BinaryIO, form: Form) -> Iterator[Row]:
    sheet = _workbook(file).get_sheet_by_name(form.sheet)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield Row(number, list(cells))


def _workbook(file: BinaryIO) -> CalamineWorkbook:
    try:
        unpacked = sum(part.file_size for part in ZipFile(file).infolist())
        if unpacked > UNPACKED_BYTES_MAX:
            raise _unreadable(f"a workbook that unpacks to {unpacked} bytes, more than {UNPACKED_BYTES_MAX}")
        file.seek(0)
        return CalamineWorkbook.from_filelike(file)
    except (BadZipFile, CalamineError) as error:
        raise _unreadable(f"a damaged workbook ({error})") from error


def _unreadable(found: str) -> Refused:
    return Refused("import_file_unreadable", expected="a CSV file or a workbook (XLSX)", found=found)
