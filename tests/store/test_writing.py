"""Writing: what was decided is read back as it was, and it is there whole or not at all."""

from dataclasses import replace

import pytest

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.decided import ClientSecret, Decided, Remembered, VaultText
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.merkle import Frontier
from ledger.domain.needs import Needs
from ledger.store.opening import Opening
from ledger.store.reads import clients, history, journal, log, vault
from ledger.store.reads.history_pages import HistoryFilter
from ledger.store.store import Store
from ledger.store.units import Head
from ledger.store.writing import entry_row, posting_rows
from tests.store.little_ledger import AVAILABLE, NOW, TODAY, LittleLedger


class Refused(Exception):
    """Somebody changed their mind."""


def spine(accruals: int = 3) -> LittleLedger:
    ledger = LittleLedger()
    ledger.open()
    for number in range(accruals):
        ledger.accrue(f"{number:06d}", 10)
    return ledger


def write(store: Store, decided: Decided) -> None:
    with store.writing() as unit:
        unit.write(decided)


def test_an_entry_is_read_back_byte_by_byte(store: Store) -> None:
    ledger = spine()
    write(store, ledger.decided())
    with store.reading() as unit:
        stored = list(journal.entries(unit))
        postings = journal.postings_of(unit, 1, unit.head.position)
    assert [(entry.position, entry.data, entry.leaf_hash) for entry in stored] == [
        (sealed.entry.position, sealed.data, sealed.leaf_hash) for sealed in ledger.sealed
    ]
    assert [entry.columns for entry in stored] == [entry_row(sealed) for sealed in ledger.sealed]
    assert [tuple(row) for row in postings] == [row for sealed in ledger.sealed for row in posting_rows(sealed)]
    assert Entry.from_bytes(stored[-1].data) == ledger.sealed[-1].entry


def test_the_head_moves_and_the_genesis_is_found(store: Store) -> None:
    ledger = spine()
    decided = ledger.decided()
    write(store, decided)
    with store.reading() as unit:
        assert unit.head == Head(decided.position, NOW, decided.frontier)
        assert unit.genesis() == ledger.sealed[0].entry


def test_every_projection_is_read_back(store: Store) -> None:
    ledger = spine()
    ledger.hold("one", [("lot_000000", 4)])
    write(store, ledger.decided())
    with store.reading() as unit:
        for row_type, shelf in ledger.books.shelves().items():
            assert sorted(journal.rows(unit, row_type, page=2)) == sorted(shelf.rows()), row_type


def test_a_row_takes_the_place_of_the_one_with_its_key(busy_store: Store) -> None:
    with busy_store.writing() as unit:
        ledger = LittleLedger(unit)
        ledger.accrue("c", 50)
        unit.write(ledger.decided())
    with busy_store.reading() as unit:
        balances = {row.account: row for row in journal.rows(unit, rows.Balance)}
    assert balances[AVAILABLE] == rows.Balance(AVAILABLE, "org_haeundae", "available", -650, 4)


def test_what_stands_beside_the_journal_is_written_too(store: Store) -> None:
    remembered = Remembered("digest", "print", '{"outcomes":[]}', "trace", 9)
    text = VaultText("org_haeundae", "name_ko", b"salt", "해운대마린테크")
    secret = ClientSecret("cli_pukyong", NOW, "$argon2id$")
    write(store, replace(spine().decided(), remembered=(remembered,), vault=(text,), secrets=(secret,)))
    with store.reading() as unit:
        opening = Opening(store.backend, Books(), ["digest", "another"], Needs(), TODAY, NOW)
        assert opening.receive(unit, unit.ask(opening.questions)) == {"digest": remembered}
        assert (opening.books.position, opening.books.recorded_at) == (unit.head.position, unit.head.recorded_at)
        assert vault.texts(unit, ["org_haeundae"]) == {("org_haeundae", "name_ko"): "해운대마린테크"}
        assert vault.openings(unit, ["org_haeundae", "org_nobody"]) == [text]
        assert clients.secrets_of(unit, "cli_pukyong") == [secret]
        assert clients.secrets_of(unit, "cli_nobody") == []


def test_a_refused_unit_of_work_leaves_no_trace(store: Store) -> None:
    def change_mind() -> None:
        with store.writing() as unit:
            unit.write(spine().decided())
            raise Refused

    with pytest.raises(Refused):
        change_mind()
    with store.reading() as unit:
        assert unit.head == Head(0, "", Frontier())
        assert list(journal.entries(unit)) == []
        assert journal.postings_of(unit, 0, 99) == []
        assert list(journal.rows(unit, rows.Lot)) == []


def test_a_row_that_breaks_a_promise_is_named_and_nothing_of_its_unit_stays(store: Store) -> None:
    impossible = rows.Balance(AVAILABLE, "org_haeundae", "available", 1, 1)
    decided = spine().decided()
    with pytest.raises(Exception, match="ck_balances_credit_normal"):
        write(store, replace(decided, rows={rows.Balance: [impossible]}))
    write(store, decided)
    with store.reading() as unit:
        assert unit.head.position == decided.position


def test_an_entry_that_is_not_the_next_is_refused_whole(busy_store: Store) -> None:
    with pytest.raises(Exception, match=r"closed|duplicate key"):
        write(busy_store, spine().decided())
    with busy_store.reading() as unit:
        assert unit.head.position == 10


def test_a_large_batch_takes_the_bulk_road_to_the_same_books(store: Store) -> None:
    ledger = spine(accruals=2_100)
    decided = ledger.decided()
    write(store, decided)
    with store.reading() as unit:
        assert unit.head.frontier == decided.frontier
        assert log.root_at(unit, decided.position) == decided.frontier.root()
        assert len(journal.postings_of(unit, 1, decided.position)) == 4_200
        assert journal.stray_posting(unit, decided.position) is None
        assert [node.index for node in journal.nodes(unit)] == list(range(decided.position // 256))
    assert [len(page) for page in history.pages(store, HistoryFilter())] == [500] * 4 + [100]
