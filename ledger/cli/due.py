"""Due: settle what is due by the clock, for all holders."""

from __future__ import annotations

import click

from ledger.cli.output import json_option, print_json, progress_bar
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.due import run_due as settle_all


@click.command("run-due")
@json_option
@click.pass_obj
def run_due(runtime: Runtime, as_json: bool) -> None:
    """Settle all that is due: pending points, expired lots, holds whose time ran out, arrears; safe to repeat."""
    node = open_ledger_node(runtime)
    with progress_bar("Settling") as bar:
        holders, entries = settle_all(node, bar.reach)
    if as_json:
        print_json({"holders": holders, "entries": entries})
    else:
        click.echo(f"{holders} holders settled, {entries} entries made.")
