"""Programs: what points can be spent on; versions are drafted, and approved by a second person."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.applications import applications
from ledger.cli.drafting import day, file_argument, print_one, tell_drafted, text_of
from ledger.cli.failures import EXIT_CODES, LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.selections import settle
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.services import programbook
from ledger.services.context import Request
from ledger.services.program_files import read_programs


@click.group()
def programs() -> None:
    """Programs: what points can be spent on."""


programs.add_command(applications)
programs.add_command(settle)


@programs.command("list")
@click.option(
    "--status",
    type=click.Choice(programbook.STATUSES),
    default=programbook.IN_FORCE,
    help="How far the versions have come.",
)
@json_option
@click.pass_obj
def list_(runtime: Runtime, status: str, as_json: bool) -> None:
    """List every version of every program that has come so far."""
    _print_versions(programbook.list_programs(open_ledger_node(runtime), MACHINE, status), as_json)


@programs.command()
@click.argument("code")
@json_option
@click.pass_obj
def show(runtime: Runtime, code: str, as_json: bool) -> None:
    """List every version of one program, drafts too; with --json their terms."""
    _print_versions(programbook.get_program(open_ledger_node(runtime), MACHINE, code), as_json)


@programs.command(epilog=EXIT_CODES)
@file_argument
@acting_option
@dry_run_option
@json_option
@click.pass_context
def draft(ctx: click.Context, file: Path, acting: str, dry_run: bool, as_json: bool) -> None:
    """Draft every version of a TOML file that is not there yet, each for itself, in the place of earlier drafts."""
    versions = read_programs(text_of(file))
    node = open_ledger_node(ctx.obj)
    request = Request(acting_caller(node, acting), "programs.draft", dry_run=dry_run)
    tell_drafted(ctx, versions, programbook.draft_programs(node, request, versions).outcomes, as_json=as_json)


@programs.command()
@click.argument("code")
@click.argument("closes_on", metavar="DAY", type=day)
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def close(runtime: Runtime, code: str, closes_on: datetime, acting: str, dry_run: bool, as_json: bool) -> None:
    """Draft the next version of a program: what is in force, with DAY as its last."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "programs.draft", dry_run=dry_run)
    told = programbook.close_program(node, request, code, f"{closes_on:%Y-%m-%d}")
    print_one(accepted(told), as_json=as_json)


@programs.command()
@click.argument("code")
@click.argument("version", type=int)
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def approve(runtime: Runtime, code: str, version: int, acting: str, dry_run: bool, as_json: bool) -> None:
    """Bring a draft into force, as another person than the one who drafted it."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "programs.approve", dry_run=dry_run)
    print_one(accepted(programbook.approve_program(node, request, code, version)), as_json=as_json)


def _print_versions(found: list[dict[str, Any]], as_json: bool) -> None:
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
            "closes_on": program["terms"].get("window", {}).get("closes_on"),
        }
        for program in found
    ]
    print_table(("code", "version", "status", "price", "points", "unit", "closes_on", "name"), lines)
