"""Rules: what activities earn; versions are drafted, simulated, and approved by a second person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.drafting import day, file_argument, print_one, tell_drafted, text_of
from ledger.cli.failures import EXIT_CODES, LANGUAGE
from ledger.cli.output import json_option, print_json, print_table, progress_bar, remark
from ledger.cli.pricing import price
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.services import rulebook
from ledger.services.context import Request
from ledger.services.rule_files import read_rules
from ledger.services.simulation import simulate_rule

status_option = click.option(
    "--status", type=click.Choice(rulebook.STATUSES), default=rulebook.IN_FORCE, help="How far the versions have come."
)


@click.group()
def rules() -> None:
    """Rules: what activities earn."""


rules.add_command(price)


@rules.command("list")
@status_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, status: str, as_json: bool) -> None:
    """List every version of every rule that has come so far."""
    _print_versions(rulebook.list_rules(open_ledger_node(runtime), MACHINE, status), as_json)


@rules.command()
@click.argument("code")
@json_option
@click.pass_obj
def show(runtime: Runtime, code: str, as_json: bool) -> None:
    """List every version of one rule, drafts too; with --json their terms."""
    _print_versions(rulebook.get_rule(open_ledger_node(runtime), MACHINE, code), as_json)


@rules.command()
@click.argument("code")
@click.argument("first", type=int)
@click.argument("second", type=int)
@json_option
@click.pass_obj
def diff(runtime: Runtime, code: str, first: int, second: int, as_json: bool) -> None:
    """Tell field by field what two versions of a rule say differently."""
    found = rulebook.compare_rules(open_ledger_node(runtime), MACHINE, code, first, second)
    if as_json:
        print_json(found)
    else:
        print_table(("pointer", "from", "to"), found["differences"])


@rules.command()
@status_option
@click.pass_obj
def export(runtime: Runtime, status: str) -> None:
    """Print every version of every rule that has come so far as TOML, which an import reads."""
    click.echo(rulebook.export_rules(open_ledger_node(runtime), MACHINE, status), nl=False)


@rules.command("import", epilog=EXIT_CODES)
@file_argument
@acting_option
@dry_run_option
@json_option
@click.pass_context
def import_(ctx: click.Context, file: Path, acting: str, dry_run: bool, as_json: bool) -> None:
    """Draft every version of a TOML file that is not there yet, each for itself."""
    versions = read_rules(text_of(file))
    node = open_ledger_node(ctx.obj)
    request = Request(acting_caller(node, acting), "rules.draft", dry_run=dry_run)
    tell_drafted(ctx, versions, rulebook.draft_rules(node, request, versions).outcomes, as_json=as_json)


@rules.command()
@file_argument
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def draft(runtime: Runtime, file: Path, acting: str, dry_run: bool, as_json: bool) -> None:
    """Draft the one version of a TOML file, in the place of an earlier draft of it."""
    version, *more = read_rules(text_of(file))
    if more:
        raise click.UsageError("expected one [[rule]]; `ledger rules import` takes more")
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "rules.draft", dry_run=dry_run)
    last = version.valid_to.isoformat() if version.valid_to else None
    terms = version.terms.to_json()
    told = rulebook.draft_rule(
        node, request, version.code, version.version, version.valid_from.isoformat(), last, terms
    )
    print_one(accepted(told), as_json=as_json)


@rules.command()
@click.argument("code")
@click.argument("version", type=int)
@click.option("--from", "occurred_from", type=day, required=True, help="First day of occurrence.")
@click.option("--to", "occurred_to", type=day, required=True, help="Last day of occurrence.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def simulate(
    runtime: Runtime,
    code: str,
    version: int,
    occurred_from: Any,
    occurred_to: Any,
    acting: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Replay a draft over activities that occurred in a period: what each organization would have earned.

    No points move. That it was done is put on record, and a draft needs it before it can be approved.
    """
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "rules.simulate", dry_run=dry_run)
    first, last = (f"{when:%Y-%m-%d}" for when in (occurred_from, occurred_to))
    with progress_bar("Simulating") as bar:
        told = simulate_rule(node, request, code, version, first, last, bar.reach)
    shown = accepted(told)
    if as_json:
        print_json(shown)
        return
    columns = ("organization_id", "activities", "refused", "before", "after", "difference")
    print_table(columns, [*shown["organizations"], {"organization_id": "all", **shown["totals"]}])
    remark(f"Read at position {shown['read_at']}; digest {shown['digest']}.")


@rules.command()
@click.argument("code")
@click.argument("version", type=int)
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def approve(runtime: Runtime, code: str, version: int, acting: str, dry_run: bool, as_json: bool) -> None:
    """Bring a simulated draft into force, as another person than the one who drafted it."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "rules.approve", dry_run=dry_run)
    print_one(accepted(rulebook.approve_rule(node, request, code, version)), as_json=as_json)


def _print_versions(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    language = str(click.get_current_context().meta.get(LANGUAGE, "en"))
    lines = [{**rule, "name": rule["terms"]["name"][language]} for rule in found]
    print_table(("code", "version", "status", "valid_from", "valid_to", "name"), lines)
