"""Servers: the real server processes of an installation, started as an operator starts them.

A server is a process group: the one that was started and its workers. ``kill`` ends all of it at once, as a power cut
does, and returns when nobody of it is left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.cli.installation import PROGRAM, Installation
from tests.support.http import BROKEN, exchange

START_SECONDS_MAX = 180.0
STOP_SECONDS_MAX = 120.0


@dataclass
class Server:
    """``ledger run`` on a port, with one server process."""

    installation: Installation
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "run", "--port", str(self.port), "--processes", "1"],
                cwd=self.installation.folder,
                env=self.installation.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._answers():
            assert self.process.poll() is None, self._log.read_text(errors="replace")
            assert time.monotonic() < deadline, f"the server on {self.port} does not answer"
            time.sleep(0.02)

    def parts(self) -> list[int]:
        """Give the ids of the processes that the one that was started has started: its workers, and what helps them."""
        assert self.process is not None
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]

    def kill(self) -> None:
        """Kill the whole group at once, and wait until it is gone: its workers hold the same pipe to the last."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=STOP_SECONDS_MAX)
        self.process = None

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.communicate(timeout=STOP_SECONDS_MAX)
            self.process = None
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def _log(self) -> Path:
        return self.installation.folder / f"server-{self.port}.log"

    def _answers(self) -> bool:
        try:
            return exchange(self.port, "GET", "/readyz").status_code == 200
        except BROKEN:
            return False
