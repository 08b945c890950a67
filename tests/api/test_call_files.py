"""Files of selections over HTTP: the list of applications goes out, and comes back with a column of results."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import xlsxwriter
from werkzeug.test import TestResponse

from tests.api.applying import CALL, PROGRAMS, apply, company, found_agency, publish_bid, refused, shown
from tests.api.house import House

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUPPORT = {"krw_min": 1_000_000, "krw_max": 5_000_000}
Row = Mapping[str, str]


def listed(house: House, who: str, program: str) -> list[dict[str, str]]:
    """Take the list of a call's applications as CSV."""
    told = house.get(who, f"{PROGRAMS}/{program}/applications?call={CALL}", headers={"Accept": CSV})
    return list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"), newline="")))


def judged(rows: list[dict[str, str]], results: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Write each application's result and amount behind it."""
    return [
        {**row, "amount_krw": results[row["redemption_id"]][1], "result": results[row["redemption_id"]][0]}
        for row in rows
    ]


def as_csv(rows: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows: list[dict[str, str]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(at, 0, line)
    return written.getvalue()


def send(house: House, who: str, program: str, data: bytes, media_type: str = CSV, query: str = "") -> TestResponse:
    """Send a file of results."""
    return house.post(who, f"{PROGRAMS}/{program}/selections?call={CALL}{query}", data=data, content_type=media_type)


@pytest.mark.parametrize(
    ("write", "media_type", "words"),
    [
        (as_csv, CSV, ("selected", "not_selected")),
        (lambda rows: as_csv(rows, "cp949"), CSV, ("선정", "미선정")),
        (lambda rows: as_csv(rows, "utf-8-sig"), CSV, ("선정", "미선정")),
        (as_xlsx, XLSX, ("선정", "미선정")),
    ],
    ids=["utf-8", "cp949", "bom", "xlsx"],
)
def test_the_list_of_applications_comes_back_with_results_and_settles_the_call(
    house: House, write: Callable[[list[dict[str, str]]], bytes], media_type: str, words: tuple[str, str]
) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(4)]
    pool = {"organizations_min": 1, "organizations_max": 2}
    program = publish_bid(house, agency, support=SUPPORT, pool=pool)
    first = str(house.hold(names[0], program=program)["id"])
    joined = str(house.hold(names[1], program=program, pool=first)["id"])
    house.post(names[0], f"/api/v1/redemptions/{first}/submit", {"evidence": _plan()})
    second, third = (apply(house, name, program) for name in names[2:])
    results = {
        first: (words[0], "3000000"), joined: (words[0], ""), second: (words[0], "1000000"), third: (words[1], ""),
    }  # fmt: skip
    rows = judged(listed(house, agency.name, program), results)
    told = send(house, agency.name, program, write(rows), media_type)
    assert told.status_code == 200, told.json
    assert (told.json["selected"], told.json["not_selected"], told.json["amount_krw"]) == (3, 1, 4_000_000)
    became = [shown(house, agency.name, one)["status"] for one in (first, joined, second, third)]
    assert became == ["captured", "captured", "captured", "not_selected"]


def _plan() -> Any:
    return [{"kind": "plan", "sha256": "9f" * 32, "media_type": "application/pdf", "bytes": 4_711}]


def test_all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_is_decided(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency)
    first, second = (apply(house, name, program) for name in names)
    lines = ["redemption_id,result,points", f"{first},perhaps,5", f"{second},selected,half", f"{first},selected,"]
    with house.unchanged():
        told = send(house, agency.name, program, "\n".join(lines).encode())
    refused("validation_failed", 422, told)
    assert {(one["pointer"], one["code"]) for one in told.json["errors"]} >= {
        ("/2/result", "selection_result_unknown"),
        ("/3/points", "selection_cell_unreadable"),
    }


def test_a_file_without_a_call_without_rows_or_of_another_kind_is_refused(house: House) -> None:
    agency = found_agency(house)
    program = publish_bid(house, agency)
    path = f"{PROGRAMS}/{program}/selections"
    with house.unchanged():
        refused("field_missing", 422, house.post(agency.name, path, data=b"a,b", content_type=CSV))
        refused("body_missing", 400, send(house, agency.name, program, b" "))
        refused("media_type_unsupported", 415, send(house, agency.name, program, b"%PDF", "application/pdf"))
        told = send(house, agency.name, program, b"result\nselected\n")
    assert told.json["errors"][0]["code"] == "selection_columns_missing"


def test_another_agency_is_not_told_whether_an_application_exists(house: House) -> None:
    agency, other, name = found_agency(house), found_agency(house), company(house)
    program = publish_bid(house, agency)
    applied = apply(house, name, program)
    data = f"redemption_id,result\n{applied},selected\n".encode()
    with house.unchanged():
        refused("program_unknown", 404, send(house, other.name, program, data))


def test_a_file_that_leaves_somebody_out_says_so_or_declines_the_rest(house: House) -> None:
    agency, names = found_agency(house), [company(house) for _ in range(2)]
    program = publish_bid(house, agency)
    first, second = (apply(house, name, program) for name in names)
    data = f"redemption_id,result\n{first},selected\n".encode()
    with house.unchanged():
        refused("selection_incomplete", 409, send(house, agency.name, program, data))
    told = send(house, agency.name, program, data, query="&rest_is_declined=true")
    assert (told.status_code, told.json["not_selected"]) == (200, 1)
    assert shown(house, names[1], second)["status"] == "not_selected"
