"""Sanctions: points that companies forfeit, by two persons."""

from __future__ import annotations

from typing import Any, Final

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import (
    accepted,
    document_kind_option,
    document_option,
    dry_run_option,
    evidence_of,
    reason_option,
)
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.sanction_checks import CAUSES
from ledger.services import sanctions as service
from ledger.services.context import Request
from ledger.services.sanctions import SanctionInput

PAGE: Final = 500


@click.group()
def sanctions() -> None:
    """Sanctions: points that companies forfeit, by two persons."""


@sanctions.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only sanctions of this company.")
@click.option("--status", type=click.Choice(service.STATUSES), help="Only sanctions in this status.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, status: str | None, why: str, as_json: bool) -> None:
    """List sanctions in the order in which they were proposed."""
    node = noted_node(runtime, "sanctions list", organization, why)
    found: list[dict[str, object]] = []
    last: int | None = None
    while page := service.list_sanctions(node, MACHINE, organization, status or "", last, PAGE):
        found += page
        last = int(page[-1]["position"])
    if as_json:
        print_json(found)
    else:
        print_table(("id", "status", "organization_id", "cause", "points", "forfeited"), found)


@sanctions.command()
@click.argument("organization_id")
@click.argument("cause", type=click.Choice(CAUSES))
@click.option("--points", type=click.IntRange(1, 2**53 - 1), help="How many; else all that is available then.")
@reason_option
@document_option
@document_kind_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(runtime: Runtime, /, organization_id: str, cause: str, points: int | None, **told: Any) -> None:
    """Propose that a company forfeits points."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "sanctions.propose", dry_run=told["dry_run"])
    document = evidence_of(told["document"], told["document_kind"])
    item = SanctionInput(organization_id, cause, told["reason"], document, points)
    shown = accepted(service.propose_sanction(node, request, item))
    (print_json if told["as_json"] else print_fields)(shown)


@sanctions.command()
@click.argument("sanction_id")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def approve(runtime: Runtime, sanction_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Impose a proposed sanction, as another person than the one who proposed it."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "sanctions.approve", dry_run=dry_run)
    shown = accepted(service.approve_sanction(node, request, sanction_id))
    (print_json if as_json else print_fields)(shown)


@sanctions.command()
@click.argument("sanction_id")
@reason_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def reject(runtime: Runtime, sanction_id: str, reason: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Decline a proposed sanction, as another person than the one who proposed it."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "sanctions.approve", dry_run=dry_run)
    shown = accepted(service.reject_sanction(node, request, sanction_id, reason))
    (print_json if as_json else print_fields)(shown)
