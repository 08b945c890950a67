"""An agency's report of a selection, read from CSV, a workbook or JSON: values, or all that is wrong at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.services.selection_files import RowProblem
from ledger.services.selections import Report, Reported, read_report
from tests.api.house import House, build_house
from tests.api.test_agencies import Agency, apply, found_agency
from tests.support.engines import ENGINES, fresh_database

FIRST, SECOND = (f"red_{digit * 32}" for digit in "12")
HEADER = ("redemption_id", "result", "points", "amount_krw")


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house with nothing of other tests in it, on each engine."""
    folder: Path = tmp_path_factory.mktemp("selections")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        built = build_house(url, folder)
        yield built
        built.node.store.engine.dispose()


@pytest.fixture(scope="module")
def agency(house: House) -> Agency:
    return found_agency(house)


def _csv(rows: Iterable[Iterable[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def _xlsx(rows: Iterable[Iterable[Any]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("선정결과")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def _read(house: House, data: bytes, program: str = "VOUCHER") -> Report:
    """Read a report, which writes nothing whatever."""
    with house.unchanged():
        report = read_report(house.node, program, data)
    assert not (report.reported and report.problems)
    return report


KOREAN = ("신청 식별자", "선정 결과", "점수", "지원금액")
ROWS: list[tuple[object, ...]] = [HEADER, (FIRST, "selected", 1_000, 60_000_000), (SECOND, "not_selected", "", "")]
SAID = (Reported(FIRST, True, 1_000, 60_000_000), Reported(SECOND, False, None, None))


@pytest.mark.parametrize(
    "data",
    [
        _csv(ROWS),
        _csv(ROWS, "utf-8-sig"),
        _csv(ROWS, delimiter=";"),
        _csv(ROWS, delimiter="\t"),
        _csv([KOREAN, [FIRST, "선정", "1,000", "60,000,000원"], [SECOND, "미선정"]], "cp949"),
        _csv([["2026년 기업 R&D 공모 선정결과"], [], *ROWS, []]),
        _xlsx([["2026년 기업 R&D 공모 선정결과"], *ROWS]),
        json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS[1:]]).encode(),
        json.dumps({"items": [{"redemption_id": FIRST, "result": "선정", "points": 1_000, "amount_krw": 60_000_000},
                              {"redemption_id": SECOND, "result": "미선정", "points": None}]}).encode("utf-8-sig"),
    ],
    ids=["csv", "byte order mark", "semicolons", "tabs", "cp949", "a title above", "workbook", "json", "json items"],
)  # fmt: skip
def test_the_same_report_is_read_from_every_form(house: House, data: bytes) -> None:
    assert _read(house, data) == Report(SAID, ())


def test_of_an_application_that_lost_points_and_amount_say_nothing(house: House) -> None:
    data = _csv([HEADER, (FIRST, "not_selected", "1,000", "not a number"), (SECOND, " Selected ", "", "")])
    assert _read(house, data).reported == (Reported(FIRST, False, None, None), Reported(SECOND, True, None, None))


def test_the_list_of_applications_comes_back_with_a_column_of_results(house: House, agency: Agency) -> None:
    held = [apply(house, agency, company, quantity=2) for company in ("haeundae", "gijang")]
    path = f"/api/v1/programs/{agency.program}/applications?status=held"
    table = house.get(agency.name, path, {"Accept": "text/csv"}).data.decode()
    header, *lines = list(csv.reader(io.StringIO(table, newline="")))
    rows = [[*header, "result"], *([*line, result] for line, result in zip(lines, ("선정", "미선정"), strict=True))]
    first, second = (one["id"] for one in held)
    assert _read(house, _csv(rows), agency.program).reported == (
        Reported(first, True, 100, 0),
        Reported(second, False, None, None),
    )


def test_a_reference_leads_to_the_application_of_its_company_for_this_program(house: House, agency: Agency) -> None:
    reference = house.unique("2026-가-1")
    held = {company: apply(house, agency, company, reference=reference) for company in ("haeundae", "gijang")}
    rows = [("기업 ID", "신청번호", "결과"), *((house.of(company), reference, "선정") for company in held)]
    assert [one.redemption_id for one in _read(house, _csv(rows), agency.program).reported] == [
        one["id"] for one in held.values()
    ]
    rows.append((house.of("pukyong"), reference, "선정"))
    expected = f"a reference under which {house.of('pukyong')} applied for {agency.program}"
    unknown = RowProblem(4, "신청번호", "selection_redemption_unknown", expected, f'"{reference}"')
    assert _read(house, _csv(rows), agency.program).problems == (unknown,)
    elsewhere = _read(house, _csv(rows), "VOUCHER").problems
    assert [(one.row, one.code) for one in elsewhere] == [(row, "selection_redemption_unknown") for row in (2, 3, 4)]


def test_an_application_is_named_once_by_whichever_name(house: House, agency: Agency) -> None:
    reference = house.unique("HMT-2026")
    held = apply(house, agency, reference=reference)["id"]
    rows = [
        ("redemption_id", "organization_id", "reference", "result"),
        (held, "", "", "selected"),
        ("", house.of("haeundae"), reference, "not_selected"),
        (held, house.of("haeundae"), reference, "selected"),
    ]
    problems = _read(house, _csv(rows), agency.program).problems
    assert [(one.row, one.column, one.code) for one in problems] == [
        (3, "reference", "selection_row_repeated"),
        (4, "redemption_id", "selection_row_repeated"),
    ]
    assert problems[0].found == f"{held} in row 2 too"


def test_everything_that_is_wrong_with_json_is_told_at_once_too(house: House) -> None:
    items = [{}, {"redemption_id": FIRST}, {"reference": "HMT-1", "result": "selected"}, {"id": SECOND, "result": True}]
    problems = _read(house, json.dumps(items).encode()).problems
    assert [(one.row, one.column, one.code) for one in problems] == [
        (1, "redemption_id", "selection_cell_unreadable"),
        (1, "result", "selection_result_unknown"),
        (2, "result", "selection_result_unknown"),
        (3, "organization_id", "selection_cell_unreadable"),
        (4, "redemption_id", "selection_cell_unreadable"),
        (4, "result", "selection_result_unknown"),
    ]


def test_everything_that_is_wrong_is_told_at_once(house: House) -> None:
    rows = [
        ("redemption_id", "reference", "organization_id", "result", "points", "amount_krw"),
        ("red_1", "", "", "selected", "", ""),
        (FIRST, "", "", "won", "1", "1"),
        (SECOND, "", "", "selected", "0", "-1"),
        ("", "", "", "", "5", ""),
        ("", "HMT-2026-1", "", "selected", "1.5", ""),
        ("", "", "org_1", "not_selected", "", ""),
    ]
    problems = _read(house, _csv(rows)).problems
    assert [(one.row, one.column, one.code) for one in problems] == [
        (2, "redemption_id", "selection_cell_unreadable"),
        (3, "result", "selection_result_unknown"),
        (4, "amount_krw", "selection_cell_unreadable"),
        (4, "points", "selection_cell_unreadable"),
        (5, "redemption_id", "selection_cell_unreadable"),
        (5, "result", "selection_result_unknown"),
        (6, "organization_id", "selection_cell_unreadable"),
        (6, "points", "selection_cell_unreadable"),
        (7, "organization_id", "selection_cell_unreadable"),
        (7, "reference", "selection_cell_unreadable"),
    ]
    told = {(one.row, one.column): (one.expected, one.found) for one in problems}
    assert told[3, "result"] == ("one of selected, 선정, not_selected, 미선정", '"won"')
    assert told[4, "points"] == ("a whole number from 1 to 9007199254740991", '"0"')
    assert told[5, "result"][1] == "nothing"


@pytest.mark.parametrize(
    ("data", "code", "row", "column"),
    [
        (b"", "selection_file_unreadable", 0, ""),
        (b"\xd0\xcf\x11\xe0 an old workbook", "selection_file_unreadable", 0, ""),
        (b"PK\x03\x04 nothing of a workbook", "selection_file_unreadable", 0, ""),
        (b"result\xff\xff", "selection_file_unreadable", 0, ""),
        (b'[{"redemption_id": ', "selection_file_unreadable", 0, ""),
        (b"[" * 100_000, "selection_file_unreadable", 0, ""),
        (b'{"results": []}', "selection_file_unreadable", 0, ""),
        (b"[]", "selection_file_unreadable", 0, ""),
        (b"[7]", "selection_file_unreadable", 1, ""),
        (_csv([HEADER]), "selection_file_unreadable", 0, ""),
        (_csv([["이름", "학번"], ["Kim", "7"]]), "selection_columns_missing", 0, ""),
        (_csv([["redemption_id", "points"], [FIRST, "7"]]), "selection_columns_missing", 1, ""),
        (_csv([["reference", "result"], ["HMT-1", "선정"]]), "selection_columns_missing", 1, ""),
        (_csv([["redemption_id", "result", "선정 결과"]]), "selection_column_repeated", 1, "선정 결과"),
        (b'[{"redemption_id": ["red_1"], "result": "selected"}]', "selection_cell_unreadable", 1, "redemption_id"),
    ],
)
def test_a_report_that_cannot_be_read_says_why(house: House, data: bytes, code: str, row: int, column: str) -> None:
    (problem,) = _read(house, data).problems
    assert (problem.code, problem.row, problem.column) == (code, row, column)
    assert problem.expected
    assert problem.found
