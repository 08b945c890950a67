"""Objections: awards that companies and universities contest."""

from __future__ import annotations

from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.journal.facts import Evidence
from ledger.domain.objection_terms import DECIDED_BECAUSE, OUTCOMES, REASON_CODES, STATUSES
from ledger.services import objections as service
from ledger.services.context import Request
from ledger.services.corrections import Grounds
from ledger.services.objections import DecisionInput, ObjectionInput
from ledger.store.reads.objections import Wanted

PAGE: Final = 500
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_WHY: Final = click.option("--reason", required=True, help="Why; kept where it can be erased.")
_DOCUMENT: Final = click.option(
    "--document", required=True, type=_FILE, metavar="FILE", help="What it rests on; its digest is recorded."
)
_KIND: Final = click.option("--document-kind", default="statement", show_default=True, help="What the document is.")


@click.group()
def objections() -> None:
    """Objections: awards that companies and universities contest."""


@objections.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only objections that concern this company.")
@click.option("--accrual", default="", metavar="ACR_ID", help="Only objections to this award.")
@click.option("--status", type=click.Choice(STATUSES), help="Only objections in this status.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, accrual: str, status: str | None, why: str, as_json: bool) -> None:
    """List objections in the order in which they were raised."""
    node = noted_node(runtime, "objections list", organization or accrual, why)
    wanted = Wanted(organization, "", accrual, status or "")
    found: list[dict[str, object]] = []
    last: int | None = None
    while page := service.list_objections(node, MACHINE, wanted, last, PAGE):
        found += page
        last = int(page[-1]["position"])
    if as_json:
        print_json(found)
    else:
        print_table(("id", "status", "accrual_id", "objector_id", "frozen", "taken_back", "decide_by"), found)


@objections.command()
@click.argument("objection_id")
@why_option
@json_option
@click.pass_obj
def show(runtime: Runtime, objection_id: str, why: str, as_json: bool) -> None:
    """Show one objection."""
    shown = service.get_objection(noted_node(runtime, "objections show", objection_id, why), MACHINE, objection_id)
    (print_json if as_json else print_fields)(shown)


@objections.command("raise")
@click.argument("accrual_id")
@click.argument("reason_code", type=click.Choice(REASON_CODES))
@_WHY
@_DOCUMENT
@_KIND
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def raise_(runtime: Runtime, /, accrual_id: str, reason_code: str, **told: Any) -> None:
    """Object to an award: its points are frozen until that is decided."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "objections.raise", dry_run=told["dry_run"])
    item = ObjectionInput(accrual_id, reason_code, told["reason"], _evidence(told["document"], told["document_kind"]))
    shown = accepted(service.raise_objection(node, request, item))
    (print_json if told["as_json"] else print_fields)(shown)


@objections.command()
@click.argument("objection_id")
@click.argument("outcome", type=click.Choice(OUTCOMES))
@click.argument("reason_code", type=click.Choice(DECIDED_BECAUSE))
@click.option("--points", type=click.IntRange(1, 2**53 - 1), help="How many are taken back; else all that stands.")
@click.option("--grace-days", type=click.IntRange(0), default=0, help="How long what lapsed meanwhile lives on.")
@_WHY
@_DOCUMENT
@_KIND
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def decide(runtime: Runtime, /, objection_id: str, outcome: str, reason_code: str, **told: Any) -> None:
    """Propose how an objection is decided; another person approves it with ``ledger proposals approve``."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "objections.propose", dry_run=told["dry_run"])
    grounds = Grounds(reason_code, told["reason"], _evidence(told["document"], told["document_kind"]))
    item = DecisionInput(outcome, grounds, told["points"], told["grace_days"])
    shown = accepted(service.propose_decision(node, request, objection_id, item))
    (print_json if told["as_json"] else print_fields)(shown)


@objections.command()
@click.argument("objection_id")
@_WHY
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def withdraw(runtime: Runtime, objection_id: str, reason: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Take an objection back: what is frozen comes free."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "objections.withdraw", dry_run=dry_run)
    shown = accepted(service.withdraw_objection(node, request, objection_id, reason))
    (print_json if as_json else print_fields)(shown)


def _evidence(document: Path, kind: str) -> Evidence:
    data = document.read_bytes()
    media_type = guess_type(document.name)[0] or "application/octet-stream"
    return Evidence(kind, sha256(data).hexdigest(), media_type, len(data))
