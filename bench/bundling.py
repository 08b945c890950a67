"""Bundling: the whole journal of a loaded ledger written as a bundle, and the offline verifier at work on it.

Both are processes of their own; a turn's work is the journal's entries, and what counts is the processor's time for
each. The bundle of the first turn is what is verified; it is gone at the end.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import Final

from bench.exporting import copied
from bench.house import Served
from bench.keeping import LoadedLedger
from bench.load import LoadFailed
from bench.measuring import Slice
from bench.memory import peak_mib_until_end
from bench.servers import environment_for
from ledger.settings import ROOT
from ledger.verifier.names import KEYS
from ledger.verifier.packing import pack_verifier
from tests.support.postgres import PostgresServer

ENTRIES: Final = (
    "COPY (SELECT position, convert_from(bytes, 'UTF8'), leaf_hash FROM entries ORDER BY position) TO STDOUT",
)
"""What a bundle is made of, a line for each entry."""

BARE: Final = ("--no-exports",)


@dataclass
class Bundles:
    """Bundles of a loaded ledger, in a folder that is gone at the end."""

    ledger: LoadedLedger
    served: Served
    server: PostgresServer
    folder: Path
    written: int = 0

    def by_command(self, *options: str) -> Slice:
        """Let ``ledger export bundle`` write one into a new place."""
        self.written += 1
        return self._writing(self.folder / f"bundle-{self.ledger.place.engine}-{self.written}", options)

    def verified(self, *options: str) -> Slice:
        """Let the offline verifier prove a bundle, with its exports, by the key that it names itself."""
        bundle = self._whole
        command = [str(self._program), str(bundle), "--key", f"@{bundle / KEYS}", "--no-progress", *options]
        return self._run([sys.executable, "-I", *command], None)

    def hashed(self) -> Slice:
        """Hash the same files by SHA-256, each once, in this process."""
        files = [path for path in self._whole.rglob("*") if path.is_file()]
        started = time.perf_counter()
        for path in files:
            with path.open("rb") as file:
                file_digest(file, "sha256")
        return Slice(self.ledger.position, time.perf_counter() - started)

    def by_copy(self) -> Slice:
        """Let PostgreSQL write the same entries by ``COPY TO``."""
        return copied(self.ledger, self.server, ENTRIES, self.ledger.position, self.ledger.position)

    @cached_property
    def _whole(self) -> Path:
        path = self.folder / f"bundle-{self.ledger.place.engine}"
        self._writing(path, ())
        return path

    @cached_property
    def _program(self) -> Path:
        path = self.folder / "ledger-verify.pyz"
        with path.open("wb") as file:
            pack_verifier(file)
        return path

    def _writing(self, path: Path, options: Sequence[str]) -> Slice:
        command = [sys.executable, "-m", "ledger", "export", "bundle", "--output", str(path), *options]
        return self._run(command, environment_for(self.ledger.place, self.served.settings))

    def _run(self, command: Sequence[str], environment: dict[str, str] | None) -> Slice:
        """Let a command do what it does with every entry.

        Raises:
            LoadFailed: it ended badly.
        """
        log = self.folder / "bundles.log"
        started = time.perf_counter()
        with log.open("wb") as said:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
            memory_mib = peak_mib_until_end(process)
        seconds = time.perf_counter() - started
        if process.returncode:
            told = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise LoadFailed(f"{' '.join(command[:5])} ended with {process.returncode}: {told}")
        return Slice(self.ledger.position, seconds, memory_mib=memory_mib)
