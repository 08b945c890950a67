"""Proposals: what waits for another person; approve, reject or withdraw it; and how far acts by hand reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option, reason_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.acts import ACTS
from ledger.domain.bounds import DAYS_MAX, DEFAULTS
from ledger.domain.commands import Answer
from ledger.services import bounds as bounds_service
from ledger.services import proposals as service
from ledger.services.context import Request
from ledger.services.node import Node

PAGE = 500


@click.group()
def proposals() -> None:
    """Proposals: what one person proposes and another carries out."""


@proposals.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only those that concern it.")
@click.option("--status", type=click.Choice(service.STATUSES), help="Only proposals in this status.")
@click.option("--act", type=click.Choice(sorted(ACTS)), help="Only acts of this kind.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, status: str | None, act: str | None, why: str, as_json: bool) -> None:
    """List proposals in the order in which they were made."""
    node = noted_node(runtime, "proposals list", organization, why)
    found: list[dict[str, Any]] = []
    last: int | None = None
    while page := service.list_proposals(
        node, MACHINE, organization_id=organization, status=status or "", act=act or "", after=last, limit=PAGE
    ):
        found += page
        last = int(page[-1]["position"])
    if as_json:
        print_json(found)
    else:
        print_table(("id", "act", "status", "organization_id", "points", "act_by"), found)


@proposals.command()
@click.argument("proposal_id")
@why_option
@json_option
@click.pass_obj
def show(runtime: Runtime, proposal_id: str, why: str, as_json: bool) -> None:
    """Show a proposal."""
    told = service.get_proposal(noted_node(runtime, "proposals show", proposal_id, why), MACHINE, proposal_id)
    (print_json if as_json else print_fields)(told)


@proposals.command()
@click.argument("proposal_id")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def approve(runtime: Runtime, proposal_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Approve a proposal as another person; the last who must do so carries it out."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "proposals.approve", dry_run=dry_run)
    shown = accepted(service.approve_proposal(node, request, proposal_id))
    (print_json if as_json else print_fields)(shown)


@proposals.command()
@click.argument("proposal_id")
@reason_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def reject(runtime: Runtime, /, proposal_id: str, reason: str, **told: Any) -> None:
    """Decline a proposal, as another person than the one who made it."""
    _end(runtime, service.reject_proposal, proposal_id, reason, told)


@proposals.command()
@click.argument("proposal_id")
@reason_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def withdraw(runtime: Runtime, /, proposal_id: str, reason: str, **told: Any) -> None:
    """Take a proposal back."""
    _end(runtime, service.withdraw_proposal, proposal_id, reason, told)


def _end(
    runtime: Runtime,
    ending: Callable[[Node, Request, str, str], Answer],
    proposal_id: str,
    reason: str,
    told: dict[str, Any],
) -> None:
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "proposals.end", dry_run=told["dry_run"])
    shown = accepted(ending(node, request, proposal_id, reason))
    (print_json if told["as_json"] else print_fields)(shown)


@click.group()
def bounds() -> None:
    """Bounds: how far acts by hand reach."""


@bounds.command("list")
@json_option
@click.pass_obj
def list_bounds(runtime: Runtime, as_json: bool) -> None:
    """List every bound as it stands."""
    found = bounds_service.list_bounds(open_ledger_node(runtime), MACHINE)
    if as_json:
        print_json(found)
    else:
        print_table(("name", "points_max", "second_from", "days", "position"), found)


@bounds.command()
@click.argument("name", type=click.Choice(sorted(DEFAULTS)))
@click.option("--points-max", type=click.IntRange(min=0), required=True, help="Most points of one act; 0 is no limit.")
@click.option("--second-from", type=click.IntRange(min=0), required=True, help="From so many points two approve.")
@click.option("--days", type=click.IntRange(1, DAYS_MAX), required=True, help="Days to decide.")
@reason_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(runtime: Runtime, /, name: str, points_max: int, second_from: int, days: int, **told: Any) -> None:
    """Propose how far an act reaches."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), "bounds.propose", dry_run=told["dry_run"])
    figures = {"points_max": points_max, "second_from": second_from, "days": days, "reason": told["reason"]}
    shown = accepted(bounds_service.propose_bound(node, request, name, **figures))
    (print_json if told["as_json"] else print_fields)(shown)
