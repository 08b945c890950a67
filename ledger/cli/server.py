"""Server: serve the ledger over HTTP until told to stop.

Web processes check, parse and read; one writer process posts for all of them, on both engines. A process ends when its
parent does, so that none is left behind unseen. The web processes end first, then the writer.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from ledger.cli.demo_file import DEMO_FILE, read_demo_file
from ledger.cli.presence import present
from ledger.cli.runtime import CannotRun, Runtime
from ledger.cli.session import open_ledger_node
from ledger.cli.writer import WriterKeeper
from ledger.services.heap import keep_what_is_there

PROCESSES: Final = 2
STOP_SECONDS_MAX: Final = 15
"""How long a server process may finish what it is at, before it is killed."""

PARENT_CHECK_SECONDS: Final = 0.5


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="TCP port to listen on; PORT in the environment does the same."
)
@click.option("--processes", type=click.IntRange(1), help="Web processes.")
@click.option("--threads", type=click.IntRange(1), help="Threads of each process.")
@click.pass_obj
def run(runtime: Runtime, host: str | None, port: int | None, processes: int | None, threads: int | None) -> None:
    """Serve the ledger until interrupted; requests under way are finished first."""
    serve(runtime, host or runtime.host, port or runtime.port, processes, threads or runtime.threads)


def serve(runtime: Runtime, host: str, port: int, processes: int | None, threads: int) -> None:
    """Serve until interrupted; without ``processes``, as many as the settings and the engine ask for.

    Raises:
        CannotRun: the port is taken, the ledger is not open, or a SQLite ledger is served already.
    """
    processes = _process_count(runtime, processes)
    refuse_taken_port(host, port)
    folder = open_ledger_node(runtime).keys.folder
    runtime.close()
    server = Granian(
        "ledger",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS_MAX,
    )
    server.on_startup(partial(_announce, host, port))
    with present(folder, alone=_is_sqlite(runtime)):
        writer = WriterKeeper()
        writer.start()
        try:
            application = partial(_application, runtime, writer.socket, os.getpid())
            server.serve(target_loader=application, wrap_loader=False)
        finally:
            writer.stop()
    click.echo("Stopped.")


def base_url(host: str, port: int) -> str:
    """Give the address at which this machine reaches the service."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"http://{reachable}:{port}"


def _process_count(runtime: Runtime, asked: int | None) -> int:
    """Give how many web processes there will be."""
    return asked or runtime.processes or PROCESSES


def _is_sqlite(runtime: Runtime) -> bool:
    return runtime.database_url.startswith("sqlite")


def refuse_taken_port(host: str, port: int) -> None:
    """Try the port alone: server processes share theirs, and would share it with a stranger too.

    Raises:
        CannotRun: somebody listens on it.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"expected port {port} of {host} to be free, found: {error.strerror}; PORT or --port chooses another"
            ) from error


def _application(runtime: Runtime, writer: Path, parent: int) -> Any:
    """Make the application of one server process, which does not outlive its parent.

    Until the server takes the signals over, they end the process: handlers inherited from the parent would swallow
    the stop that arrives while the application is made.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, args=(parent,), daemon=True).start()
    application = runtime.create_app(writer)
    keep_what_is_there()
    return application


def _follow_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(host: str, port: int) -> None:
    """Say where the service is and what to try."""
    url = base_url(host, port)
    click.echo(f"\nThe mileage ledger serves on {url}   (Ctrl-C stops it)\n")
    click.echo(f"  documentation  {url}/api/v1/docs")
    click.echo(f"  health         {url}/readyz")
    demo = read_demo_file(DEMO_FILE)
    if demo is None or demo["base_url"] != url:
        click.echo("  log in         curl -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials "
                   f"{url}/oauth/token\n")  # fmt: skip
        return
    company = demo["clients"]["company"]
    click.echo(f"  log in         the clients are in {DEMO_FILE}: {', '.join(demo['clients'])}\n")
    click.echo("Try, as a company:\n")
    click.echo(f"  TOKEN=$(curl -s -u {company['client_id']}:{company['client_secret']} "
               f"-d grant_type=client_credentials {url}/oauth/token \\\n"
               "    | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"access_token\"])')")  # fmt: skip
    click.echo(f'  curl -s -H "Authorization: Bearer $TOKEN" '
               f"{url}/api/v1/organizations/{company['organization_id']}/balance\n")  # fmt: skip
