"""Witness: watch the logs of others from outside, and cosign what extends what was seen (C2SP tlog-witness)."""

from __future__ import annotations

import signal
from functools import partial
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from ledger.cli.runtime import Runtime
from ledger.cli.server import base_url, refuse_taken_port


@click.group()
def witness() -> None:
    """Witness: watch logs from outside; needs no database, a folder of its own and nobody's permission."""


@witness.command()
@click.argument("name")
@click.pass_obj
def init(runtime: Runtime, name: str) -> None:
    """Make this folder a witness's, with a key of its own, under a NAME such as witness.pukyong.example."""
    click.echo(runtime.witness().init(name).format())


@witness.command()
@click.pass_obj
def vkey(runtime: Runtime) -> None:
    """Print the key that cosignatures are verified with, for the log's policy."""
    click.echo(runtime.witness().key().format())


@witness.command()
@click.argument("vkey")
@click.pass_obj
def trust(runtime: Runtime, vkey: str) -> None:
    """Cosign for the log that VKEY names, where that key signs; a log may have several, one after the other."""
    click.echo(runtime.witness().trust(vkey).name)


@witness.command()
@click.pass_obj
def status(runtime: Runtime) -> None:
    """List the logs, the size last cosigned of each, and how often somebody must look."""
    for one in runtime.witness().standings():
        click.echo(f"{one.origin} size {one.size} alarms {one.alarms}")


@witness.command()
@click.option("--host", help="Address to listen on; else the setting witness.host.")
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port; else the setting witness.port.")
@click.pass_obj
def run(runtime: Runtime, host: str | None, port: int | None) -> None:
    """Take checkpoints until interrupted."""
    address = (host or runtime.witness_address[0], port or runtime.witness_address[1])
    refuse_taken_port(*address)
    runtime.witness().key()
    server = Granian(
        "ledger",
        address=address[0],
        port=address[1],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    )
    server.on_startup(lambda: click.echo(f"The witness {runtime.witness().key().name} listens on {base_url(*address)}"))
    server.serve(target_loader=partial(_application, runtime), wrap_loader=False)
    click.echo("Stopped.")


def _application(runtime: Runtime) -> Any:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    return runtime.create_witness_app()
