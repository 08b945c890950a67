"""Accruals: what companies earned, and why."""

from __future__ import annotations

import click

from ledger.cli.failures import LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.explanations import explain_accrual


@click.group()
def accruals() -> None:
    """Accruals: what companies earned."""


@accruals.command()
@click.argument("accrual_id", metavar="ACCRUAL_ID")
@json_option
@click.pass_context
def explain(ctx: click.Context, accrual_id: str, as_json: bool) -> None:
    """Tell the arithmetic of an award in sentences."""
    runtime: Runtime = ctx.obj
    told = explain_accrual(open_ledger_node(runtime), MACHINE, accrual_id, str(ctx.meta[LANGUAGE]))
    if as_json:
        print_json(told)
        return
    click.echo(told["summary"])
    print_table(("step", "value", "text"), told["steps"])
