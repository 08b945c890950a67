"""The exported journals are read, balanced and asserted by other people's tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.domain.commands import (
    CaptureHold,
    PlaceHold,
    ProposeAdjustment,
    ProposeReinstatement,
    ProposeWriteOff,
    ReverseAccrual,
)
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.plaintext import beancount_journal, hledger_journal
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.merging import done, merger
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish


@pytest.fixture
def node(store: Store, tmp_path: Path) -> Node:
    """Give a ledger of some months, with awards, a partly captured hold, a reversal, lapsed points, and what is moved
    by hand: points granted and taken away, arrears given up, points that come back, a merger."""
    keys = Keys.load_or_create(tmp_path / "keys")
    ledger = furnish(MirroredLedger([store], keys))
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
    return Node(store, lambda: ledger.now, keys, ledger.ledger)


def _by_hand(ledger: MirroredLedger, company: str) -> None:
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


def test_beancount_accepts_the_journal_with_its_assertions(node: Node, tmp_path: Path) -> None:
    journal = tmp_path / "ledger.beancount"
    journal.write_text("".join(beancount_journal(node)), encoding="utf-8")
    _check(str(Path(sys.executable).parent / "bean-check"), str(journal))
    text = journal.read_text(encoding="utf-8")
    for account in ("Liabilities:Available:", "Expenses:Adjusted:Data-error", "Expenses:Written-off"):
        assert f" balance {account}" in text


def test_beancount_refuses_a_journal_with_one_amount_changed(node: Node, tmp_path: Path) -> None:
    journal = tmp_path / "ledger.beancount"
    journal.write_text("".join(beancount_journal(node)).replace("  900 MP", "  901 MP", 1), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "bean-check"), str(journal)]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode != 0


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not on this machine; .ci/run installs it")
def test_hledger_accepts_the_journal_with_every_posting_asserted(node: Node, tmp_path: Path) -> None:
    journal = tmp_path / "ledger.journal"
    journal.write_text("".join(hledger_journal(node)), encoding="utf-8")
    _check("hledger", "-f", str(journal), "check")
    assert _check("hledger", "-f", str(journal), "balance", "-N", "liabilities", "--format", "%(total)").strip()
