"""Everything the demo did, exported, and checked by three programs that know nothing of this one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.installation import Installation
from tests.support.tools import BEAN_CHECK, LEDGER_CLI


@pytest.mark.parametrize(
    ("form", "command"),
    [
        pytest.param(
            "hledger",
            ("hledger", "check", "--strict", "ordereddates", "-f"),
            marks=pytest.mark.skipif(shutil.which("hledger") is None, reason=".ci/run installs hledger"),
        ),
        pytest.param(
            "ledger",
            (LEDGER_CLI, "bal", "--pedantic", "-f"),
            marks=pytest.mark.skipif(not LEDGER_CLI, reason=".ci/run installs ledger"),
        ),
        ("beancount", (BEAN_CHECK,)),
    ],
)
def test_another_program_finds_every_assertion_of_the_demo_true(
    sqlite_demo: Installation, tmp_path: Path, form: str, command: tuple[str, ...]
) -> None:
    journal = tmp_path / f"journal.{form}"
    exported = sqlite_demo.run("export", "--format", form, "--output", str(journal))
    assert exported.returncode == 0, exported.stderr
    assert journal.stat().st_size > 200_000
    told = subprocess.run([*command, str(journal)], capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 0, told.stdout + told.stderr
