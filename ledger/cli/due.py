"""Due: settle what is due by the clock, for all holders, and warn of what lapses soon."""

from __future__ import annotations

import click

from ledger.cli.output import json_option, print_json, progress_bar
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.due import HOLDERS_AT_ONCE
from ledger.services.due import run_due as settle_all


@click.command("run-due")
@click.option(
    "--holders-at-once",
    type=click.IntRange(1, 500),
    default=HOLDERS_AT_ONCE,
    show_default=True,
    help="How many are settled in one unit of work; others wait no longer than that.",
)
@json_option
@click.pass_obj
def run_due(runtime: Runtime, holders_at_once: int, as_json: bool) -> None:
    """Settle all that is due: pending points, expired lots, holds whose time ran out, arrears; safe to repeat.

    Then warn holders of points that lapse soon (due.warning_days), each once, and end proposals that nobody
    decided in time.
    """
    node = open_ledger_node(runtime)
    with progress_bar("Settling") as bar:
        ran = settle_all(node, runtime.warning_days, bar.reach, holders_at_once)
    if as_json:
        print_json(ran._asdict())
    else:
        click.echo(
            f"{ran.holders} holders settled, {ran.entries} entries made, {ran.warnings} warnings given, "
            f"{ran.expired} proposals ended."
        )
