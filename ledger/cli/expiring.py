"""Expiring: what of a wallet lapses when."""

from __future__ import annotations

from typing import Any

import click

from ledger.cli.moments import as_of_options
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.expiring import WITHIN_DAYS
from ledger.services.expiring import expiring as service


@click.command()
@click.argument("organization_id")
@click.option(
    "--within-days",
    type=click.IntRange(min=0),
    default=WITHIN_DAYS,
    show_default=True,
    help="List the lots whose last day is at most so many days ahead.",
)
@as_of_options
@json_option
@click.pass_obj
def expiring(runtime: Runtime, /, organization_id: str, within_days: int, as_json: bool, **as_of: Any) -> None:
    """Tell what of a wallet can be spent until when: by month, and lot by lot what lapses soon."""
    told = service(open_ledger_node(runtime), MACHINE, organization_id, within_days, **as_of)
    if as_json:
        print_json(told)
        return
    held = {line["month"]: line["points"] for line in told["held_months"]}
    spendable = {line["month"]: line["points"] for line in told["months"]}
    months = sorted(spendable.keys() | held.keys())
    print_table(
        ("month", "spendable", "held"),
        [{"month": month, "spendable": spendable.get(month, 0), "held": held.get(month, 0)} for month in months],
    )
    click.echo(f"\n{told['points_due']} of {told['spendable']} points lapse within {within_days} days.")
    if told["due"]:
        lots = [{"expires_on": day["expires_on"], **lot} for day in told["due"] for lot in day["lots"]]
        print_table(("expires_on", "points", "rule", "accrual_id", "lot"), lots)
