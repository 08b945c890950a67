"""Files of activities over HTTP: how they are read, what they would come to, and that they are posted once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from ledger.domain.refusal_texts.imports import ROW_CODES
from ledger.services.demo_cast import registration_number
from ledger.services.imports.files.reading import XLSX_TYPE
from tests.api.house import House
from tests.support.world import rule_terms

IMPORTS = "/api/v1/imports"
NOWHERE = "0" * 32
KOREAN = ("고유번호", "활동코드", "사업자등록번호", "발생일", "지원비")
ENGLISH = ("event id", "activity", "organization_id", "occurred on", "allowance_krw")


@pytest.fixture(scope="module", autouse=True)
def _rules(house: House) -> None:
    year = [{"scope": "organization_year", "points_max": 250, "edge": "truncate"}]
    for code, terms in (
        ("YEARLY", rule_terms(limits=year)),
        ("ONCE", rule_terms(limits=[{**year[0], "edge": "reject"}])),
    ):
        house.publish_rule(code, 1, terms)


def _csv(rows: Iterable[Iterable[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def _xlsx(rows: Iterable[Iterable[Any]], sheet: str = "실적") -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(number, place, cell, day)
            else:
                page.write(number, place, cell)
    book.close()
    return file.getvalue()


@cache
def _vast() -> bytes:
    """Write one cell into the far corner of a sheet, which takes a second; so not before a test asks for it."""
    return _xlsx([["고유번호"], *([] for _ in range(1_048_574)), [""] * 16_383 + ["x"]])


def _upload(
    house: House, data: bytes, mapping: str = "", who: str = "pukyong", headers: Mapping[str, str] | None = None
) -> TestResponse:
    told = {"Authorization": f"Bearer {house.token(who)}", **(headers or {})}
    form = {
        "file": (io.BytesIO(data), "2026-1학기.csv"),
        **({"mapping": (io.BytesIO(mapping.encode()), "m.toml")} if mapping else {}),
    }
    answer = house.app.test_client().post(IMPORTS, data=form, headers=told)
    return house.description.checked("post", answer)


def _commit(house: House, import_id: str, who: str = "pukyong") -> TestResponse:
    return house.post(who, f"{IMPORTS}/{import_id}/commit", key=None)


def _previewed(house: House, data: bytes, mapping: str = "") -> dict[str, Any]:
    with house.unchanged():
        answer = _upload(house, data, mapping)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def _rows(house: House, *changes: Mapping[str, object], company: int = 1) -> list[list[object]]:
    """Write rows worth 100 points for Haeundae Marine Tech, changed as told."""
    rows: list[list[object]] = [list(KOREAN)]
    for change in changes:
        row: dict[str, object] = {
            "고유번호": house.unique("부경-2026"),
            "활동코드": "INT",
            "사업자등록번호": registration_number(company),
            "발생일": "2026-08-31",
            "지원비": "1,000,000원",
        }
        rows.append(list((row | change).values()))
    return rows


def _balance(house: House, company: str) -> int:
    return int(house.get(company, f"/api/v1/organizations/{house.of(company)}/balance").json["posted"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_is_found_and_posts_the_same(house: House, encoding: str, delimiter: str) -> None:
    dates = [{"발생일": told} for told in ("2026-08-31", "2026.08.31", "2026/8/31", "20260831", "2026. 8. 31.")]
    told = _previewed(house, _csv(_rows(house, *dates), encoding, delimiter))
    found = told["detection"]
    assert (found["format"], found["encoding"], found["delimiter"]) == ("csv", encoding, delimiter)
    assert [column["field"] for column in found["columns"]] == [
        "source_event_id", "activity", "registration_number", "occurred_on", "input:allowance_krw",
    ]  # fmt: skip
    assert told["counts"]["activities"] == [{"activity": "INT", "rows": 5, "points": 500}]
    before = _balance(house, "haeundae")
    done = _commit(house, told["id"])
    assert (done.status_code, done.json["status"], done.json["counts"]["posted"]) == (200, "committed", 5)
    assert _balance(house, "haeundae") == before + 500


def test_a_workbook_is_read_with_its_numbers_and_days(house: House) -> None:
    number = int(registration_number(1))
    rows = [
        ["부경대학교 산학협력단 2026년 1학기 실적"],
        [],
        [*KOREAN, "비고"],
        [house.unique("X"), "INT", number, date(2026, 8, 31), 1_000_000, "김"],
        [20_260_000 + next(house.serial), "INT", registration_number(1), 46_265, "1,000,000", ""],
        [house.unique("X"), "INT", number, "2026-08-31", 1_000_000.5, ""],
    ]
    told = _previewed(house, _xlsx(rows))
    assert told["detection"]["sheet"] == "실적"
    assert (told["detection"]["header_row"], told["detection"]["not_read"]) == (3, ["비고"])
    assert told["counts"]["posted"] == 2
    assert [(error["row"], error["column"], error["code"]) for error in told["errors"]] == [
        (6, "지원비", "cell_not_a_whole_number")
    ]
    assert "1000000.5" in told["errors"][0]["detail"]


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "cell_missing": ({"고유번호": " "}, "고유번호"),
    "cell_not_a_code": ({"활동코드": "표준 현장실습"}, "활동코드"),
    "cell_not_a_date": ({"발생일": "2026-02-30"}, "발생일"),
    "cell_not_a_digest": ({"evidence:attendance": "9f"}, "evidence:attendance"),
    "cell_not_a_text": ({"고유번호": "가" * 129}, "고유번호"),
    "cell_not_a_whole_number": ({"지원비": "약 백만원"}, "지원비"),
    "cell_not_an_id": ({"기업": "해운대 마린테크"}, "기업"),
    "companies_differ": ({"기업": f"org_{NOWHERE}"}, "사업자등록번호"),
    "evidence_not_uploaded": ({"evidence:attendance": "9f" * 32}, "evidence:attendance"),
    "registration_number_invalid": ({"사업자등록번호": "999-81-00016"}, "사업자등록번호"),
    "registration_number_unknown": ({"사업자등록번호": registration_number(999)}, "사업자등록번호"),
    "input_unknown": ({"학생수": 3}, "학생수"),
    "input_missing": ({"지원비": ""}, "지원비"),
    "occurred_in_the_future": ({"발생일": "2030-01-01"}, "발생일"),
    "no_rule_in_force": ({"발생일": "2019-12-31"}, "발생일"),
    "activity_unknown": ({"활동코드": "NOPE"}, "활동코드"),
    "limit_reached": ({"활동코드": "CAPPED"}, ""),
}
"""A row's fault, what provokes it, and the column that is told."""


