"""Periods through the door: closed by two persons in order, read line by line with proof, restated by statements."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ledger.api.conventions.negotiation import PDF, XLSX
from ledger.services.verification import verify
from tests.api.closing import PERIODS, root_of
from tests.api.house import House
from tests.api.proposing import decide


@pytest.fixture(scope="module")
def closed_house(own_house: House) -> House:
    """Give a house in which Haeundae earned in September, which is closed, and Gijang earned late for it."""
    house = own_house
    house.grant("operator's other client", "operator", "operator_approver", same_person_as="operator")
    house.earn("haeundae")
    house.earn("gijang")
    hold = house.hold("haeundae")
    house.clock.pass_by(days=32)
    with house.unchanged():
        due = house.post("operator", f"{PERIODS}/2026-09/close?dry_run=true", key=None)
    assert (due.status_code, due.json["code"]) == (409, "period_not_settled"), (due.json, hold)
    proposed = house.post("operator", f"{PERIODS}/2026-09/close")
    assert proposed.status_code == 201
    shown = house.get("council", f"{PERIODS}/2026-09").json
    assert (shown["status"], shown["proposal_id"]) == ("closing_proposed", proposed.json["id"])
    with house.unchanged():
        alone = decide(house, "operator's other client", proposed.json["id"])
    assert alone.json["code"] == "same_person_approval"
    approved = decide(house, "approver", proposed.json["id"])
    assert approved.status_code == 200, approved.json
    assert approved.json["result"]["status"] == "closed"
    house.earn("gijang", occurred_on="2026-09-15")
    return house


def _refusal(house: House, who: str, method: str, path: str) -> tuple[int, str]:
    with house.unchanged():
        answer = house.get(who, f"{PERIODS}/{path}") if method == "get" else house.post(who, f"{PERIODS}/{path}")
    return answer.status_code, answer.json["code"]


def test_no_name_of_a_period_is_more_than_unknown(house: House) -> None:
    for name in ("1000-01", "1000", "0999-12", "2999-12", "2999", "2026-13", "9999", "FY2026", "２０２６-01"):
        with house.unchanged():
            assert _refusal(house, "operator", "post", f"{name}/close") == (404, "period_unknown"), name
        assert _refusal(house, "operator", "get", name) == (404, "period_unknown"), name


def test_periods_close_once_and_in_order(closed_house: House) -> None:
    house = closed_house
    listed = house.get("haeundae", PERIODS).json["items"]
    assert [(item["period"], item["status"]) for item in listed] == [
        ("2026-09", "closed"),
        ("2026-10", "open"),
        ("2026", "open"),
    ]
    assert _refusal(house, "operator", "post", "2026-09/close") == (409, "period_already_closed")
    assert _refusal(house, "operator", "post", "2026-10/close") == (409, "period_not_over")
    assert _refusal(house, "operator", "post", "2026-08/close") == (404, "period_unknown")
    house.clock.pass_by(days=61)
    assert _refusal(house, "operator", "post", "2026-11/close") == (409, "period_not_next")
    house.clock.pass_by(days=-61)
    assert _refusal(house, "council", "get", "2026-10/lines") == (404, "period_not_closed")
    assert _refusal(house, "approver", "post", "2026-10/close") == (403, "permission_missing")


def test_every_line_proves_itself_with_nothing_but_sha_256(closed_house: House) -> None:
    house = closed_house
    period = house.get("council", f"{PERIODS}/2026-09").json
    lines = house.get("council", f"{PERIODS}/2026-09/lines?limit=500").json["items"]
    assert len(lines) == period["lines"]
    assert sum(line["debit"] for line in lines) == period["totals"]["debit"]
    for line in lines:
        proven = house.get("council", f"{PERIODS}/2026-09/lines/{line['account']}").json
        assert {name: proven[name] for name in line} == line
        assert root_of(proven) == period["root"]
    assert root_of(proven | {"leaf": proven["leaf"].replace('"debit":', '"debit":1')}) != period["root"]


def test_a_company_sees_its_own_lines_alone(closed_house: House) -> None:
    house = closed_house
    own = house.get("haeundae", f"{PERIODS}/2026-09/lines").json["items"]
    assert {line["account"].split(":")[0] for line in own} == {house.of("haeundae")}
    assert house.get("haeundae", f"{PERIODS}/2026-09/lines/{own[0]['account']}").status_code == 200
    for account in (f"{house.of('gijang')}:available", "expired", "nothing"):
        assert _refusal(house, "haeundae", "get", f"2026-09/lines/{account}") == (404, "period_line_unknown")


def test_lines_come_page_by_page_and_as_files(closed_house: House) -> None:
    house = closed_house
    every = house.get("council", f"{PERIODS}/2026-09/lines?limit=500").json["items"]
    first = house.get("council", f"{PERIODS}/2026-09/lines?limit=2").json
    second = house.get("council", f"{PERIODS}/2026-09/lines?limit=2&cursor={first['next_cursor']}").json
    assert [*first["items"], *second["items"]] == every[:4]
    ndjson = house.get("council", f"{PERIODS}/2026-09/lines", {"Accept": "application/x-ndjson"})
    assert len(ndjson.text.splitlines()) == len(every)
    table = house.get("council", f"{PERIODS}/2026-09/lines", {"Accept": "text/csv"})
    assert table.text.splitlines()[0] == "period,account,opening,debit,credit,closing"
    assert len(table.text.splitlines()) == len(every) + 1


def test_every_list_of_the_books_is_a_workbook_too(closed_house: House) -> None:
    house = closed_house
    company = house.of("haeundae")
    for path, sheet in (
        ("/api/v1/transactions", "transactions"),
        ("/api/v1/events", "events"),
        ("/api/v1/accounts", "accounts"),
        ("/api/v1/accounts?effective_as_of=2026-09-30", "accounts"),
        ("/api/v1/trial-balance", "trial balance"),
        (f"/api/v1/organizations/{company}/lots", "lots"),
        (f"/api/v1/organizations/{company}/statement?period=2026-09", "statement"),
        (f"{PERIODS}/2026-09/lines", "closing"),
    ):
        told = house.get("council", path, {"Accept": XLSX})
        assert (told.status_code, told.content_type) == (200, XLSX), path
        written = CalamineWorkbook.from_filelike(io.BytesIO(told.data))
        assert written.sheet_names == [sheet]
        rows = written.get_sheet_by_name(sheet).to_python()
        read = list(csv.reader(io.StringIO(house.get("council", path, {"Accept": "text/csv"}).text)))
        assert [[_told(cell) for cell in row] for row in rows] == read, path
        assert len(read) > 1 or sheet == "events"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_statement_can_be_printed(closed_house: House, language: str) -> None:
    house = closed_house
    path = f"/api/v1/organizations/{house.of('gijang')}/statement?period=2026-09"
    told = house.get("gijang", path, {"Accept": PDF, "Accept-Language": language})
    assert (told.status_code, told.mimetype, told.data[:5]) == (200, PDF, b"%PDF-")
    assert f"/Lang ({language})".encode() in told.data
    assert house.get("gijang", f"{path}&lang={language}", {"Accept": PDF}).data == told.data
    assert house.get("haeundae", path, {"Accept": PDF}).json["code"] == "organization_unknown"


def _told(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_a_file_of_the_books_names_the_point_that_it_was_read_at(closed_house: House) -> None:
    house = closed_house
    lots = f"/api/v1/organizations/{house.of('haeundae')}/lots"
    for path in ("/api/v1/accounts", "/api/v1/trial-balance", lots):
        page = house.get("council", path).json
        told = house.get("council", path, {"Accept": "text/csv"})
        assert (told.headers["Ledger-Position"], told.headers["Ledger-Root"]) == (str(page["position"]), page["root"])
        again = house.get("council", f"{path}?recorded_as_of={page['position']}", {"Accept": "text/csv"})
        assert again.data == told.data


def test_a_statement_shows_what_was_closed_and_what_came_late(closed_house: House) -> None:
    house = closed_house
    path = f"/api/v1/organizations/{house.of('gijang')}/statement?period=2026-09"
    told = house.get("gijang", path).json
    (available,) = (line for line in told["accounts"] if line["account"].endswith(":available"))
    assert available["as_closed"] == {"opening": 0, "debit": 0, "credit": 100, "closing": 100}
    # The award of August was accounted in September, the ledger's first month; that of mid-September came in October.
    assert available["restated"] == {"opening": 100, "debit": 0, "credit": 100, "closing": 200}
    assert available["late"] == 100
    assert [(line["happened_on"], line["effective_on"]) for line in told["late"]] == [("2026-09-15", "2026-10-01")]
    assert [line["happened_on"] for line in told["earlier"]] == ["2026-08-31"]
    assert told["closing_root"] == house.get("council", f"{PERIODS}/2026-09").json["root"]
    (moved,) = (line for line in told["movements"] if line["account"].endswith(":available"))
    assert (moved["debit"], moved["credit"], moved["balance"], moved["kind"]) == (0, 100, 100, "accrual")
    table = house.get("gijang", path, {"Accept": "text/csv"}).text.splitlines()
    lines = ["as_closed"] * 5 + ["restated"] * 5 + ["movement"] + ["late", "earlier"]
    assert [line.split(",")[0] for line in table[1:]] == lines
    assert house.get("haeundae", path).json["code"] == "organization_unknown"
    assert house.get("gijang", path.replace("2026-09", "2031")).json["code"] == "period_unknown"


def test_the_ledger_verifies_with_its_closings(closed_house: House) -> None:
    assert verify(closed_house.node).findings == ()
