"""Clients: who may act for whom; grant and revoke it."""

from __future__ import annotations

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.organizations import every_organization
from ledger.cli.output import json_option, print_fields, print_json, print_table, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.permissions import ROLES
from ledger.services.clients import list_clients
from ledger.services.context import Request
from ledger.services.organizations import grant_client, revoke_client


@click.group()
def clients() -> None:
    """Clients: who may act for an organization."""


@clients.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only clients of this organization.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, why: str, as_json: bool) -> None:
    """List the clients, revoked ones too."""
    node = noted_node(runtime, "clients list", organization, why)
    holders = [organization] if organization else [one["id"] for one in every_organization(node, "")]
    found = [client for holder in holders for client in list_clients(node, MACHINE, holder)]
    if as_json:
        print_json(found)
    else:
        print_table(("client_id", "role", "organization_id", "person_id", "revoked_at"), found)


@clients.command()
@click.argument("organization_id")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--person", help="Name of the person behind the client, a new one.")
@click.option("--same-person-as", metavar="CLIENT_ID", help="The person is the one behind this client.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def grant(
    runtime: Runtime,
    organization_id: str,
    role: str,
    person: str | None,
    same_person_as: str | None,
    acting: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Give an organization another client; its secret is shown this once."""
    if (person is None) == (same_person_as is None):
        raise click.UsageError("expected one of --person and --same-person-as")
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.grant", dry_run=dry_run)
    shown = accepted(grant_client(node, request, organization_id, role, person, same_person_as))
    if as_json:
        print_json(shown)
        return
    print_fields({**shown, "permissions": " ".join(shown["permissions"])})
    remark("Nothing was written." if dry_run else "Keep the secret: it is not shown again.")


@clients.command()
@click.argument("client_id", metavar="CLIENT_ID")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def revoke(runtime: Runtime, client_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """End a client; it acts no more from then on."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.revoke", dry_run=dry_run)
    shown = accepted(revoke_client(node, request, client_id))
    if as_json:
        print_json(shown)
    else:
        print_fields(shown)
