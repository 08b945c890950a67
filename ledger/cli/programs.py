"""Programs: what points can be spent on."""

from __future__ import annotations

import click

from ledger.cli.failures import LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.rulebook import list_programs


@click.group()
def programs() -> None:
    """Programs: what points can be spent on."""


@programs.command("list")
@json_option
@click.pass_obj
def list_of_programs(runtime: Runtime, as_json: bool) -> None:
    """List every version of every program."""
    found = list_programs(open_ledger_node(runtime))
    if as_json:
        print_json(found)
        return
    language = str(click.get_current_context().meta.get(LANGUAGE, "en"))
    lines = [
        {
            **program,
            "name": program["terms"]["name"][language],
            "price": program["terms"]["price"]["kind"],
            "points": program["terms"]["price"].get("points"),
            "unit": program["terms"]["unit"],
        }
        for program in found
    ]
    print_table(("code", "version", "price", "points", "unit", "name"), lines)
