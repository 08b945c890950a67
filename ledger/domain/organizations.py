"""Organizations and their clients: who takes part, and who may act for whom.

Behind each client stands a person. Names and registration numbers go to the vault; the journal keeps ids and digests.
A grant writes its permissions into the journal and a revocation ends them, so authority has a history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import (
    AddRegistration,
    GrantClient,
    NewClient,
    OpenLedger,
    RegisterOrganization,
    RevokeClient,
    Submission,
)
from ledger.domain.decided import ClientSecret
from ledger.domain.desk import Desk
from ledger.domain.grants import (
    OPERATOR,
    check_alone,
    is_last_approver,
    is_of_the_last_two,
    need_all_who_grant,
    need_approvers,
)
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import (
    ClientGranted,
    ClientRevoked,
    LedgerOpened,
    OrganizationRegistered,
    RegistrationAdded,
)
from ledger.domain.needs import Needs
from ledger.domain.permissions import ROLES, ROLES_OF_KIND
from ledger.domain.refusals import Refused


def first_register(command: RegisterOrganization, submission: Submission, needs: Needs) -> None:
    """Need to know whether the registration number is taken."""
    if command.registration_number is not None:
        needs.registrations.add(command.registration_number.blind)
    need_person(command.client.same_person_as, needs)


def decide_register(desk: Desk, command: RegisterOrganization) -> Mapping[str, Any]:
    """Onboard an organization with its first client.

    Refusals, in this order: ``organization_kind_unknown``, ``role_not_for_kind``, ``registration_number_missing``,
    ``registration_number_taken``, ``client_unknown``.
    """
    if command.kind not in ROLES_OF_KIND or command.kind == OPERATOR:
        expected = ", ".join(sorted(ROLES_OF_KIND.keys() - {OPERATOR}))
        raise Refused("organization_kind_unknown", "/kind", expected=expected, found=command.kind)
    check_role(command.kind, command.client.role)
    if command.registration_number is None and command.kind == "company":
        raise Refused("registration_number_missing", "/registration_number", kind=command.kind)
    blind = command.registration_number.blind if command.registration_number else ""
    check_number_free(desk.books, blind)
    check_person(desk.books, command.client.same_person_as)
    # From here on the registration succeeds.
    organization = desk.new_id("organization")
    private = {"name_ko": command.name_ko, "name_en": command.name_en}
    if command.registration_number is not None:
        private["registration_number"] = command.registration_number
    fact = OrganizationRegistered(organization, command.kind, blind)
    entry = desk.record(fact, private=private, subject=organization)
    client = grant(desk, organization, command.client)
    return {
        "id": organization,
        "kind": command.kind,
        "position": entry.position,
        "client": client,
    }


def second_register(
    command: RegisterOrganization | AddRegistration, submission: Submission, books: Books, needs: Needs, today: str
) -> None:
    """Need whoever has the registration number already."""
    if command.registration_number is not None:
        known = books.registrations.get(command.registration_number.blind)
        needs.organizations.update(() if known is None else (known.organization,))


def check_number_free(books: Books, blind: str) -> None:
    """See that nobody is registered under a number; of a company that was merged, its successor is.

    Refusals: ``registration_number_taken``.
    """
    known = books.registrations.get(blind) if blind else None
    if known is not None:
        organization = heir_of(books, known.organization)
        raise Refused("registration_number_taken", "/registration_number", organization_id=organization)


def first_add(command: AddRegistration, submission: Submission, needs: Needs) -> None:
    """Need the organization, and to know whether the registration number is taken."""
    needs.organizations.add(command.organization_id)
    needs.registrations.add(command.registration_number.blind)


def decide_add(desk: Desk, command: AddRegistration) -> Mapping[str, Any]:
    """Put one more registration number of a company on record.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``organization_merged``,
    ``organization_closed``, ``registration_number_taken``.
    """
    row = company(desk.books, command.organization_id)
    check_active(row)
    check_number_free(desk.books, command.registration_number.blind)
    # From here on the number leads to the company.
    fact = RegistrationAdded(row.organization, command.registration_number.blind)
    entry = desk.record(fact, private={"registration_number": command.registration_number})
    return {"organization_id": row.organization, "position": entry.position}


def company(books: Books, organization: str, pointer: str = "") -> rows.Organization:
    """Give a company.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``.
    """
    row = books.organizations.get(organization)
    if row is None:
        raise Refused("organization_unknown", pointer, organization_id=organization)
    if row.kind != "company":
        raise Refused("organization_is_not_a_company", pointer, organization_id=organization, kind=row.kind)
    return row


def first_grant(command: GrantClient, submission: Submission, needs: Needs) -> None:
    """Need the organization."""
    needs.organizations.add(command.organization_id)
    need_person(command.client.same_person_as, needs)
    need_approvers(needs)


def decide_grant(desk: Desk, command: GrantClient) -> Mapping[str, Any]:
    """Give an organization another client.

    Refusals, in this order: ``organization_unknown``, ``organization_merged``, ``organization_closed``,
    ``role_not_for_kind``, ``client_unknown``, ``grant_needs_two_persons``.
    """
    organization = desk.books.organizations.get(command.organization_id)
    if organization is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=command.organization_id)
    check_active(organization, "/organization_id")
    check_role(organization.kind, command.client.role)
    check_person(desk.books, command.client.same_person_as)
    check_alone(desk.books, organization)
    # From here on the grant succeeds.
    return grant(desk, organization.organization, command.client)


def first_revoke(command: RevokeClient, submission: Submission, needs: Needs) -> None:
    """Need the client, and who else grants."""
    needs.clients.add(command.client_id)
    need_all_who_grant(needs)


def decide_revoke(desk: Desk, command: RevokeClient) -> Mapping[str, Any]:
    """End a client or a user.

    Refusals, in this order: ``client_unknown``, ``client_already_revoked``, ``last_approver``, ``last_two_persons``.
    """
    client = desk.books.clients.get(command.client_id)
    if client is None:
        raise Refused("client_unknown", client_id=command.client_id)
    if client.revoked_at:
        raise Refused("client_already_revoked", client_id=client.client, revoked_at=client.revoked_at)
    if is_last_approver(desk.books, client):
        raise Refused("last_approver", client_id=client.client)
    if is_of_the_last_two(desk.books, client):
        raise Refused("last_two_persons", client_id=client.client)
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
    return {"id": organization, "kind": OPERATOR, "client": grant(desk, organization, command.client)}


def need_person(same_person_as: str, needs: Needs) -> None:
    """Need the client or user whose person is named, if one is."""
    if same_person_as:
        needs.clients.add(same_person_as)


def check_role(kind: str, role: str) -> None:
    """Refuse a role that no organization of a kind gives. Refusals: ``role_not_for_kind``."""
    if role not in ROLES_OF_KIND[kind]:
        raise Refused(
            "role_not_for_kind",
            "/role",
            kind=kind,
            expected=", ".join(sorted(ROLES_OF_KIND[kind])),
            found=role,
        )


def check_person(books: Books, same_person_as: str) -> None:
    """Refuse a person behind a client or user that there is not. Refusals: ``client_unknown``."""
    if same_person_as and books.clients.get(same_person_as) is None:
        raise Refused("client_unknown", "/same_person_as", client_id=same_person_as)


def grant(
    desk: Desk, organization: str, new: NewClient, granted: tuple[str, ...] = (), proposal: str = ""
) -> Mapping[str, Any]:
    """Record that a client may act for an organization, with its secret beside it.

    Args:
        granted: the permissions that were approved, or all of the role's where nobody had to.
    """
    client = desk.new_id("client")
    person = desk.books.clients.require(new.same_person_as).person if new.same_person_as else desk.new_id("person")
    private = {"name": new.person_name} if new.person_name else {}
    permissions = granted or tuple(sorted(ROLES[new.role]))
    fact = ClientGranted(client, organization, person, new.role, permissions, proposal)
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


REGISTER = Handler("organizations.register", first_register, second_register, decide_register)
ADD_REGISTRATION = Handler("organizations.register", first_add, second_register, decide_add)
GRANT = Handler("clients.grant", first_grant, nothing_more, decide_grant)
REVOKE = Handler("clients.revoke", first_revoke, nothing_more, decide_revoke)
OPEN = Handler("", first_open, nothing_more, decide_open)
