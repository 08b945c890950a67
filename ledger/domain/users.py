"""Users: persons who act for an organization by a login and a password.

A user is a client with a login: authority, revocation, four eyes and the replay know no difference. The journal keeps
who was invited to do what, and that an invitation was renewed; the login name is in the vault, and codes, passwords and
sessions stand beside the journal. One user in force for each login; one person may have several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.active import check_active
from ledger.domain.books.books import Books
from ledger.domain.commands import InviteUser, NewUser, RenewUser, Submission
from ledger.domain.decided import Invitation
from ledger.domain.desk import Desk
from ledger.domain.grants import check_alone, need_approvers
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import UserInvited, UserRenewed
from ledger.domain.needs import Needs
from ledger.domain.organizations import check_person, check_role, need_person
from ledger.domain.permissions import ROLES
from ledger.domain.refusals import Refused


def first_invite(command: InviteUser, submission: Submission, needs: Needs) -> None:
    """Need the organization, who has the login, and the person's other client or user."""
    needs.organizations.add(command.organization_id)
    needs.logins.add(command.user.login.blind)
    need_person(command.user.same_person_as, needs)
    need_approvers(needs)


def decide_invite(desk: Desk, command: InviteUser) -> Mapping[str, Any]:
    """Let somebody act for an organization.

    Refusals, in this order: ``organization_unknown``, ``organization_merged``, ``organization_closed``,
    ``role_not_for_kind``, ``client_unknown``, ``login_taken``, ``grant_needs_two_persons``.
    """
    organization = desk.books.organizations.get(command.organization_id)
    if organization is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=command.organization_id)
    check_active(organization, "/organization_id")
    check_role(organization.kind, command.user.role)
    check_person(desk.books, command.user.same_person_as)
    check_login(desk.books, command.user.login.blind)
    check_alone(desk.books, organization)
    # From here on the invitation succeeds.
    return invite(desk, organization.organization, command.user)


def first_renew(command: RenewUser, submission: Submission, needs: Needs) -> None:
    """Need the user."""
    needs.clients.add(command.user_id)
    need_approvers(needs)


def second_renew(command: RenewUser, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the user's organization."""
    if (user := books.clients.get(command.user_id)) is not None:
        needs.organizations.add(user.organization)


def decide_renew(desk: Desk, command: RenewUser) -> Mapping[str, Any]:
    """Put a new invitation in the place of a user's password and sessions.

    Refusals, in this order: ``user_unknown``, ``client_already_revoked``, ``grant_needs_two_persons``.
    """
    user = desk.books.clients.get(command.user_id)
    if user is None or not user.login:
        raise Refused("user_unknown", user_id=command.user_id)
    if user.revoked_at:
        raise Refused("client_already_revoked", client_id=user.client, revoked_at=user.revoked_at)
    check_alone(desk.books, desk.books.organizations.require(user.organization))
    # From here on the renewal succeeds.
    entry = desk.record(UserRenewed(user.client))
    desk.invitations.append(Invitation(user.client, command.code_hash, desk.recorded_at, command.expires_at))
    return {
        "user_id": user.client,
        "position": entry.position,
        "expires_at": command.expires_at,
        "sealed_code": command.sealed_code,
    }


def check_login(books: Books, login: str) -> None:
    """Refuse a login name that a user in force has. Refusals: ``login_taken``."""
    for known in books.clients.find("login", login):
        raise Refused("login_taken", "/login", user_id=known.client)


def invite(
    desk: Desk, organization: str, new: NewUser, granted: tuple[str, ...] = (), proposal: str = ""
) -> Mapping[str, Any]:
    """Record that somebody may act for an organization, with the invitation beside it.

    Args:
        granted: the permissions that were approved, or all of the role's where nobody had to.
        proposal: where the texts of an approved proposal are; otherwise they are filed under the user.
    """
    user = desk.new_id("user")
    person = desk.books.clients.require(new.same_person_as).person if new.same_person_as else desk.new_id("person")
    permissions = granted or tuple(sorted(ROLES[new.role]))
    private = {} if proposal else {"login": new.login}
    if new.person_name:
        private["name"] = new.person_name
    fact = UserInvited(user, organization, person, new.role, permissions, new.login.blind, proposal)
    entry = desk.record(fact, private=private, subject=user)
    desk.invitations.append(Invitation(user, new.code_hash, desk.recorded_at, new.expires_at))
    return {
        "user_id": user,
        "organization_id": organization,
        "person_id": person,
        "role": new.role,
        "permissions": list(permissions),
        "position": entry.position,
        "expires_at": new.expires_at,
        "sealed_code": new.sealed_code,
    }


INVITE: Final = Handler("clients.grant", first_invite, nothing_more, decide_invite)
RENEW: Final = Handler("clients.grant", first_renew, second_renew, decide_renew)
