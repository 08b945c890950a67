"""The exported journals are read, balanced and asserted by other people's tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.domain.commands import CaptureHold, PlaceHold, ReverseAccrual
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.plaintext import beancount_journal, hledger_journal
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish


@pytest.fixture
def node(store: Store, tmp_path: Path) -> Node:
    """Give a ledger of three months, with awards, a partly captured hold, a reversal and lapsed points."""
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
    ledger.accrue("dong-a", "E-3", "ADV", "gijang-robotics", "2027-01-10", allowance_krw=1_000_000)
    return Node(store, lambda: ledger.now, keys, ledger.ledger)


def _check(*command: str) -> str:
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def test_beancount_accepts_the_journal_with_its_assertions(node: Node, tmp_path: Path) -> None:
    journal = tmp_path / "ledger.beancount"
    journal.write_text("".join(beancount_journal(node)), encoding="utf-8")
    _check(str(Path(sys.executable).parent / "bean-check"), str(journal))
    assert " balance Liabilities:Available:" in journal.read_text(encoding="utf-8")


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