@pytest.mark.parametrize("code", sorted(WRONG))
def test_a_wrong_row_is_told_by_row_and_column_and_the_others_are_posted(house: House, code: str) -> None:
    change, column = WRONG[code]
    rows = _rows(house, {}, {}, {})
    extra = [name for name in change if name not in KOREAN]
    table = [[*row, *("" for _ in extra)] for row in rows]
    table[0][len(KOREAN) :] = extra
    for name, value in change.items():
        table[2][table[0].index(name)] = value
    told = _previewed(house, _csv(table, "cp949"))
    assert [(error["row"], error["column"], error["code"]) for error in told["errors"]] == [(3, column or None, code)]
    assert "{" not in told["errors"][0]["detail"]
    done = _commit(house, told["id"]).json
    assert (done["counts"]["posted"], done["counts"]["refusals"]) == (2, [{"code": code, "rows": 1}])
    assert done["errors"] == told["errors"]


def test_every_fault_of_a_row_is_provoked() -> None:
    assert ROW_CODES - {"source_event_repeated"} <= WRONG.keys()


def test_an_event_counts_once_in_a_file_and_once_for_ever(house: House) -> None:
    known = house.earn(source_event_id=house.unique("known"))
    name = house.get("pukyong", f"/api/v1/accruals/{known['id']}").json["source_event_id"]
    twice = house.unique("twice")
    rows = _rows(house, {"고유번호": name}, {"고유번호": twice}, {"고유번호": twice}, *({} for _ in range(600)))
    rows.append([twice, *rows[1][1:]])
    told = _previewed(house, _csv(rows))
    expected = [(2, "source_event_already_posted"), (4, "source_event_repeated"), (605, "source_event_repeated")]
    assert [(error["row"], error["code"]) for error in told["errors"]] == expected
    assert told["errors"][1]["detail"].startswith("Row 3 of the same file")
    done = _commit(house, told["id"]).json
    assert [(error["row"], error["code"]) for error in done["errors"]] == expected
    assert done["counts"]["points"] == told["counts"]["points"] == 601 * 100


def test_the_same_file_twice_changes_nothing_and_a_commit_is_repeated_without_effect(house: House) -> None:
    data = _csv(_rows(house, {}, {"지원비": "x"}))
    first = _previewed(house, data)
    done = _commit(house, first["id"])
    with house.unchanged():
        again = _upload(house, data)
        assert (again.status_code, again.json) == (201, done.json)
        assert _commit(house, first["id"]).json == done.json
        assert house.get("pukyong", f"{IMPORTS}/{first['id']}").json == done.json
        renamed = _upload(house, data + b"\r\n").json
        assert renamed["id"] != first["id"], "another file"
        assert renamed["errors"][0]["code"] == "source_event_already_posted"


