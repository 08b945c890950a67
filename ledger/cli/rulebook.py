"""Rulebook: what activities earn and what points can be spent on."""

from __future__ import annotations

import click

from ledger.cli.failures import LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.pricing import price
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.rulebook import list_programs, list_rules


@click.group()
def rules() -> None:
    """Rules: what activities earn."""


rules.add_command(price)


@click.group()
def programs() -> None:
    """Programs: what points can be spent on."""


@rules.command("list")
@json_option
@click.pass_obj
def list_of_rules(runtime: Runtime, as_json: bool) -> None:
    """List every version of every rule."""
    found = list_rules(open_ledger_node(runtime))
    if as_json:
        print_json(found)
        return
    lines = [{**rule, "name": rule["terms"]["name"][_language()]} for rule in found]
    print_table(("code", "version", "valid_from", "valid_to", "name"), lines)


@programs.command("list")
@json_option
@click.pass_obj
def list_of_programs(runtime: Runtime, as_json: bool) -> None:
    """List every version of every program."""
    found = list_programs(open_ledger_node(runtime))
    if as_json:
        print_json(found)
        return
    lines = [
        {
            **program,
            "name": program["terms"]["name"][_language()],
            "price": program["terms"]["price"]["kind"],
            "points": program["terms"]["price"].get("points"),
            "unit": program["terms"]["unit"],
        }
        for program in found
    ]
    print_table(("code", "version", "price", "points", "unit", "name"), lines)


def _language() -> str:
    return str(click.get_current_context().meta.get(LANGUAGE, "en"))
