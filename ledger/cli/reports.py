"""Reports: figures as of a point, printed as a table, as JSON lines, or as CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

import click

from ledger.cli.moments import Day, as_of_options
from ledger.cli.output import json_option, print_table, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.reports.every import REPORTS
from ledger.services.reports.table import Option, Report, Table, table

LINKS: Final = ("transactions", "postings", "rows")
"""Columns that are left out where people read."""

csv_option: Final = click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of text.")


@click.group()
def reports() -> None:
    """Reports: figures as of a point, each leading to the transactions behind it."""


def print_rows(told: Table, *, as_json: bool, as_csv: bool) -> None:
    """Print a report: as one JSON value a line, as CSV, or as a table for people; the point goes beside it."""
    names = [column.name for column in told.report.columns]
    if as_json or as_csv:
        for chunk in told.forms()["ndjson" if as_json else "csv"](told.pages()):
            sys.stdout.write(chunk.decode())
    else:
        print_table([name for name in names if name not in LINKS], [row.cells for row in told.rows])
    remark(f"Read at position {told.point.position}, root {told.point.root}")


def report_command(report: Report) -> click.Command:
    """Make the command that prints a report."""

    def run(
        runtime: Runtime,
        recorded_as_of: int | str | None,
        effective_as_of: str | None,
        as_json: bool,
        as_csv: bool,
        **wanted: str | int | None,
    ) -> None:
        asked = {name: "" if value is None else str(value) for name, value in wanted.items()}
        told = table(open_ledger_node(runtime), MACHINE, report, asked, recorded_as_of, effective_as_of)
        print_rows(told, as_json=as_json, as_csv=as_csv)

    decorated: Callable[..., Any] = click.pass_obj(run)
    for decorate in (csv_option, json_option):
        decorated = decorate(decorated)
    decorated = as_of_options(decorated)
    for option in reversed(report.options):
        decorated = _option(option)(decorated)
    return click.command(report.name, help=report.title)(decorated)


def _option(option: Option) -> Callable[..., Any]:
    flag = f"--{option.name.replace('_', '-')}"
    if option.kind == "whole":
        whole = click.IntRange(min=0)
        return click.option(flag, type=whole, default=int(option.choices[0]), show_default=True, help=option.told)
    if option.choices:
        kind = click.Choice(option.choices)
        return click.option(flag, type=kind, default=option.choices[0], show_default=True, help=option.told)
    if option.kind == "day":
        return click.option(flag, type=Day(), help=option.told)
    return click.option(flag, metavar="TEXT", help=option.told)


for _report in REPORTS.values():
    reports.add_command(report_command(_report))
