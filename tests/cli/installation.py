"""One installation for a test: a folder to work in, a database, and the command line.

A command runs in this process, on the real database, unless the test is about processes: starting, stopping, dying.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from ledger import app
from ledger.application import create_app
from ledger.cli import main
from ledger.settings import load_settings
from ledger.store.database import create_store_engine

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from ledger.app import main; main()"]
START_SECONDS_MAX = 120.0
STOP_SECONDS_MAX = 120.0


PORTS = range(20_000, 32_000)
"""Below those that the system hands out: one of those may be anybody's by the time that a server listens on it."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Done(NamedTuple):
    """A command that ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder and a database address; nothing of the tester's own environment shows through."""

    folder: Path
    database_url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes; they keep what they compile, as those of an operator do."""
        hidden = ("PORT", "PYTHONDONTWRITEBYTECODE")
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("LEDGER_") and name not in hidden
        }
        return kept | {
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "LEDGER_DATABASE_URL": self.database_url,
            "LEDGER_LEDGER_KEYS_FOLDER": str(self.folder / "keys"),
            "LEDGER_SERVER_LOG_LEVEL": "error",
            **self.more,
        }

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Done:
        """Run one command to its end."""
        hidden = dict.fromkeys(name for name in os.environ if name.startswith("LEDGER_") or name == "PORT")
        runtime = app.Installation()
        with chdir(self.folder):
            result = CliRunner(env={**hidden, **self.environment, **environment}).invoke(
                main, arguments, input=typed, obj=runtime, prog_name="ledger"
            )
        runtime.close()
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    def told(self, *arguments: str, typed: str = "") -> Any:
        """Run a command that must succeed and read the JSON it prints."""
        done = self.run(*arguments, "--json", typed=typed)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command as a process of its own; what it says goes to ``said``."""
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*PROGRAM, *arguments], cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    @property
    def log(self) -> Path:
        """The file that holds what the process says that was started last."""
        return self.folder / "process.log"

    @property
    def said(self) -> str:
        """What the process that was started last has said so far."""
        return self.log.read_text(encoding="utf-8")

    def demo_file(self) -> dict[str, Any]:
        """Read how to log in to the demo."""
        told: dict[str, Any] = json.loads((self.folder / "build" / "demo.json").read_text(encoding="utf-8"))
        return told

    def entries(self) -> int:
        """Give how many entries the journal has, without reading one."""
        engine = create_store_engine(self.database_url)
        with engine.connect() as connection:
            found = connection.scalar(text("SELECT COUNT(*) FROM entries"))
        engine.dispose()
        return int(found or 0)

    @contextmanager
    def answering(self) -> Iterator["Door"]:
        """Answer for this ledger in this process, where it is not about processes."""
        with chdir(self.folder), patch.dict(os.environ, self.environment, clear=True):
            told = create_app(load_settings())
            yield Door(told)
            told.extensions["ledger"].store.engine.dispose()

    @contextmanager
    def serving(self, *command: str) -> Iterator["Service"]:
        """Serve this ledger on a free port by ``run`` or another command; what still runs afterwards is killed."""
        port = free_port()
        process = self.start(*(command or ("run",)), "--port", str(port))
        service = Service(process, f"http://127.0.0.1:{port}")
        try:
            service.wait_until_ready(self.log)
            yield service
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(STOP_SECONDS_MAX)


class Answering(ABC):
    """Who answers over HTTP."""

    __slots__ = ()

    @abstractmethod
    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        """Send one request; gives the status and the JSON of the answer."""

    def ask(self, method: str, path: str, token: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask something, an auditor with the reason; gives the status and the JSON of the answer."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        known = {"Content-Type": "application/json", **headers}
        if token:
            known |= {"Authorization": f"Bearer {token}", "Access-Reason": "yearly audit"}
        return self.send(method, path, data, known)

    def log_in(self, client: dict[str, str]) -> str:
        """Give an access token of a client of the demo file, or of ``ledger init``."""
        form = f"grant_type=client_credentials&client_id={client['client_id']}&client_secret={client['client_secret']}"
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        status, told = self.ask("POST", "/oauth/token", body=form.encode(), **form_type)
        assert status == 200, told
        return str(told["access_token"])


@dataclass(frozen=True, slots=True)
class Door(Answering):
    """The application in this process."""

    app: Flask

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        """Send one request; gives the status and the JSON of the answer."""
        answer = self.app.test_client().open(path, method=method, data=data, headers=headers)
        return answer.status_code, answer.json


@dataclass(frozen=True, slots=True)
class Service(Answering):
    """A server that was started, and its address."""

    process: subprocess.Popen[bytes]
    url: str

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        """Send one request; gives the status and the JSON of the answer."""
        try:
            with urlopen(Request(self.url + path, data, headers, method=method), timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def wait_until_ready(self, log: Path) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except (URLError, ConnectionError):
                assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the server is not ready"
            time.sleep(0.05)

    def processes(self) -> list[int]:
        """Give the process ids of its children: the writer and the web processes."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sorted(int(pid) for task in tasks for pid in _told_of(task / "children").split())

    def writers(self) -> list[int]:
        """Give the process id of the writer, once it is there."""
        return [pid for pid in self.processes() if b"\0writer\0" in _told_of(Path(f"/proc/{pid}/cmdline"))]

    def web_processes(self) -> list[int]:
        """Give the process ids of the web processes."""
        writers = self.writers()
        return [pid for pid in self.processes() if pid not in writers]

    def stop(self) -> int:
        """Ask it to stop; gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS_MAX)


def _told_of(process: Path) -> bytes:
    """Read what the system tells of a process or a thread: nothing where it has just ended."""
    try:
        return process.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
