"""Audit: draw samples, and list what to look at first."""

from __future__ import annotations

import sys
from typing import Any

import click

from ledger.cli.output import json_option, print_json, print_table, remark
from ledger.cli.reports import csv_option, report_command
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.domain.sampling import METHODS, SIZE_MAX, STRATA
from ledger.services import sampling as service
from ledger.services.reports.exceptions import EXCEPTIONS


@click.group()
def audit() -> None:
    """Audit: samples that nobody could choose, and lists of what to look at first."""


@audit.command()
@click.option("--size", type=click.IntRange(1, SIZE_MAX), default=25, show_default=True, help="How many.")
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True)
@click.option("--strata", type=click.Choice(STRATA), default=STRATA[0], show_default=True,
              help="By what a stratified sample tells strata apart.")  # fmt: skip
@click.option("--frame-from", type=click.IntRange(min=1), default=1, show_default=True, help="First position.")
@click.option("--frame-to", type=click.IntRange(min=1), required=True, help="Last position.")
@click.option("--seed-checkpoint", type=click.IntRange(min=1), required=True,
              help="Size of the checkpoint that seeds the draw, signed after the frame's end.")  # fmt: skip
@json_option
@csv_option
@click.pass_obj
def sample(runtime: Runtime, /, *, as_json: bool, as_csv: bool, **wanted: Any) -> None:
    """Draw transactions by a checkpoint that was signed later; the same question gives the same sample."""
    told = service.draw(open_ledger_node(runtime), MACHINE, service.Wanted(**wanted))
    if as_json:
        print_json(told)
        return
    if as_csv:
        for chunk in service.FORMS["csv"]([told["items"]]):
            sys.stdout.write(chunk.decode())
    else:
        print_table(("position", "transaction_id", "kind", "points", "stratum", "hits"), told["items"])
    remark(f"Read at position {told['position']}, root {told['root']}; seed {told['seed']}")


@audit.group()
def exceptions() -> None:
    """Exceptions: lists of what to look at first; an item proves nothing wrong."""


for _report in EXCEPTIONS.values():
    exceptions.add_command(report_command(_report))
