"""Organizations: who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.domain.permissions import ROLES_OF_KIND
from ledger.services.node import Node
from ledger.services.organizations import list_organizations

PAGE: Final = 500


@click.group()
def organizations() -> None:
    """Universities, companies, the operator and the auditor."""


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
        print_table(("id", "kind", "name_en", "name_ko", "registration_number"), found)


def every_organization(node: Node, kind: str) -> Iterator[dict[str, Any]]:
    """Give every organization of a kind, or of all kinds for "", read page by page."""
    after: int | None = None
    while page := list_organizations(node, MACHINE, kind, after, PAGE):
        yield from page
        after = page[-1]["position"]
