"""Organizations and their clients: who takes part, and who may act for whom.

Behind each client stands a person. Names and registration numbers go to the vault; the journal keeps ids and digests.
A grant writes its permissions into the journal and a revocation ends them, so authority has a history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.books.books import Books
from ledger.domain.commands import (
    GrantClient,
    NewClient,
    OpenLedger,
    RegisterOrganization,
    RevokeClient,
    Submission,
)
from ledger.domain.decided import ClientSecret
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import ClientGranted, ClientRevoked, LedgerOpened, OrganizationRegistered
from ledger.domain.needs import Needs
from ledger.domain.permissions import ROLES, ROLES_OF_KIND
from ledger.domain.refusals import Refused

OPERATOR: Final = "operator"


def first_register(command: RegisterOrganization, submission: Submission, needs: Needs) -> None:
    """Need to know whether the registration number is taken."""
    if command.registration_number is not None:
        needs.registrations.add(command.registration_number.blind)
    _need_person(command.client, needs)


def decide_register(desk: Desk, command: RegisterOrganization) -> Mapping[str, Any]:
    """Onboard an organization with its first client.

    Refusals, in this order: ``organization_kind_unknown``, ``role_not_for_kind``, ``registration_number_missing``,
    ``registration_number_taken``, ``client_unknown``.
    """
    if command.kind not in ROLES_OF_KIND or command.kind == OPERATOR:
        expected = ", ".join(sorted(ROLES_OF_KIND.keys() - {OPERATOR}))
        raise Refused("organization_kind_unknown", "/kind", expected=expected, found=command.kind)
    _check_role(command.kind, command.client.role)
    if command.registration_number is None and command.kind == "company":
        raise Refused("registration_number_missing", "/registration_number", kind=command.kind)
    blind = command.registration_number.blind if command.registration_number else ""
    if blind:
        for known in desk.books.organizations.find("registration", blind):
            raise Refused("registration_number_taken", "/registration_number", organization_id=known.organization)
    _check_person(desk.books, command.client)
    # From here on the registration succeeds.
    organization = desk.new_id("organization")
    private = {"name_ko": command.name_ko, "name_en": command.name_en}
    if command.registration_number is not None:
        private["registration_number"] = command.registration_number
    fact = OrganizationRegistered(organization, command.kind, blind)
    entry = desk.record(fact, private=private, subject=organization)
    client = _grant(desk, organization, command.client)
    return {
        "id": organization,
        "kind": command.kind,
        "position": entry.position,
        "client": client,
    }


def first_grant(command: GrantClient, submission: Submission, needs: Needs) -> None:
    """Need the organization."""
    needs.organizations.add(command.organization_id)
    _need_person(command.client, needs)


def decide_grant(desk: Desk, command: GrantClient) -> Mapping[str, Any]:
    """Give an organization another client.

    Refusals, in this order: ``organization_unknown``, ``role_not_for_kind``, ``client_unknown``.
    """
    organization = desk.books.organizations.get(command.organization_id)
    if organization is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=command.organization_id)
    _check_role(organization.kind, command.client.role)
    _check_person(desk.books, command.client)
    # From here on the grant succeeds.
    return _grant(desk, organization.organization, command.client)


def first_revoke(command: RevokeClient, submission: Submission, needs: Needs) -> None:
    """Need the client."""
    needs.clients.add(command.client_id)


def decide_revoke(desk: Desk, command: RevokeClient) -> Mapping[str, Any]:
    """End a client.

    Refusals, in this order: ``client_unknown``, ``client_already_revoked``.
    """
    client = desk.books.clients.get(command.client_id)
    if client is None:
        raise Refused("client_unknown", client_id=command.client_id)
    if client.revoked_at:
        raise Refused("client_already_revoked", client_id=client.client, revoked_at=client.revoked_at)
    # From here on the revocation succeeds.
    entry = desk.record(ClientRevoked(client.client))
    return {"client_id": client.client, "revoked_at": entry.recorded_at, "position": entry.position}


def first_open(command: OpenLedger, submission: Submission, needs: Needs) -> None:
    """Need nothing: there is nothing yet."""


def decide_open(desk: Desk, command: OpenLedger) -> Mapping[str, Any]:
    """Open the ledger: the genesis entry, the operator, and its first client.

    Refusals: ``ledger_already_open``.
    """
    if desk.books.position:
        raise Refused("ledger_already_open", position=desk.books.position)
    # From here on the opening succeeds.
    desk.record(LedgerOpened(desk.new_id("ledger"), command.origin, command.clock, desk.today))
    organization = desk.new_id("organization")
    private = {"name_ko": command.name_ko, "name_en": command.name_en}
    desk.record(OrganizationRegistered(organization, OPERATOR), private=private, subject=organization)
    return {"id": organization, "kind": OPERATOR, "client": _grant(desk, organization, command.client)}


def _need_person(client: NewClient, needs: Needs) -> None:
    if client.same_person_as:
        needs.clients.add(client.same_person_as)


def _check_role(kind: str, role: str) -> None:
    if role not in ROLES_OF_KIND[kind]:
        raise Refused(
            "role_not_for_kind",
            "/role",
            kind=kind,
            expected=", ".join(sorted(ROLES_OF_KIND[kind])),
            found=role,
        )


def _check_person(books: Books, client: NewClient) -> None:
    if client.same_person_as and books.clients.get(client.same_person_as) is None:
        raise Refused("client_unknown", "/same_person_as", client_id=client.same_person_as)


def _grant(desk: Desk, organization: str, new: NewClient) -> Mapping[str, Any]:
    client = desk.new_id("client")
    person = desk.books.clients.require(new.same_person_as).person if new.same_person_as else desk.new_id("person")
    private = {"name": new.person_name} if new.person_name else {}
    permissions = tuple(sorted(ROLES[new.role]))
    fact = ClientGranted(client, organization, person, new.role, permissions)
    entry = desk.record(fact, private=private, subject=person)
    desk.secrets.append(ClientSecret(client, desk.recorded_at, new.secret_hash))
    return {
        "client_id": client,
        "organization_id": organization,
        "person_id": person,
        "role": new.role,
        "permissions": list(permissions),
        "position": entry.position,
        "sealed_secret": new.sealed_secret,
    }


REGISTER = Handler("organizations.register", first_register, nothing_more, decide_register)
GRANT = Handler("clients.grant", first_grant, nothing_more, decide_grant)
REVOKE = Handler("clients.revoke", first_revoke, nothing_more, decide_revoke)
OPEN = Handler("", first_open, nothing_more, decide_open)
