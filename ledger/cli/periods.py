"""Periods: months and fiscal years, and what they were closed with."""

from __future__ import annotations

from itertools import chain

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.services import periods as service
from ledger.services.context import Request


@click.group()
def periods() -> None:
    """Periods: months and fiscal years, closed by two persons."""


@periods.command("list")
@json_option
@click.pass_obj
def list_(runtime: Runtime, as_json: bool) -> None:
    """List every month and year from the opening to today."""
    found = service.list_periods(open_ledger_node(runtime), MACHINE)
    if as_json:
        print_json(found)
    else:
        print_table(("period", "status", "lines", "closed_at", "root", "proposal_id"), found)


@periods.command()
@click.argument("period")
@json_option
@click.pass_obj
def show(runtime: Runtime, period: str, as_json: bool) -> None:
    """Show a period."""
    told = service.get_period(open_ledger_node(runtime), MACHINE, period)
    (print_json if as_json else print_fields)(told)


@periods.command()
@click.argument("period")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def close(runtime: Runtime, period: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Propose to close a period; `ledger proposals approve` closes it, by another person."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "periods.propose", dry_run=dry_run)
    shown = accepted(service.propose_closing(node, request, period))
    (print_json if as_json else print_fields)(shown)


@periods.command()
@click.argument("period")
@click.option("--organization", default="", metavar="ORG_ID", help="Only accounts of this organization.")
@json_option
@click.pass_obj
def lines(runtime: Runtime, period: str, organization: str, as_json: bool) -> None:
    """List what each account came to in a closed period; signed figures are positive on the debit side."""
    pages = service.line_pages(open_ledger_node(runtime), MACHINE, period, organization)
    found = list(chain.from_iterable(pages))
    if as_json:
        print_json(found)
    else:
        print_table(service.COLUMNS, found)


@periods.command()
@click.argument("period")
@click.argument("account")
@json_option
@click.pass_obj
def proof(runtime: Runtime, period: str, account: str, as_json: bool) -> None:
    """Prove that an account was closed so, with nothing but SHA-256."""
    told = service.prove_line(open_ledger_node(runtime), MACHINE, period, account)
    (print_json if as_json else print_fields)(told)
