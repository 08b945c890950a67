"""Writer: the process that posts for a node's web workers, and the keeper that starts it and starts it again.

The keeper belongs to `ledger run`. It waits until the writer listens before anyone is served, replaces one that dies,
and ends it last, when no worker can hand it anything more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

import click
import structlog

from ledger.cli.runtime import CannotRun, Runtime
from ledger.cli.session import open_ledger_node
from ledger.cli.socket_folder import SocketFolder
from ledger.services.heap import keep_what_is_there
from ledger.services.writer.channel import WriterChannel
from ledger.services.writer.loop import WriterLoop
from ledger.store.errors import StoreUnavailable

START_SECONDS_MAX: Final = 30
STOP_SECONDS_MAX: Final = 30
PAUSE_SECONDS: Final = 0.1
PARENT_CHECK_SECONDS: Final = 0.5

_log = structlog.get_logger()


@click.command()
@click.option("--socket", "path", type=click.Path(path_type=Path), required=True, help="Unix socket to listen at.")
@click.pass_obj
def writer(runtime: Runtime, path: Path) -> None:
    """Post for the web workers of this node; `ledger run` starts this by itself."""
    loop = WriterLoop(open_ledger_node(runtime), path)
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_stop_with_parent, args=(loop, os.getppid()), daemon=True).start()
    keep_what_is_there()
    loop.run()
    runtime.close()


def _stop_with_parent(loop: WriterLoop, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    loop.stop()


class WriterKeeper:
    """Keeps one writer running from ``start`` to ``stop``; its socket lies in a folder of its own (0700)."""

    def __init__(self) -> None:
        self._folder = SocketFolder()
        self.socket = self._folder.path / "writer.sock"
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the writer and wait until it answers.

        Raises:
            CannotRun: it ended, or does not answer in time; what it printed says why.
        """
        self._process = self._spawn()
        channel = WriterChannel(self.socket)
        until = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                channel.status()
                break
            except StoreUnavailable as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.stop()
                    raise CannotRun(f"expected the writer to start, found: {error}") from error
                time.sleep(PAUSE_SECONDS)
        channel.close()
        self._thread.start()

    def stop(self) -> None:
        """Let the writer answer what it has heard, and end it."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._folder.remove()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "ledger", "writer", "--socket", str(self.socket)])

    def _keep(self) -> None:
        while not self._stopping.is_set():
            process = self._process
            if process is not None and process.poll() is not None:
                _log.error("writer_died", returncode=process.returncode)
                self._process = self._spawn()
            self._stopping.wait(PAUSE_SECONDS)
