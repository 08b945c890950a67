"""Pricing: what inputs earn under a rule, with the arithmetic; nothing is posted and no state is asked."""

from __future__ import annotations

from datetime import datetime

import click

from ledger.cli.failures import LANGUAGE
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.domain.points import POINTS_MAX
from ledger.services.pricing import price_inputs


@click.command()
@click.argument("code", metavar="CODE")
@click.argument("inputs", metavar="NAME=NUMBER...", nargs=-1)
@click.option(
    "--occurred-on",
    "occurred_on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of the real event; chooses the rule's version.",
)
@click.option(
    "--paid-before-krw",
    type=click.IntRange(0, POINTS_MAX),
    default=0,
    help="What was paid before on the agreement, or in the year, where amounts add up.",
)
@json_option
@click.pass_context
def price(
    ctx: click.Context,
    code: str,
    inputs: tuple[str, ...],
    occurred_on: datetime,
    paid_before_krw: int,
    as_json: bool,
) -> None:
    """Tell what inputs earn under the rule of a day, such as: price HIRE students=5 --occurred-on 2026-08-31.

    A rule that follows others takes the points it follows: price UNI-MIR award=1854.
    """
    runtime: Runtime = ctx.obj
    node, day = open_ledger_node(runtime), f"{occurred_on:%Y-%m-%d}"
    told = price_inputs(node, code, day, _numbers(inputs), paid_before_krw, str(ctx.meta[LANGUAGE]))
    if as_json:
        print_json(told)
        return
    click.echo(told["summary"])
    print_table(("step", "value", "text"), told["steps"])


def _numbers(inputs: tuple[str, ...]) -> dict[str, int]:
    """Read ``name=number`` pairs.

    Raises:
        click.UsageError: one is no such pair, or a name comes twice.
    """
    numbers: dict[str, int] = {}
    for pair in inputs:
        name, _, number = pair.partition("=")
        if not (number.isascii() and number.isdigit()):
            raise click.UsageError(f"expected NAME=NUMBER such as students=5, found {pair}")
        if name in numbers:
            raise click.UsageError(f"expected {name} once, found it twice")
        numbers[name] = int(number)
    return numbers
