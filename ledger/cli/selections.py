"""Selections: the owner of a program reports who was selected in a call, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.failures import EXIT_CODES, FOUND, LANGUAGE
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.domain.refusal_texts import render
from ledger.domain.refusals import Refusal
from ledger.services.calls import Selection, read_selection, settle_call
from ledger.services.context import Request
from ledger.services.selection_files import RowProblem

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPERATION: Final = "redemptions.select"


@click.command(epilog=EXIT_CODES)
@click.argument("code")
@click.argument("call")
@click.argument("file", type=_FILE)
@click.option("--rest-declined", is_flag=True, help="Who is not in the file was not selected; else all must be in it.")
@acting_option
@dry_run_option
@json_option
@click.pass_context
def settle(
    ctx: click.Context,
    code: str,
    call: str,
    file: Path,
    rest_declined: bool,
    acting: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Settle a call: who is selected in FILE (CSV, XLSX or JSON) is captured, the others get back what was held."""
    node = open_ledger_node(ctx.obj)
    caller = acting_caller(node, acting)
    found = read_selection(node, caller, code, file.read_bytes(), rest_is_declined=rest_declined)
    if not isinstance(found, Selection):
        _print_problems(found, str(ctx.meta.get(LANGUAGE, "en")), as_json=as_json)
        ctx.exit(FOUND)
    request = Request(caller, _OPERATION, dry_run=dry_run)
    told = accepted(settle_call(node, request, code, call, found))
    (print_json if as_json else print_fields)(told)


def _print_problems(problems: tuple[RowProblem, ...], language: str, *, as_json: bool) -> None:
    lines = []
    for one in problems:
        _, detail = render(Refusal(one.code, {"expected": one.expected, "found": one.found}), language)
        lines.append({"row": one.row, "column": one.column, "code": one.code, "detail": detail})
    if as_json:
        print_json(lines)
    else:
        print_table(("row", "column", "code", "detail"), lines)
