"""Sanctions: points that companies forfeit, by two persons."""

from __future__ import annotations

from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.journal.facts import Evidence
from ledger.domain.sanction_checks import CAUSES
from ledger.services import sanctions as service
from ledger.services.context import Request
from ledger.services.sanctions import SanctionInput

PAGE: Final = 500
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
STATUSES: Final = ("proposed", "imposed", "rejected", "withdrawn")


@click.group()
def sanctions() -> None:
    """Sanctions: points that companies forfeit, by two persons."""


@sanctions.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only sanctions of this company.")
@click.option("--status", type=click.Choice(STATUSES), help="Only sanctions in this status.")
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, status: str | None, as_json: bool) -> None:
    """List sanctions in the order in which they were proposed."""
    node = open_ledger_node(runtime)
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
@click.option("--reason", required=True, help="Why; kept where it can be erased.")
@click.option("--document", required=True, type=_FILE, metavar="FILE", help="What it rests on; its digest is recorded.")
@click.option("--document-kind", default="decision", show_default=True, help="What the document is.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(runtime: Runtime, /, organization_id: str, cause: str, points: int | None, **told: Any) -> None:
    """Propose that a company forfeits points."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "sanctions.propose", dry_run=told["dry_run"])
    document = _evidence(told["document"], told["document_kind"])
    item = SanctionInput(organization_id, cause, told["reason"], document, points)
    shown = accepted(service.propose_sanction(node, request, item))
    (print_json if told["as_json"] else print_fields)(shown)


def _evidence(document: Path, kind: str) -> Evidence:
    data = document.read_bytes()
    media_type = guess_type(document.name)[0] or "application/octet-stream"
    return Evidence(kind, sha256(data).hexdigest(), media_type, len(data))


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
@click.option("--reason", required=True, help="Why; kept where it can be erased.")
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
