"""Hordak: django-hordak, double entry for Django, posting to the same PostgreSQL in a process and venv of its own.

The process posts when it is told to, a line of JSON for each turn, and answers with the seconds it took.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, Literal

from bench.measuring import Slice
from ledger.settings import ROOT
from tests.support.postgres import libpq_url

PYTHON: Final = ROOT / "build" / "hordak-venv" / "bin" / "python"
"""Where ``make bench`` installs it, if it can."""

SCRIPT: Final = ROOT / "bench" / "hordak_process.py"
STOP_SECONDS_MAX: Final = 30

Way = Literal["single", "bulk"]


class HordakFailed(RuntimeError):
    """Its process ended; what it said is on standard error."""


@dataclass(frozen=True, slots=True)
class Hordak:
    """A process that posts by way of django-hordak."""

    process: subprocess.Popen[str]
    told: IO[str]
    said: IO[str]

    @property
    def trees(self) -> dict[str, int]:
        """Give whose processor time is told, by the root's process id."""
        return {"service": self.process.pid}

    def post(self, way: Way, count: int) -> Slice:
        """Post so many transactions of two legs: one by one, each committed, or all by its bulk means at once.

        Raises:
            HordakFailed: its process ended.
        """
        self.told.write(json.dumps({"way": way, "count": count}) + "\n")
        self.told.flush()
        line = self.said.readline()
        if not line:
            raise HordakFailed(f"expected the seconds that {count} transactions took, found the end")
        return Slice(count, json.loads(line)["seconds"])


@contextmanager
def running_hordak(database_url: str) -> Iterator[Hordak | None]:
    """Run it on an empty database of its own until the block ends; ``None`` where it is not installed.

    Raises:
        HordakFailed: it did not come up.
    """
    if not PYTHON.exists():
        yield None
        return
    # Without -P it would find the modules beside the script in place of its own.
    command = [str(PYTHON), "-P", str(SCRIPT), libpq_url(database_url)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise HordakFailed("expected it to be ready, found the end")
        try:
            yield Hordak(process, process.stdin, process.stdout)
        finally:
            process.stdin.close()
            process.wait(STOP_SECONDS_MAX)
