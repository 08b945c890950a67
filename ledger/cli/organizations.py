"""Organizations: who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.permissions import ROLES_OF_KIND
from ledger.domain.programs.clauses import SIZES
from ledger.services.context import Request
from ledger.services.node import Node
from ledger.services.organizations import list_organizations, profile_organization

PAGE: Final = 500


@click.group()
def organizations() -> None:
    """Universities, companies, agencies, the operator and the auditor."""


@organizations.command("list")
@click.option("--kind", type=click.Choice(sorted(ROLES_OF_KIND)), help="Only organizations of this kind.")
@json_option
@click.pass_obj
def list_(runtime: Runtime, kind: str | None, as_json: bool) -> None:
    """List the organizations, in the order in which they joined."""
    found = list(every_organization(open_ledger_node(runtime), kind or ""))
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


def every_organization(node: Node, kind: str) -> Iterator[dict[str, Any]]:
    """Give every organization of a kind, or of all kinds for "", read page by page."""
    after: int | None = None
    while page := list_organizations(node, MACHINE, kind, after, PAGE):
        yield from page
        after = page[-1]["position"]
