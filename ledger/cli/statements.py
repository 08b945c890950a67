"""Statements: what a wallet came to in a period."""

from __future__ import annotations

from itertools import chain
from typing import Any, BinaryIO

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.moments import as_of_options
from ledger.cli.output import json_option, print_json, print_table, require_form
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services import statements as service
from ledger.services.papers.statements import statement_paper
from ledger.services.papers.words import LANGUAGES


@click.command()
@click.argument("organization_id")
@click.argument("period")
@click.option("--format", "form", type=click.Choice([*service.FORMS, "pdf"]), help="Write a file instead of a table.")
@click.option("--output", type=click.File("wb", lazy=False), default="-", help="File; else standard output.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ko", show_default=True, help="Of a PDF.")
@as_of_options
@why_option
@json_option
@click.pass_obj
def statement(
    runtime: Runtime,
    /,
    organization_id: str,
    period: str,
    form: str | None,
    output: BinaryIO,
    lang: str,
    why: str,
    as_json: bool,
    **as_of: Any,
) -> None:
    """Tell what a wallet came to in a month or a year, as closed and as it really was, and what moved on it.

    The printed one names whose wallet it is, so who prints it is noted in the access log.
    """
    require_form(form or "")
    is_printed = form == "pdf" and not as_json
    node = noted_node(runtime, "statement", organization_id, why) if is_printed else open_ledger_node(runtime)
    told = service.statement(node, MACHINE, organization_id, period, **as_of)
    if as_json:
        print_json({**told, "movements": list(chain.from_iterable(service.movement_pages(node, told)))})
        return
    if is_printed:
        output.writelines(statement_paper(node, told, lang))
        return
    pages = service.line_pages(node, told)
    if form:
        output.writelines(service.FORMS[form](pages))
        return
    print_table(service.COLUMNS, list(chain.from_iterable(pages)))
    click.echo(f"\n{told['period']} is {told['status']}; read at position {told['position']}, root {told['root']}")
