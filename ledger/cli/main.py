"""Main: the root of all commands."""

from __future__ import annotations

import os

import click

from ledger import __version__
from ledger.cli.clients import clients
from ledger.cli.configuration import config
from ledger.cli.demo import demo
from ledger.cli.due import run_due
from ledger.cli.failures import EXIT_CODES, LANGUAGE, Failing
from ledger.cli.histories import export
from ledger.cli.log import checkpoint
from ledger.cli.opening import init, migrate
from ledger.cli.organizations import organizations
from ledger.cli.rulebook import programs, rules
from ledger.cli.server import run
from ledger.cli.verification import rebuild, verify
from ledger.cli.writer import writer


@click.group(cls=Failing, name="ledger", epilog=EXIT_CODES)
@click.option("--lang", type=click.Choice(["en", "ko"]), help="Language of refusals and names; else LANG.")
@click.version_option(__version__, prog_name="ledger")
@click.pass_context
def main(ctx: click.Context, lang: str | None) -> None:
    """A ledger of mileage points: append-only, double-entry, able to prove itself.

    Settings: config/default.toml, a file named by LEDGER_CONFIG, and the environment (LEDGER_DATABASE_URL, PORT).
    """
    ctx.meta[LANGUAGE] = lang or ("ko" if os.environ.get("LANG", "").startswith("ko") else "en")


for command in (
    init,
    migrate,
    run,
    writer,
    demo,
    verify,
    rebuild,
    run_due,
    export,
    checkpoint,
    clients,
    organizations,
    rules,
    programs,
    config,
):
    main.add_command(command)
