"""Demo users: a person with a login and a password for each role; those of the operator by two persons."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.commands import Answer
from ledger.services.context import Request
from ledger.services.demo_actions import DemoFailed
from ledger.services.demo_cast import Client
from ledger.services.grants import GrantInput, propose_grant
from ledger.services.node import Node
from ledger.services.proposals import approve_proposal
from ledger.services.users import accept_invitation, invite_user

DOMAIN: Final = "mileage.example"
PASSWORD_BYTES: Final = 15


@dataclass(frozen=True, slots=True, repr=False)
class User:
    """Who can log in; the password is made for each load."""

    login: str
    password: str
    user_id: str
    organization_id: str


def add_users(node: Node, clients: Mapping[str, Client]) -> dict[str, User]:
    """Give the organization of the first client of each role a user of that role, under the client's name.

    Args:
        clients: among them operator and operator_approver.

    Raises:
        DemoFailed: the ledger refused one.
    """
    first: dict[str, str] = {}
    for name, client in clients.items():
        first.setdefault(client.caller.role, name)
    return {name: _add(node, clients, name, clients[name]) for name in first.values()}


def _add(node: Node, clients: Mapping[str, Client], name: str, client: Client) -> User:
    login = f"{name.replace('_', '-')}@{DOMAIN}"
    request = Request(clients["operator"].caller, "users.invite", f"demo user {name}")
    organization, role = client.caller.organization_id, client.caller.role
    person = f"{name} / 시연 사용자"
    if client.caller.organization_kind == "operator":
        code = _granted(node, clients, GrantInput(organization, role, "시연 / for the demo", login, person), name)
    else:
        told = result_of(invite_user(node, request, organization, login, role, person, None))
        code = str(told["invitation_code"])
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = accept_invitation(node, login, code, password)
    return User(login, password, user["user_id"], organization)


def _granted(node: Node, clients: Mapping[str, Client], item: GrantInput, name: str) -> str:
    """Let one person of the operator propose a user and another approve; gives the whole invitation code."""
    proposing = Request(clients["operator"].caller, "grants.propose", f"demo user {name}")
    proposed = result_of(propose_grant(node, proposing, item))
    approving = Request(clients["operator_approver"].caller, "proposals.approve", f"demo user {name}")
    approved = result_of(approve_proposal(node, approving, str(proposed["id"])))
    return str(proposed["first_half"]) + str(approved["result"]["second_half"])


def result_of(told: Answer) -> Mapping[str, Any]:
    """Give what the only command of a request came to. Raises ``DemoFailed``."""
    (outcome,) = told.outcomes
    if outcome.code:
        raise DemoFailed(f"what the demo asked at its end was refused: {outcome.code} {dict(outcome.params)}")
    return outcome.result
