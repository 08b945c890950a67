"""Users: who may log in for an organization; invite, renew and revoke them, and accept an invitation."""

from __future__ import annotations

import sys

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.organizations import every_organization
from ledger.cli.output import json_option, print_fields, print_json, print_table, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.permissions import ROLES
from ledger.services.context import Request
from ledger.services.organizations import revoke_client
from ledger.services.users import accept_invitation, invite_user, list_users, renew_user


@click.group()
def users() -> None:
    """Users: persons who log in for an organization."""


def one_person(person: str | None, same_person_as: str | None) -> tuple[str | None, str | None]:
    """Give the name of a new person, or the client or user of a known one. Raises ``click.UsageError`` for both."""
    if (person is None) == (same_person_as is None):
        raise click.UsageError("expected one of --person and --same-person-as")
    return person, same_person_as


@users.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only users of this organization.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, why: str, as_json: bool) -> None:
    """List the users, revoked ones too."""
    node = noted_node(runtime, "users list", organization, why)
    holders = [organization] if organization else [one["id"] for one in every_organization(node, "")]
    found = [user for holder in holders for user in list_users(node, MACHINE, holder)]
    if as_json:
        print_json(found)
    else:
        print_table(("user_id", "login", "name", "role", "status", "organization_id", "person_id"), found)


@users.command()
@click.argument("organization_id")
@click.option("--login", required=True, metavar="ADDRESS", help="The e-mail address to log in with.")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--person", help="Name of the person, a new one.")
@click.option("--same-person-as", metavar="ID", help="The person is the one behind this client or user.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def invite(
    runtime: Runtime,
    /,
    organization_id: str,
    login: str,
    role: str,
    acting: str,
    dry_run: bool,
    as_json: bool,
    **who: str | None,
) -> None:
    """Invite somebody to act for an organization; the code is shown this once."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.grant", dry_run=dry_run)
    shown = accepted(invite_user(node, request, organization_id, login, role, *one_person(**who)))
    if as_json:
        print_json(shown)
        return
    print_fields({**shown, "permissions": " ".join(shown["permissions"])})
    remark("Nothing was written." if dry_run else "Hand the code to this person alone: it is not shown again.")


@users.command()
@click.argument("user_id")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def renew(runtime: Runtime, user_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Give a user a new invitation; password and sessions hold no more."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.grant", dry_run=dry_run)
    (print_json if as_json else print_fields)(accepted(renew_user(node, request, user_id)))


@users.command()
@click.argument("user_id")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def revoke(runtime: Runtime, user_id: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """End a user, who acts no more from then on."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "clients.revoke", dry_run=dry_run)
    (print_json if as_json else print_fields)(accepted(revoke_client(node, request, user_id)))


@users.command()
@click.argument("login")
@json_option
@click.pass_obj
def accept(runtime: Runtime, login: str, as_json: bool) -> None:
    """Accept an invitation: the code and the new password are asked for, or are two lines of standard input."""
    if sys.stdin.isatty():
        code = click.prompt("Invitation code", hide_input=True, err=True)
        password = click.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        code, password = (sys.stdin.readline().rstrip("\n") for _ in range(2))
    shown = accept_invitation(open_ledger_node(runtime), login, code, password)
    (print_json if as_json else print_fields)(shown)
