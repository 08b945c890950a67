"""Spilled shelves: they answer what shelves in memory answer, and a replay over them finds the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.shelf import Shelf
from ledger.domain.control_accounts import control_findings
from ledger.domain.verification import NotVerified, Replay
from ledger.verifier.spilling import Folder, NotTakenBack
from tests.promises.walking import walk_in
from tests.support.memory import MemoryLedger

HAEUNDAE, GIJANG = "org_haeundae", "org_gijang"
STEPS = 150


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """Give a folder that puts nearly everything away."""
    made = Folder(tmp_path, rows_at_hand=2)
    yield made
    made.close()


@pytest.fixture(params=["memory", "spilled"])
def books(request: pytest.FixtureRequest, folder: Folder) -> Books:
    """Give complete books whose rows are in memory, or nearly all in a file."""
    return Books(complete=True, shelf=Shelf if request.param == "memory" else folder.shelf)


def part(lot: int, amount: int = -1_854, due_on: str = "2029-09-01", holder: str = HAEUNDAE) -> rows.LotBalance:
    """Give what of a lot stands in a company's available account."""
    return rows.LotBalance(f"{holder}:available", f"lot_{lot}", holder, "available", amount, due_on, lot)


def test_a_row_is_found_by_its_key_and_by_its_indexes(books: Books) -> None:
    shelf = books.lot_balances
    for lot in range(20):
        shelf.put(part(lot, holder=HAEUNDAE if lot % 2 else GIJANG))
    assert shelf.get((f"{HAEUNDAE}:available", "lot_3")) == part(3)
    assert shelf.get((f"{HAEUNDAE}:available", "lot_2")) is None
    assert {row.lot for row in shelf.find("wallet", (HAEUNDAE, "available"))} == {f"lot_{n}" for n in range(1, 20, 2)}
    assert shelf.find("lot", "lot_4") == [part(4, holder=GIJANG)]
    assert shelf.find("wallet", (HAEUNDAE, "pending")) == shelf.find("lot", "lot_99") == []
    assert sorted(row.lot_position for row in shelf.rows()) == list(range(20))
    assert len(shelf) == 20
    with pytest.raises(LookupError):
        shelf.require(("org_nobody:available", "lot_1"))


def test_a_row_that_changes_leaves_the_indexes_that_it_was_in(books: Books) -> None:
    shelf = books.lot_balances
    for lot in range(10):
        shelf.put(part(lot))
    for lot in range(0, 10, 2):
        shelf.put(part(lot, amount=0))
    wallet = shelf.find("wallet", (HAEUNDAE, "available"))
    assert sorted(row.lot_position for row in wallet) == [1, 3, 5, 7, 9]
    assert [row.amount for row in shelf.find("lot", "lot_2")] == [0]
    assert len(shelf) == 10


def test_a_wallet_is_walked_soonest_first(books: Books) -> None:
    shelf = books.lot_balances
    days = ["2029-12-01", "2028-02-01", "", "2029-12-01", "2027-07-01"]
    for lot, day in enumerate(days):
        shelf.put(part(lot, due_on=day))
    for lot in range(100, 110):
        shelf.put(part(lot, due_on="2030-01-01"))
    shelf.put(part(1, due_on="2031-01-01"))
    walked = [row.lot_position for row in shelf.in_order("wallet", (HAEUNDAE, "available"))]
    assert walked == [2, 4, 0, 3, *range(100, 110), 1]
    assert list(shelf.in_order("wallet", (GIJANG, "available"))) == []


def test_what_falls_due_is_known_by_its_day(books: Books) -> None:
    for lot in range(8):
        books.lot_balances.put(part(lot, due_on=f"2028-0{lot + 1}-01"))
    books.lot_balances.put(part(3, amount=0))
    days = [day for day in books.lot_balances.index_keys("due") if books.lot_balances.find("due", day)]
    assert sorted(days) == [f"2028-0{month}-01" for month in (1, 2, 3, 5, 6, 7, 8)]


def test_what_changed_is_known_and_nothing_is_taken_back(folder: Folder) -> None:
    books = Books(complete=True, shelf=folder.shelf)
    for lot in range(10):
        books.lot_balances.put(part(lot))
    books.forget_undo()
    mark = books.mark()
    books.lot_balances.put(part(3, amount=-7))
    assert books.changed() == {rows.LotBalance: [part(3, amount=-7)]}
    with pytest.raises(NotTakenBack):
        books.roll_back(mark)


def test_no_two_keys_stand_for_each_other(folder: Folder) -> None:
    shelf = Books(complete=True, shelf=folder.shelf).erasures
    keys = [
        ("org_haeundae", "name"),
        ("org_haeundae\x1fname", ""),
        ("", "org_haeundae\x1fname"),
        ("1", "2"),
        ("12", ""),
    ]
    for position, (subject, field) in enumerate(keys):
        shelf.put(rows.Erasure(subject, field, "", position))
    assert [shelf.require(key).position for key in keys] == list(range(len(keys)))


def test_two_index_keys_of_one_hash_are_told_apart(folder: Folder) -> None:
    indexes = {"at": lambda row: row.position}
    shelf: Shelf[rows.Event] = folder.shelf(rows.Event, [], complete=True, indexes=indexes, known_with=None, order={})
    assert hash(-1) == hash(-2)
    for position in (-1, -2, 3, 4, 5):
        shelf.put(rows.Event(position, HAEUNDAE, "fulfilment", ""))
    assert [row.position for row in shelf.find("at", -2)] == [-2]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_replay_over_spilled_shelves_gives_the_same_books(seed: int, folder: Folder) -> None:
    ledger = MemoryLedger()
    walk = walk_in(ledger, seed)
    for _ in range(STEPS):
        walk.step()
    here, away = Replay(), Replay(folder.shelf)
    for sealed in ledger.entries:
        assert here.step(sealed.data) == away.step(sealed.data)
    spilled = away.books.shelves()
    for row_type, shelf in here.books.shelves().items():
        assert sorted(spilled[row_type].rows()) == sorted(shelf.rows()), row_type
    assert list(control_findings(away.books)) == list(control_findings(here.books)) == []


def test_a_damaged_entry_is_found_the_same_wherever_rows_lie(tmp_path: Path) -> None:
    ledger, chance = MemoryLedger(), random.Random(7)
    walk = walk_in(ledger, 3)
    for _ in range(STEPS // 2):
        walk.step()
    for number in range(3):
        at = chance.randrange(len(ledger.entries))
        entries = [sealed.data for sealed in ledger.entries]
        entries[at] = entries[at].replace(b'"amount":1', b'"amount":2').replace(b'"position":', b'"position":1')
        place = tmp_path / str(number)
        place.mkdir()
        folder = Folder(place, rows_at_hand=2)
        assert _finding(Replay(), entries) == _finding(Replay(folder.shelf), entries) != ()
        folder.close()


def _finding(replay: Replay, entries: list[bytes]) -> Any:
    try:
        for data in entries:
            replay.step(data)
    except NotVerified as wrong:
        return wrong.finding
    return ()
