"""Organizations: who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.cli.transfers import CHANGE, grounded, grounds_of
from ledger.domain.permissions import ROLES_OF_KIND
from ledger.domain.programs.clauses import SIZES
from ledger.domain.transfer_acts import AFFILIATED, CLOSED
from ledger.services.context import Request
from ledger.services.node import Node
from ledger.services.organizations import add_registration, list_organizations, profile_organization
from ledger.services.transfers import propose_affiliation, propose_closure

PAGE: Final = 500


@click.group()
def organizations() -> None:
    """Universities, companies, agencies, the operator and the auditor."""


@organizations.command("list")
@click.option("--kind", type=click.Choice(sorted(ROLES_OF_KIND)), help="Only organizations of this kind.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, kind: str | None, why: str, as_json: bool) -> None:
    """List the organizations, in the order in which they joined."""
    found = list(every_organization(noted_node(runtime, "organizations list", "", why), kind or ""))
    if as_json:
        print_json(found)
    else:
        print_table(("id", "kind", "name_en", "name_ko", "registration_number", "region", "size", "owner"), found)


@organizations.command()
@click.argument("organization_id")
@click.option("--region", default="", metavar="CODE", help="The district a company is in, such as haeundae.")
@click.option("--size", default="", type=click.Choice(["", *SIZES]), metavar="SIZE", help=f"{', '.join(SIZES)}.")
@click.option("--owner", default="", metavar="CODE", help="The code by which programs' terms name an agency.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def profile(
    runtime: Runtime,
    organization_id: str,
    region: str,
    size: str,
    owner: str,
    acting: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Say what is known of an organization, in the place of what was said before."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "organizations.profile", dry_run=dry_run)
    shown = accepted(profile_organization(node, request, organization_id, region, size, owner))
    (print_json if as_json else print_fields)(shown)


@organizations.command()
@click.argument("organization_id")
@click.option("--reason-code", type=click.Choice(CLOSED), required=True)
@grounded
def close(runtime: Runtime, /, organization_id: str, **told: Any) -> None:
    """Propose to close a company of which nothing is left."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), CHANGE, dry_run=told["dry_run"])
    shown = accepted(propose_closure(node, request, organization_id, grounds_of(told)))
    (print_json if told["as_json"] else print_fields)(shown)


@organizations.command()
@click.argument("organization_ids", nargs=-1, required=True)
@click.option("--apart", is_flag=True, help="Each of them is to count alone again.")
@click.option("--reason-code", type=click.Choice(AFFILIATED), required=True)
@grounded
def affiliate(runtime: Runtime, /, organization_ids: tuple[str, ...], apart: bool, **told: Any) -> None:
    """Propose that companies count as one for yearly caps and ceilings."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), CHANGE, dry_run=told["dry_run"])
    shown = accepted(propose_affiliation(node, request, organization_ids, grounds_of(told), together=not apart))
    (print_json if told["as_json"] else print_fields)(shown)


@organizations.command("add-registration")
@click.argument("organization_id")
@click.argument("registration_number")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def add_registration_(
    runtime: Runtime, organization_id: str, registration_number: str, acting: str, dry_run: bool, as_json: bool
) -> None:
    """Put one more business registration number of a company on record."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "organizations.register", dry_run=dry_run)
    shown = accepted(add_registration(node, request, organization_id, registration_number))
    (print_json if as_json else print_fields)(shown)


def every_organization(node: Node, kind: str) -> Iterator[dict[str, Any]]:
    """Give every organization of a kind, or of all kinds for "", read page by page."""
    after: int | None = None
    while page := list_organizations(node, MACHINE, kind, after, PAGE):
        yield from page
        after = page[-1]["position"]
