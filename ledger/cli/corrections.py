"""Corrections: propose what is moved by hand; ``ledger proposals`` carries it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from ledger.cli.acting import (
    accepted,
    document_kind_option,
    document_option,
    dry_run_option,
    evidence_of,
    reason_option,
)
from ledger.cli.drafting import day
from ledger.cli.output import json_option, print_fields, print_json
from ledger.cli.runtime import Runtime
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.domain.commands import Answer
from ledger.domain.corrections import ADJUSTED, REINSTATED, WRITTEN_OFF
from ledger.services import corrections as service
from ledger.services.context import Request
from ledger.services.corrections import CorrectionInput, Grounds
from ledger.services.node import Node

Propose = Callable[[Node, Request, CorrectionInput], Answer]
POINTS = click.IntRange(1, 2**53 - 1)


@click.group()
def corrections() -> None:
    """Corrections: points that people move by hand."""


def _grounded(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what all of these take: why, the document, who acts."""
    options = (reason_option, document_option, document_kind_option, acting_option, dry_run_option, json_option)
    for option in reversed(options):
        command = option(command)
    return click.pass_obj(command)


def _propose(runtime: Runtime, proposing: Propose, told: dict[str, Any], **what: Any) -> None:
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "corrections.propose", dry_run=told["dry_run"])
    document = evidence_of(told["document"], told["document_kind"])
    grounds = Grounds(told["reason_code"], told["reason"], document)
    shown = accepted(proposing(node, request, CorrectionInput(grounds=grounds, **what)))
    (print_json if told["as_json"] else print_fields)(shown)


@corrections.command()
@click.argument("organization_id")
@click.argument("points", type=POINTS)
@click.option("--until", "expires_on", required=True, type=day, metavar="DAY", help="Last day of the points.")
@click.option("--reason-code", type=click.Choice(ADJUSTED), required=True)
@_grounded
def credit(runtime: Runtime, /, organization_id: str, points: int, expires_on: datetime, **told: Any) -> None:
    """Propose to grant points to a holder."""
    what = {"organization_id": organization_id, "points": points, "expires_on": f"{expires_on:%Y-%m-%d}"}
    _propose(runtime, service.propose_adjustment, told, direction="credit", **what)


@corrections.command()
@click.argument("organization_id")
@click.argument("points", type=POINTS)
@click.option("--reason-code", type=click.Choice(ADJUSTED), required=True)
@_grounded
def debit(runtime: Runtime, /, organization_id: str, points: int, **told: Any) -> None:
    """Propose to take points away from a holder, those that lapse soonest."""
    what = {"organization_id": organization_id, "points": points}
    _propose(runtime, service.propose_adjustment, told, direction="debit", **what)


@corrections.command("write-off")
@click.argument("organization_id")
@click.argument("points", type=POINTS)
@click.option("--reason-code", type=click.Choice(WRITTEN_OFF), required=True)
@_grounded
def write_off(runtime: Runtime, /, organization_id: str, points: int, **told: Any) -> None:
    """Propose to give up points that a holder owes."""
    _propose(runtime, service.propose_write_off, told, organization_id=organization_id, points=points)


@corrections.command()
@click.argument("organization_id")
@click.argument("lot_id")
@click.argument("points", type=POINTS)
@click.option("--until", "expires_on", required=True, type=day, metavar="DAY", help="Last day of the points.")
@click.option("--reason-code", type=click.Choice(REINSTATED), required=True)
@_grounded
def reinstate(
    runtime: Runtime, /, organization_id: str, lot_id: str, points: int, expires_on: datetime, **told: Any
) -> None:
    """Propose to bring back points of a lot that lapsed."""
    what = {
        "organization_id": organization_id,
        "lot_id": lot_id,
        "points": points,
        "expires_on": f"{expires_on:%Y-%m-%d}",
    }
    _propose(runtime, service.propose_reinstatement, told, **what)
