"""Rejected: the rows that were not posted, in the form of the file they came in, to be mended and sent again.

What stood above the header stands there again, and two columns more say why: the codes, and the words in the reader's
language. A text that a spreadsheet would take for a formula is guarded by an apostrophe, which reading takes away.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import Any, Final

import xlsxwriter

from ledger.domain.interchange.table import guarded
from ledger.domain.refusal_texts import render
from ledger.domain.refusals import Refusal
from ledger.services.imports.files.detecting import Detection
from ledger.services.imports.files.mapping import IGNORED
from ledger.services.imports.files.reading import Cell, Row, rows_of
from ledger.services.imports.judging import Judged
from ledger.services.imports.records import ImportRecord
from ledger.store.documents import Documents, chunks_of

HEADERS: Final = {"en": ("rejected code", "rejected reason"), "ko": ("거절 코드", "거절 사유")}
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")
_ROWS_AT_ONCE: Final = 200
_MEMORY_BYTES: Final = 1 << 20


def rejected_file(
    documents: Documents, record: ImportRecord, judged: Iterable[Judged], language: str
) -> Iterator[bytes]:
    """Write the rows that have errors as a file like the one that came in, in constant memory.

    Args:
        judged: what became of rows, in the order of the file; rows without errors are left out.
        language: "ko", anything else is English.
    """
    rows = _rows(documents, record, (one for one in judged if one.errors), language)
    form = record.detection.form
    if form.format == "xlsx":
        return _workbook(rows, form.sheet)
    return _csv(rows, form.encoding, form.delimiter)


def rejected_name(record: ImportRecord) -> str:
    """Give the name under which the rejected rows of an import are offered.

    The extension says what the file is, whatever the one that came in was called.
    """
    stem = record.name.rpartition(".")[0] or record.name
    return f"{stem}.rejected.{record.detection.form.format}"


def _rows(documents: Documents, record: ImportRecord, refused: Iterable[Judged], language: str) -> Iterator[list[Cell]]:
    """Walk the rows above and including the header, and then those that were refused, each with its reasons."""
    detection = record.detection
    kept = _kept_columns(detection)
    waiting = iter(refused)
    next_one = next(waiting, None)
    for row in rows_of(documents, record.sha256, detection.form):
        if row.number < detection.header_row:
            yield row.cells
        elif row.number == detection.header_row:
            yield [*_chosen(row, kept), *HEADERS["ko" if language == "ko" else "en"]]
        elif next_one is None:
            return
        elif row.number == next_one.row:
            yield [*_chosen(row, kept), *_reasons(next_one, language)]
            next_one = next(waiting, None)


def _kept_columns(detection: Detection) -> list[int]:
    """Give the places of all columns but those that an earlier file of rejected rows added."""
    return [column.index for column in detection.columns if column.field != IGNORED]


def _chosen(row: Row, places: list[int]) -> list[Cell]:
    return [row.cells[place] if place < len(row.cells) else "" for place in places]


def _reasons(judged: Judged, language: str) -> tuple[str, str]:
    told = []
    for error in judged.errors:
        detail = render(Refusal(error.code, error.params), language)[1]
        told.append(f"{error.column}: {detail}" if error.column else detail)
    return "; ".join(error.code for error in judged.errors), " ".join(told)


def _harmless(cell: Cell) -> Cell:
    """Guard a text; what is a number is one, whatever it begins with."""
    return guarded(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell


def _csv(rows: Iterable[list[Cell]], encoding: str, delimiter: str) -> Iterator[bytes]:
    encoder = codecs.getincrementalencoder(encoding)(errors="replace")
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for count, row in enumerate(rows, start=1):
        writer.writerow([_harmless(cell) for cell in row])
        if count % _ROWS_AT_ONCE == 0:
            yield encoder.encode(text.getvalue())
            text.seek(0)
            text.truncate()
    yield encoder.encode(text.getvalue(), final=True)


def _workbook(rows: Iterable[list[Cell]], sheet: str) -> Iterator[bytes]:
    with SpooledTemporaryFile(max_size=_MEMORY_BYTES) as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(page, number, place, cell, day)
        book.close()
        file.seek(0)
        yield from chunks_of(file)


def _write(page: Any, number: int, place: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, bool):
        page.write_boolean(number, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(number, place, cell)
    elif isinstance(cell, date | datetime):
        page.write_datetime(number, place, cell, day)
    elif cell != "":
        page.write_string(number, place, str(_harmless(str(cell))))
