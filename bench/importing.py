"""Importing: files of activities in CP949, one row in a hundred wrong, through ``ledger import``, a process of its own.

A turn is over when every row is posted or reported, the look before the commit included. What is imported again is the
very same file, which changes nothing.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.load import LoadFailed
from bench.measuring import Slice
from bench.memory import peak_mib_until_end
from bench.servers import environment_for
from bench.world import RULE, Place, World
from ledger.settings import ROOT

WRONG_EVERY: Final = 100
NO_SUCH_DAY: Final = "2026-02-30"
_HEADER: Final = ("고유번호", "활동코드", "기업", "발생일", "학생수", "개월", "실습지원비(원)", "비고")


@dataclass(frozen=True, slots=True)
class Importing:
    """A ledger of its own to import files into; files lie in the folder."""

    place: Place
    world: World
    folder: Path
    settings: Mapping[str, str]

    def first(self, rows: int) -> Slice:
        """Import a file that nobody has seen."""
        return self._imported(self._write(rows), rows)

    def again(self, rows: int) -> Slice:
        """Import the last file of so many rows once more, or a new one twice."""
        file = self._file(rows)
        if not file.exists():
            self.first(rows)
        return self._imported(file, rows)

    def _file(self, rows: int) -> Path:
        return self.folder / f"import-{self.place.engine}-{rows}.csv"

    def _write(self, rows: int) -> Path:
        with self._file(rows).open("w", encoding="cp949", newline="") as written:
            lines = csv.writer(written)
            lines.writerow(_HEADER)
            for number in range(1, rows + 1):
                company = self.world.companies[number % len(self.world.companies)].caller.organization_id
                day = NO_SUCH_DAY if number % WRONG_EVERY == 0 else self.world.day
                event = f"부경-{next(self.world.serial):012d}"
                lines.writerow([event, RULE, company, day, 3, 4, "18,546,660", "현장실습"])
        return self._file(rows)

    def _imported(self, file: Path, rows: int) -> Slice:
        university = self.world.universities[0]
        words = [sys.executable, "-m", "ledger", "import", str(file), "--as", university.caller.client_id, "--yes"]
        answer = file.with_suffix(".json")
        environment = environment_for(self.place, self.settings)
        started = time.perf_counter()
        with (
            answer.open("wb") as told,
            subprocess.Popen(
                [*words, "--json"], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=told,
                stderr=subprocess.DEVNULL,
            ) as process,
        ):  # fmt: skip
            assert process.stdin is not None
            process.stdin.write(f"{university.secret}\n".encode())
            process.stdin.close()
            memory_mib = peak_mib_until_end(process)
        seconds = time.perf_counter() - started
        counts = json.loads(answer.read_bytes() or b'{"counts": null}')["counts"]
        wrong = rows // WRONG_EVERY
        if counts is None or (counts["rows"], counts["posted"], counts["refused"]) != (rows, rows - wrong, wrong):
            raise LoadFailed(f"expected {rows} rows with {wrong} wrong ones, found {counts}")
        return Slice(rows, seconds, memory_mib=memory_mib)