def test_a_preview_is_exact_across_caps_and_chunks(house: House) -> None:
    """Cap 250 a year: 100, 100, then 50 of 100, then nothing; the other company has a cap of its own."""
    company = house.new_company()
    number = house.get(company, f"/api/v1/organizations/{house.of(company)}").json["registration_number"]
    own = {"사업자등록번호": number}
    changes = [{**own, "활동코드": "YEARLY"}] * 3 + [own] * 700 + [{**own, "활동코드": "YEARLY"}] * 2
    changes += [{**own, "활동코드": "ONCE", "지원비": 2_000_000}, {**own, "활동코드": "ONCE", "지원비": 600_000}]
    told = _previewed(house, _csv(_rows(house, *changes), "cp949"))
    assert told["counts"]["activities"] == [
        {"activity": "INT", "rows": 700, "points": 70_000},
        {"activity": "ONCE", "rows": 1, "points": 200},
        {"activity": "YEARLY", "rows": 5, "points": 250},
    ]
    assert (told["counts"]["rows_cut"], told["counts"]["points_cut"]) == (3, 250)
    assert [error["code"] for error in told["errors"]] == ["limit_reached"]
    done = _commit(house, told["id"]).json
    assert {**done["counts"], "rows_cut": 3, "points_cut": 250} == told["counts"]
    assert _balance(house, company) == done["counts"]["points"] == 70_450


def test_the_rejected_rows_come_back_in_the_same_form_guarded_and_can_be_sent_again(house: House) -> None:
    table = [
        ["=cmd()", ""],
        *_rows(house, {}, {"고유번호": "=HYPERLINK(1)", "지원비": "-5"}, {"고유번호": "@x", "발생일": ""}),
    ]
    table[1].append("비고")
    table[3].append("+82-51")
    table[4].append("-12,000")
    told = _previewed(house, _csv(table, "cp949", ";"))
    _commit(house, told["id"])
    path = f"{IMPORTS}/{told['id']}/rejected"
    answer = house.get("pukyong", path, {"Accept-Language": "ko"})
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "2026-1%ED%95%99%EA%B8%B0.rejected.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("cp949"), newline=""), delimiter=";"))
    assert rows[0] == ["'=cmd()", ""]
    assert rows[1] == [*KOREAN, "비고", "거절 코드", "거절 사유"]
    assert rows[2][0] == "'=HYPERLINK(1)"
    assert rows[2][4:7] == ["-5", "'+82-51", "cell_not_a_whole_number"]
    assert rows[3][0] == "'@x"
    assert rows[3][5:7] == ["-12,000", "cell_missing"]
    assert rows[3][7].startswith("발생일: ")
    english = house.get("pukyong", path).data.decode("cp949")
    assert "rejected reason" in english
    mended = answer.data.decode("cp949").replace(";-5;", ";50000;").encode("cp949")
    again = _previewed(house, mended)
    assert again["detection"]["not_read"] == ["비고", "거절 코드", "거절 사유"]
    assert (again["counts"]["posted"], [error["code"] for error in again["errors"]]) == (1, ["cell_missing"])
    _commit(house, again["id"])
    last = house.get("pukyong", f"{IMPORTS}/{again['id']}/rejected").data.decode("cp949")
    assert last.count("rejected code") == 1
    assert "거절" not in last
    listed = house.get("pukyong", "/api/v1/accruals?limit=500").json["items"]
    assert any(item["source_event_id"] == "=HYPERLINK(1)" for item in _all(house, listed))


