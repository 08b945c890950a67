"""Workbooks and Parquet: a table has the same cells in every form, texts are texts and numbers are numbers."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ledger.services.exports import forms_of
from ledger.services.tables import flat
from ledger.services.workbooks import CUT, TEXT_MAX, workbook

TABLE = flat("lots", ("lot", "rule", "points"), whole=("points",))
HOSTILE = ('=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "0012", "https://example.org", "포인트 ₩ 1,854")


def _item(lot: str, points: int | None = 1_854) -> dict[str, Any]:
    return {"lot": lot, "rule": None, "points": points}


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_text_is_a_text_whatever_it_begins_with_and_a_number_is_a_number() -> None:
    data = b"".join(workbook(TABLE, [[_item(text) for text in HOSTILE], [_item("lot_9", 2**53 - 1)]]))
    (rows,) = _sheets(data).values()
    assert rows[0] == ["lot", "rule", "points"]
    assert [row[0] for row in rows[1:]] == [*HOSTILE, "lot_9"]
    assert {type(row[0]) for row in rows[1:]} == {str}
    assert [row[2] for row in rows[1:]] == [1_854.0] * len(HOSTILE) + [float(2**53 - 1)]


def test_what_is_not_known_is_an_empty_cell_and_an_empty_list_has_its_columns() -> None:
    (rows,) = _sheets(b"".join(workbook(TABLE, [[_item("lot_1", None)]]))).values()
    assert rows[1] == ["lot_1", "", ""]
    assert _sheets(b"".join(workbook(TABLE, []))) == {"lots": [["lot", "rule", "points"]]}


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_under_the_same_columns() -> None:
    pages = [[_item(f"lot_{number}", number) for number in range(start, start + 5)] for start in (0, 5)]
    sheets = _sheets(b"".join(workbook(TABLE, pages, rows_max=5)))
    assert list(sheets) == ["lots", "lots 2", "lots 3"]
    assert {tuple(rows[0]) for rows in sheets.values()} == {TABLE.columns}
    assert [row[0] for rows in sheets.values() for row in rows[1:]] == [f"lot_{number}" for number in range(10)]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    (rows,) = _sheets(b"".join(workbook(TABLE, [[_item("점" * 40_000)]]))).values()
    assert (len(rows[1][0]), rows[1][0].endswith(CUT)) == (TEXT_MAX, True)


def test_a_workbook_ten_times_as_long_takes_no_more_memory() -> None:
    def pages(count: int) -> Iterator[list[dict[str, Any]]]:
        return ([_item(f"lot_{page}_{number}", number) for number in range(100)] for page in range(count))

    peaks = []
    for count in (20, 200):
        tracemalloc.start()
        assert sum(map(len, workbook(TABLE, pages(count)))) > 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + (1 << 20)


def test_the_same_lines_make_the_same_bytes() -> None:
    pages = [[_item("lot_1"), _item("=1+1")]]
    assert b"".join(workbook(TABLE, pages)) == b"".join(workbook(TABLE, pages))


def test_parquet_has_the_cells_of_the_table() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    data = b"".join(forms_of(TABLE)["parquet"]([[_item(text) for text in HOSTILE], [_item("lot_9", None)]]))
    read = parquet.read_table(io.BytesIO(data))
    assert [str(kind) for kind in read.schema.types] == ["string", "string", "int64"]
    assert read.column("lot").to_pylist() == [*HOSTILE, "lot_9"]
    assert read.column("points").to_pylist() == [1_854] * len(HOSTILE) + [None]
