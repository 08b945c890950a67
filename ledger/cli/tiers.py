"""Tiers: what organizations come to by the points that they earn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.drafting import day, file_argument, print_one, text_of
from ledger.cli.failures import EXIT_CODES, LANGUAGE
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.services import tiers as service
from ledger.services.context import Request
from ledger.services.tier_files import read_tiers


@click.group()
def tiers() -> None:
    """Tiers: what organizations come to by the points that they earn."""


@tiers.command()
@json_option
@click.pass_obj
def show(runtime: Runtime, as_json: bool) -> None:
    """List every version of the tiers; the last is in force."""
    found = service.list_tiers(open_ledger_node(runtime))
    if as_json:
        print_json(found)
        return
    lines = [{**version, **one, "name": one["name"][_language()]} for version in found for one in version["tiers"]]
    print_table(("version", "code", "name", "points_min", "months", "grace_months"), lines)


@tiers.command()
@click.argument("organization_id")
@click.option("--on", type=day, help="As of this day; else today.")
@click.option("--position", type=click.IntRange(0), help="As the journal stood at this position; else now.")
@json_option
@click.pass_obj
def of(runtime: Runtime, organization_id: str, on: datetime | None, position: int | None, as_json: bool) -> None:
    """Tell an organization's tier, what it rests on, and what is missing to the next."""
    effective = None if on is None else f"{on:%Y-%m-%d}"
    told = service.tier(open_ledger_node(runtime), MACHINE, organization_id, position, effective)
    if as_json:
        print_json(told)
        return
    print_fields({**told, "tier": _named(told["tier"]), "next_tier": _named(told["next_tier"])})


@tiers.command(epilog=EXIT_CODES)
@file_argument
@click.option("--reason", required=True, help="Why; kept where it can be erased.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(runtime: Runtime, file: Path, reason: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Propose the tiers of a TOML file, in the place of those in force; a second person approves the proposal."""
    terms = read_tiers(text_of(file)).to_json()
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "tiers.propose", dry_run=dry_run)
    print_one(accepted(service.propose_tiers(node, request, terms, reason)), as_json=as_json)


def _named(tier: dict[str, Any] | None) -> str | None:
    return None if tier is None else f"{tier['code']} {tier['name'][_language()]}"


def _language() -> str:
    return str(click.get_current_context().meta.get(LANGUAGE, "en"))
