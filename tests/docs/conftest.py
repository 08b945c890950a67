"""Fixtures of the documentation: a small demo served by the command line, and a shell that stands beside it."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.cli.demo_file import DEMO_FILE, read_demo_file, write_demo_file
from tests.cli.installation import Installation
from tests.docs.pages import ROOT
from tests.support.engines import sqlite_url

ACCRUALS = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reader sits: the folder of a checkout after ``make run``, as far as the examples look at it."""

    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Load a small demo and serve it, for all pages."""
    folder = tmp_path_factory.mktemp("checkout")
    installation = Installation(folder, sqlite_url(folder / "ledger.db"))
    done = installation.run("demo", "--accruals", str(ACCRUALS))
    assert done.returncode == 0, done.stderr
    _put_program(folder / ".venv" / "bin" / "ledger")
    shutil.copytree(ROOT / "examples", folder / "examples")
    with installation.serving() as service:
        demo_file = folder / DEMO_FILE
        write_demo_file(demo_file, {**(read_demo_file(demo_file) or {}), "base_url": service.url})
        programs = os.pathsep.join((str(folder / ".venv" / "bin"), os.environ["PATH"]))
        yield Desk(folder, installation.environment | {"LANG": "C.UTF-8", "PATH": programs})


def _put_program(path: Path) -> None:
    """Put the command where an installation has it."""
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger "$@"\n', encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