def _all(house: House, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Walk to the last page of Pukyong's accruals and give its items."""
    answer = house.get("pukyong", "/api/v1/accruals?limit=500")
    while answer.json["next_cursor"]:
        answer = house.get("pukyong", f"/api/v1/accruals?limit=500&cursor={answer.json['next_cursor']}")
    return list(answer.json["items"])


def test_the_rejected_rows_of_a_workbook_are_a_workbook(house: House) -> None:
    rows = [list(KOREAN), [house.unique("X"), "INT", int(registration_number(1)), date(2026, 8, 31), -3.0]]
    told = _previewed(house, _xlsx([*rows, ["=1+1", "INT", "x", "2026-08-31", True]]))
    answer = house.get("pukyong", f"{IMPORTS}/{told['id']}/rejected")
    assert answer.content_type == XLSX_TYPE
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("실적")
    found = [row[:6] for row in sheet.iter_rows()]
    assert found[0] == [*KOREAN, "rejected code"]
    assert found[1][1:5] == ["INT", float(registration_number(1)), date(2026, 8, 31), -3.0]
    assert found[1][5] == "cell_not_a_whole_number"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\xd0\xcf\x11\xe0 an old workbook", "an old or an encrypted workbook"),
        (b"PK\x03\x04 nothing of a workbook", "a damaged workbook"),
        ("고유번호".encode("cp949") + b"\xff\xff", "other bytes, about byte 9"),
        (b'id,"' + b"x" * 200_000, "behind row 0"),
        (_vast, "17179869184 cells"),
    ],
    ids=["xls", "damaged", "encoding", "quote", "vast"],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    house: House, data: bytes | Callable[[], bytes], found: str
) -> None:
    listed = house.get("pukyong", f"{IMPORTS}?limit=500").json["items"]
    with house.unchanged():
        answer = _upload(house, data() if callable(data) else data)
    assert (answer.status_code, answer.json["code"]) == (422, "import_file_unreadable")
    assert found in answer.json["detail"]
    assert house.get("pukyong", f"{IMPORTS}?limit=500").json["items"] == listed


MAPPING = """
header_row = 2
[columns]
source_event_id = "번호"
registration_number = "회사"
allowance_krw = "금액"
[constants]
occurred_on = "2026-08-31"
[activities]
"표준" = "INT"
"""


def test_a_mapping_file_says_what_the_names_do_not(house: House) -> None:
    table = [["활동", "발생일"], ["번호", "구분", "회사", "금액"], [house.unique("M"), "표준", "999-81-00015", "￦1"]]
    table[2][3] = "500000"
    told = _previewed(house, _csv(table), MAPPING)
    assert told["detection"]["header_row"] == 2
    assert told["detection"]["constants"] == ["occurred_on"]
    assert told["counts"]["activities"] == [{"activity": "INT", "rows": 1, "points": 50}]


def test_evidence_columns_name_documents_that_were_handed_in(house: House) -> None:
    document = house.post("pukyong", "/api/v1/evidence", data=b"attendance", content_type="application/pdf", key=None)
    table = _rows(house, {})
    table[0].append("evidence:attendance")
    table[1].append(document.json["sha256"].upper())
    told = _previewed(house, _csv(table))
    assert (told["counts"]["posted"], told["errors"]) == (1, [])


def test_anothers_import_is_unknown(house: House) -> None:
    told = _previewed(house, _csv(_rows(house, {})))
    with house.unchanged():
        for who in ("dong-a",):
            for answer in (
                house.get(who, f"{IMPORTS}/{told['id']}"),
                house.get(who, f"{IMPORTS}/{told['id']}/rejected"),
                _commit(house, told["id"], who),
            ):
                assert (answer.status_code, answer.json["code"]) == (404, "import_unknown")
        assert told["id"] not in [item["id"] for item in house.get("dong-a", IMPORTS).json["items"]]
        for who in ("haeundae", "council"):
            assert _commit(house, told["id"], who).json["code"] == "permission_missing"
    listed = house.get("pukyong", f"{IMPORTS}?limit=1")
    assert listed.json["next_cursor"]
    assert set(listed.json["items"][0]) == {
        "id", "status", "name", "sha256", "media_type", "created_at", "committed_at",
    }  # fmt: skip


def test_a_raw_body_is_a_file_too(house: House) -> None:
    data = _csv(_rows(house, {}), "cp949")
    answer = house.post("pukyong", f"{IMPORTS}?name=2026.csv", data=data, content_type="text/csv", key=None)
    assert (answer.status_code, answer.json["name"]) == (201, "2026.csv")
    assert answer.headers["Location"] == f"{IMPORTS}/{answer.json['id']}"
    assert house.post("pukyong", IMPORTS, data=b"", content_type="text/csv", key=None).json["code"] == "body_missing"


def test_a_form_with_other_fields_or_no_file_is_refused(house: House) -> None:
    for form, code in (({"datei": "x"}, "unknown_field"), ({"mapping": "x"}, "field_missing")):
        client, told = house.app.test_client(), {"Authorization": f"Bearer {house.token('pukyong')}"}
        answer = client.post(IMPORTS, data=form, headers=told, content_type="multipart/form-data")
        assert (answer.status_code, answer.json["code"]) == (422, code)
