"""The exported journals are read, balanced and asserted by other people's tools."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from ledger.cli.session import MACHINE
from ledger.domain.commands import (
    CaptureHold,
    PlaceHold,
    ProposeAdjustment,
    ProposeReinstatement,
    ProposeWriteOff,
    ReverseAccrual,
)
from ledger.domain.interchange.journals import JOURNALS
from ledger.domain.interchange.table import table_of
from ledger.domain.journal.entries import Entry
from ledger.services.exports import csv_lines
from ledger.services.histories import TransactionFilter, pages
from ledger.services.interchange import journal_lines
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.store.store import Store
from tests.support.memory import MemoryLedger, private
from tests.support.merging import done, merger
from tests.support.mirrored import MirroredLedger
from tests.support.tools import BEAN_CHECK, LEDGER_CLI
from tests.support.world import documents, furnish

ORIGIN: Final = "mileage.example/busan"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Give the entries of a ledger of some months."""
    ledger = MemoryLedger()
    _lead(ledger)
    return [sealed.entry for sealed in ledger.entries]


def _lead(ledger: MemoryLedger) -> None:
    """Live through some months: awards, a partly captured hold, a reversal, lapsed points, and what is moved by hand
    (points granted and taken away, arrears given up, points that come back, a merger)."""
    furnish(ledger)
    company = ledger.clients["gijang-robotics"][1]
    first = ledger.accrue("pukyong", "E-1", "INT", "gijang-robotics", "2026-08-31", allowance_krw=9_000_000)
    hold = ledger.accept("gijang-robotics", PlaceHold(company, "SEAT", 1, private("reference", "R1")))
    ledger.accept("operator", CaptureHold(hold["id"], 200))
    ledger.go_to("2026-10-02")
    ledger.accrue("dong-a", "E-2", "INT", "gijang-robotics", "2026-09-30", allowance_krw=5_000_000)
    ledger.accept("pukyong", ReverseAccrual(first.result["id"], private("reason", "twice")))
    ledger.go_to("2027-01-15")
    last = ledger.accrue("dong-a", "E-3", "ADV", "gijang-robotics", "2027-01-10", allowance_krw=1_000_000)
    seat = ledger.accept("gijang-robotics", PlaceHold(company, "VOUCHER", 1, private("reference", "R2")))
    ledger.accept("operator", CaptureHold(seat["id"]))
    ledger.accept("dong-a", ReverseAccrual(last.result["id"], private("reason", "twice")))
    _by_hand(ledger, company)


def _by_hand(ledger: MemoryLedger, company: str) -> None:
    (minutes,) = documents("minutes")
    why = private("reason", "as the committee decided"), minutes
    owed = ledger.books.balances.require(f"{company}:arrears").balance
    lapsed = next(part for part in ledger.books.lot_balances.rows() if part.account == "expired" and part.amount)
    done(ledger, ProposeWriteOff(company, owed, "uncollectible", *why))
    done(ledger, ProposeAdjustment(company, "credit", 70, "data_error", *why, "2027-03-31"))
    done(ledger, ProposeAdjustment(company, "debit", 20, "audit_finding", *why))
    done(ledger, ProposeReinstatement(company, lapsed.lot, -lapsed.amount, "2027-03-31", "appeal", *why))
    done(ledger, merger(ledger, "gijang-robotics", "saha-footwear"))


def _check(*command: str) -> str:
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def _written(entries: list[Entry], form: str, folder: Path) -> Path:
    journal = folder / f"journal.{form}"
    journal.write_text("".join(JOURNALS[form](ORIGIN, entries)), encoding="utf-8")
    return journal


def test_beancount_accepts_the_journal_with_its_assertions(entries: list[Entry], tmp_path: Path) -> None:
    journal = _written(entries, "beancount", tmp_path)
    _check(BEAN_CHECK, str(journal))
    text = journal.read_text(encoding="utf-8")
    for account in ("Liabilities:Available:", "Expenses:Adjusted:Data-error", "Expenses:Written-off"):
        assert f" balance {account}" in text


def test_beancount_refuses_a_journal_with_one_amount_changed(entries: list[Entry], tmp_path: Path) -> None:
    journal = _written(entries, "beancount", tmp_path)
    journal.write_bytes(journal.read_bytes().replace(b"  900 MP", b"  901 MP", 1))
    assert subprocess.run([BEAN_CHECK, str(journal)], capture_output=True, check=False, timeout=60).returncode != 0


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not on this machine; .ci/run installs it")
def test_hledger_accepts_the_journal_with_every_posting_asserted_and_everything_declared(
    entries: list[Entry], tmp_path: Path
) -> None:
    journal = str(_written(entries, "hledger", tmp_path))
    _check("hledger", "-f", journal, "check", "accounts", "commodities", "assertions", "ordereddates")
    assert _check("hledger", "-f", journal, "balance", "-N", "liabilities", "--format", "%(total)").strip()


@pytest.mark.skipif(not LEDGER_CLI, reason="ledger is not on this machine; .ci/run installs it")
def test_ledger_accepts_the_journal_at_its_most_pedantic(entries: list[Entry], tmp_path: Path) -> None:
    journal = _written(entries, "ledger", tmp_path)
    _check(LEDGER_CLI, "-f", str(journal), "bal", "--pedantic")
    assert _check(LEDGER_CLI, "-f", str(journal), "bal", "--strict", "--flat", "^Liabilities").strip()
    journal.write_bytes(journal.read_bytes().replace(b"    900 MP", b"    901 MP", 1))
    broken = subprocess.run([LEDGER_CLI, "-f", str(journal), "bal"], capture_output=True, check=False, timeout=60)
    assert broken.returncode != 0


@pytest.mark.parametrize("form", sorted(JOURNALS))
def test_every_month_ends_with_the_balance_of_every_account_that_ever_moved(
    entries: list[Entry], form: str, tmp_path: Path
) -> None:
    text = _written(entries, form, tmp_path).read_text(encoding="utf-8")
    ends = ("2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31")
    days = ("2026-10-01", "2026-11-01", "2026-12-01", "2027-01-01") if form == "beancount" else ends
    asserted = []
    for day in days:
        if form == "beancount":
            asserted.append({line.split()[2] for line in text.splitlines() if line.startswith(f"{day} balance ")})
        else:
            block = text.partition(f"{day} * balances at the end of {day}\n")[2].split("\n20")[0]
            asserted.append({line.split()[0] for line in block.splitlines() if "    0 MP = " in line})
    assert asserted[0]
    assert all(earlier <= later for earlier, later in pairwise(asserted))
    assert asserted[1] == asserted[2]  # nothing moved in November, and every balance is asserted at its end


def test_what_is_made_of_entries_is_what_each_engine_exports(store: Store, tmp_path: Path) -> None:
    keys = Keys.load_or_create(tmp_path / "keys")
    ledger = MirroredLedger([store], keys)
    _lead(ledger)
    node = Node(store, lambda: ledger.now, keys, ledger.ledger)
    entries = [sealed.entry for sealed in ledger.entries]
    for form, journal_of in JOURNALS.items():
        assert b"".join(journal_lines(node, MACHINE, form)) == "".join(journal_of(node.ledger.origin, entries)).encode()
    table = b"".join(table_of((sealed.entry, sealed.leaf_hash) for sealed in ledger.entries))
    assert table == b"".join(csv_lines(pages(node, MACHINE, TransactionFilter())))
