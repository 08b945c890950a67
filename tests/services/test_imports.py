"""Imports below the door: a preview equals the commit, a commit that was cut short goes on, memory does not grow."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.commands import CaptureHold, PlaceHold, ReverseAccrual
from ledger.services.accruals import UNIT_ITEMS
from ledger.services.clients import caller_of
from ledger.services.context import Caller, Request
from ledger.services.demo_cast import registration_number
from ledger.services.imports import importing
from ledger.services.imports.first_rows import FirstRows
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.organizations import register_organization
from ledger.services.verification import verify
from ledger.store.documents import FolderDocuments
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish

BYTES_MAX = 100_000_000
HEAD = "고유번호,활동코드,기업,발생일,allowance_krw,paid_krw,협약번호"


class Desk:
    """Pukyong's desk: a furnished ledger on one engine, and its own client."""

    def __init__(self, store: Store, folder: Path) -> None:
        keys = Keys.load_or_create(folder / "keys")
        self.ledger = furnish(MirroredLedger([store], keys))
        documents = FolderDocuments(folder / "documents", BYTES_MAX)
        self.node = Node(store, lambda: self.ledger.now, keys, self.ledger.ledger, documents=documents)
        found = caller_of(self.node, self.ledger.clients["pukyong"][0])
        assert found is not None
        self.caller: Caller = found

    def company(self, name: str) -> str:
        return self.ledger.clients[name][1]

    def upload(self, rows: Iterator[str]) -> dict[str, Any]:
        lines = (f"{row}\r\n".encode("cp949") for row in rows)
        return importing.upload_import(self.node, self.caller, lines, "실적.csv", "", "en")

    def commit(self, import_id: str, progress: Callable[[int], None] = importing.nothing) -> dict[str, Any]:
        return importing.commit_import(self.node, self.caller, import_id, "trace", "en", progress)

    def position(self) -> int:
        with self.node.store.reading() as unit:
            return unit.head.position


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def _rows(desk: Desk, count: int, bad_each: int = 100) -> Iterator[str]:
    """Write rows of three companies, one in ``bad_each`` with a day that does not exist."""
    companies = [desk.company(name) for name in ("haeundae-marine-tech", "gijang-robotics", "saha-footwear")]
    yield HEAD
    for number in range(count):
        day = "2026-02-30" if number % bad_each == bad_each - 1 else "2026-08-31"
        yield f'부경-{number},INT,{companies[number % 3]},{day},"20,000",,'


def test_a_preview_equals_the_commit_for_wallets_that_owe_and_wait(desk: Desk) -> None:
    """Saha owes 900 and has pending points due today; caps, agreements and arrears run across chunks of the file."""
    ledger = desk.ledger
    ledger.accrue("pukyong", "E-1", "INT", "saha-footwear", "2026-08-01", allowance_krw=10_000_000)
    company = desk.company("saha-footwear")
    hold = ledger.accept("saha-footwear", PlaceHold(company, "VOUCHER", 18, private("reference", "R-1")))
    ledger.accept("operator", CaptureHold(hold["id"], None))
    spent = ledger.books.accruals.find("source", (desk.caller.organization_id, private("source_event_id", "E-1").blind))
    ledger.accept("pukyong", ReverseAccrual(spent[0].accrual, private("reason", "twice"), None))
    ledger.accrue("pukyong", "E-2", "HIRE", "saha-footwear", "2026-08-20", allowance_krw=3_000_000)
    ledger.now += timedelta(days=40)

    def rows() -> Iterator[str]:
        yield HEAD
        for number in range(700):
            name = ("saha-footwear", "gijang-robotics")[number % 2]
            kind = ("INT,{},2026-08-31,60000,,", "RES,{},2026-08-31,,25000000,A-7", "HIRE,{},2026-08-31,40000,,")
            yield f"B-{number}," + kind[number % 3].format(desk.company(name))

    told = desk.upload(rows())
    assert told["counts"]["refused"] == 0
    assert told["counts"]["points_cut"] > 0
    done = desk.commit(told["id"])
    cut = {name: told["counts"][name] for name in ("rows_cut", "points_cut")}
    assert done["counts"] | cut == told["counts"]
    assert verify(desk.node).findings == ()


@pytest.mark.parametrize("units", [1, 3])
def test_a_commit_that_was_cut_short_goes_on_and_posts_each_row_once(desk: Desk, units: int) -> None:
    count = 5 * UNIT_ITEMS + 10
    told = desk.upload(_rows(desk, count))
    before = desk.position()

    class PowerCut(Exception):
        pass

    def cut(done: int) -> None:
        if done >= units * UNIT_ITEMS:
            raise PowerCut

    with pytest.raises(PowerCut):
        desk.commit(told["id"], cut)
    assert before < desk.position() < before + told["counts"]["posted"]
    done = desk.commit(told["id"])
    assert done["status"] == "committed"
    assert done["counts"]["posted"] == told["counts"]["posted"] == count - count // 100
    assert done["errors"] == told["errors"]
    assert desk.position() == before + told["counts"]["posted"], "each activity is one entry"
    assert desk.commit(told["id"]) == done
    assert desk.position() == before + told["counts"]["posted"]
    assert verify(desk.node).findings == ()


def test_a_commit_that_goes_on_posts_what_it_began_with_though_the_world_has_changed(desk: Desk) -> None:
    """A company that joins between two tries is not in the rows that were settled: they stay as they were."""
    number = registration_number(77)

    def rows() -> Iterator[str]:
        yield "고유번호,활동코드,사업자등록번호,기업,발생일,allowance_krw"
        for serial in range(2 * UNIT_ITEMS):
            own = f"{number}," if serial % 2 else f",{desk.company('gijang-robotics')}"
            yield f"W-{serial},INT,{own},2026-08-31,10000"

    told = desk.upload(rows())
    assert told["counts"]["refusals"] == [{"code": "registration_number_unknown", "rows": UNIT_ITEMS}]

    def cut(done: int) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        desk.commit(told["id"], cut)
    operator = caller_of(desk.node, desk.ledger.clients["operator"][0])
    assert operator is not None
    joining = Request(operator, "organizations.register")
    late = register_organization(desk.node, joining, "company", "영도", "Yeongdo", number, "company", "Han")
    assert late.outcomes[0].code == ""
    done = desk.commit(told["id"])
    assert done["counts"]["posted"] == UNIT_ITEMS
    assert done["errors"] == told["errors"]


def test_every_bad_row_of_a_long_file_is_reported(desk: Desk) -> None:
    told = desk.upload(_rows(desk, 1_000))
    assert (told["counts"]["rows"], told["counts"]["refused"]) == (1_000, 10)
    assert [error["row"] for error in told["errors"]] == list(range(101, 1_002, 100))
    assert {error["column"] for error in told["errors"]} == {"발생일"}


def test_memory_does_not_grow_with_the_rows(desk: Desk) -> None:
    desk.commit(desk.upload(_rows(desk, 300))["id"])  # what is imported and cached once
    peaks = []
    for count in (700, 2_100):
        tracemalloc.start()
        told = desk.upload(f"{count}-{row}" if place else row for place, row in enumerate(_rows(desk, count)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert told["counts"]["rows"] == count
    assert peaks[1] < 1.2 * peaks[0], peaks


def test_first_rows_are_found_among_many() -> None:
    rows = FirstRows()
    for row in range(20_000):
        rows.remember(f"PKNU-2026-{row}", row)
    assert all(rows.row_of(f"PKNU-2026-{row}") == row for row in range(0, 20_000, 97))
    assert rows.row_of("PKNU-2027-1") is None
