"""Grants: propose who may act for the operator, which takes two persons."""

from __future__ import annotations

import click

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.output import json_option, print_fields, print_json, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.cli.users import one_person
from ledger.domain.permissions import ROLES
from ledger.services.context import Request
from ledger.services.grants import GrantInput, propose_grant


@click.group()
def grants() -> None:
    """Grants: who may act for the operator."""


@grants.command()
@click.argument("organization_id")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--login", metavar="ADDRESS", help="The e-mail address of a user; left out for a machine client.")
@click.option("--person", help="Name of the person, a new one.")
@click.option("--same-person-as", metavar="ID", help="The person is the one behind this client or user.")
@click.option("--reason", required=True, help="Why.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(
    runtime: Runtime,
    /,
    organization_id: str,
    role: str,
    reason: str,
    acting: str,
    dry_run: bool,
    as_json: bool,
    **who: str | None,
) -> None:
    """Propose a client or a user; one half of the secret is shown this once, the other to who approves."""
    login = who.pop("login")
    person, same_person_as = one_person(**who)
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.grant", dry_run=dry_run)
    item = GrantInput(organization_id, role, reason, login, person, same_person_as)
    shown = accepted(propose_grant(node, request, item))
    if as_json:
        print_json(shown)
        return
    print_fields({name: shown[name] for name in ("id", "status", "act_by", "first_half", "position") if name in shown})
    remark("Nothing was written." if dry_run else "Hand the half to this person alone: it is not shown again.")
