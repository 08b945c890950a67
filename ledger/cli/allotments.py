"""Allotments: how many points each university may issue in a calendar year."""

from __future__ import annotations

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.services import allotments as service
from ledger.services.context import Request
from ledger.services.node import Node

PAGE = 500


@click.group()
def allotments() -> None:
    """Allotments: how many points each university may issue in a year."""


@allotments.command("list")
@click.option("--university", default="", metavar="ORG_ID", help="Only allotments of this university.")
@click.option("--year", type=int, help="Only allotments of this year.")
@click.option("--proposals", is_flag=True, help="What is proposed, and was, in the place of what is set.")
@json_option
@click.pass_obj
def list_(runtime: Runtime, university: str, year: int | None, proposals: bool, as_json: bool) -> None:
    """List what each university may issue, with what it has used."""
    node = open_ledger_node(runtime)
    found = _proposals(node) if proposals else _set(node, university, year)
    if as_json:
        print_json(found)
    elif proposals:
        print_table(("id", "status", "university_id", "year", "points_max"), found)
    else:
        print_table(("university_id", "year", "points_max", "used", "remaining"), found)


@allotments.command()
@click.argument("university_id")
@click.argument("year", type=click.IntRange(2000, 2999))
@click.argument("points_max", type=click.IntRange(0, 2**53 - 1))
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(
    runtime: Runtime, university_id: str, year: int, points_max: int, acting: str, dry_run: bool, as_json: bool
) -> None:
    """Propose how many points a university may issue in a calendar year."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "allotments.propose", dry_run=dry_run)
    shown = accepted(service.propose_allotment(node, request, university_id, year, points_max))
    (print_json if as_json else print_fields)(shown)


@allotments.command()
@click.argument("proposal_id")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def approve(runtime: Runtime, proposal_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Set a proposed allotment, as another person than the one who proposed it."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "allotments.approve", dry_run=dry_run)
    shown = accepted(service.approve_allotment(node, request, proposal_id))
    (print_json if as_json else print_fields)(shown)


def _set(node: Node, university: str, year: int | None) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while page := service.list_allotments(node, MACHINE, university, year, _last(found), PAGE):
        found += page
    return found


def _proposals(node: Node) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while page := service.list_proposals(node, MACHINE, "", _last(found), PAGE):
        found += page
    return found


def _last(found: list[dict[str, object]]) -> int | None:
    return int(str(found[-1]["position"])) if found else None
