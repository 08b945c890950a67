"""Applications: who applied for a program."""

from __future__ import annotations

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE
from ledger.services.applications import FORMS, pages


@click.command()
@click.argument("code")
@click.option("--status", default="", help="Only applications in this state, such as held.")
@click.option("--call", default="", help="Only applications in this call, such as 2026-1.")
@why_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, which a report of the selection may be made of.")
@click.pass_obj
def applications(runtime: Runtime, code: str, status: str, call: str, why: str, as_json: bool, as_csv: bool) -> None:
    """List who applied for a program, oldest first."""
    found = pages(noted_node(runtime, "programs applications", "", why, code), MACHINE, code, status, call)
    if as_csv:
        for chunk in FORMS["csv"](found):
            click.echo(chunk, nl=False)
        return
    lines = [application for page in found for application in page]
    if as_json:
        print_json(lines)
    else:
        columns = ("redemption_id", "status", "name_en", "name_ko", "reference", "quantity", "points", "held_at")
        print_table(columns, lines)
