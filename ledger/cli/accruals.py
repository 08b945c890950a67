"""Accruals: what companies earned, and why."""

from __future__ import annotations

from typing import Any, Final

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.failures import LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.explanations import explain_accrual
from ledger.services.provenance import accrual_uses

_GONE: Final = (
    "expired",
    "reinstated",
    "forfeited",
    "adjusted",
    "paid_arrears",
    "taken_back",
    "arrears_written_off",
    "arrears_left",
)
"""What became of points that are with their holder no more."""


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
    if told["validity"]:
        click.echo(told["validity"])


@accruals.command()
@click.argument("accrual_id", metavar="ACCRUAL_ID")
@why_option
@json_option
@click.pass_obj
def uses(runtime: Runtime, accrual_id: str, why: str, as_json: bool) -> None:
    """Tell what became of the points of an activity, and what was bought with them."""
    told = accrual_uses(noted_node(runtime, "accruals uses", accrual_id, why), MACHINE, accrual_id)
    if as_json:
        print_json(told)
        return
    columns = ("lot", "holder", "role", "points", *told["lots"][0]["now"], "captured", *_GONE) if told["lots"] else ()
    print_table(columns, [_line(lot) for lot in told["lots"]])
    bought = [{**part, "lot": lot["lot"]} for lot in told["lots"] for part in lot["redemptions"]]
    print_table(("lot", "redemption_id", "program", "reference", "held", "captured", "status"), bought)
    print_table(("owed_for", "lot", "accrual_id", "points", "transaction_id"), told["arrears_paid_by"])


def _line(lot: dict[str, Any]) -> dict[str, Any]:
    back = lot["taken_back"]
    return {
        **lot,
        **lot["now"],
        "captured": sum(part["captured"] for part in lot["redemptions"]),
        "taken_back": sum(back["from"].values()) + back["arrears"],
        "arrears_written_off": back["arrears_written_off"],
        "arrears_left": back["arrears_left"],
    }
