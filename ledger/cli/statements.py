"""Statements: what a wallet came to in a period."""

from __future__ import annotations

import click

from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services import statements as service


@click.command()
@click.argument("organization_id")
@click.argument("period")
@json_option
@click.pass_obj
def statement(runtime: Runtime, organization_id: str, period: str, as_json: bool) -> None:
    """Tell what a wallet came to in a month or a year, as closed and as it really was."""
    told = service.statement(open_ledger_node(runtime), MACHINE, organization_id, period)
    if as_json:
        print_json(told)
        return
    print_table(service.COLUMNS, list(service.statement_lines(told)))
    click.echo(f"\n{told['period']} is {told['status']}; read at position {told['position']}, root {told['root']}")
