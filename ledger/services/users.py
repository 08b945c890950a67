"""Users: invite them, let them accept, list them; a user is a client who has a login."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, Command, InviteUser, NewUser, RenewUser
from ledger.domain.dates import instant_text
from ledger.domain.decided import Invitation
from ledger.domain.journal.commitments import blind
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private
from ledger.services.node import Node
from ledger.services.passwords import check_password
from ledger.services.posting import answer
from ledger.services.secrets import hashed, matches, new_secret, open_sealed
from ledger.services.visibility import require_organization
from ledger.store.reads import clients as read_clients
from ledger.store.reads import users as read
from ledger.store.reads import vault
from ledger.store.reads.users import Password
from ledger.store.units import ReadingUnit

_LOGIN: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
LABEL: Final = "login"


def login_name(told: str) -> str:
    """Give a login name as it is compared: an e-mail address in NFKC and lower case.

    Raises:
        Refused: ``login_not_an_address``.
    """
    login = unicodedata.normalize("NFKC", told).strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise Refused("login_not_an_address", "/login")
    return login


def login_digest(node: Node, told: str) -> str:
    """Give the digest by which a login is found; what is no address has one too, of nobody."""
    return blind(node.keys.blind_key, LABEL, unicodedata.normalize("NFKC", told).strip().casefold())


def invite_user(
    node: Node,
    request: Request,
    organization_id: str,
    login: str,
    role: str,
    person_name: str | None,
    same_person_as: str | None,
) -> Answer:
    """Invite somebody to act for an organization; the answer alone shows the code.

    Raises:
        Refused: ``login_not_an_address``.
    """
    code = new_secret(node, request)
    name = None if person_name is None else private(node, "name", person_name)
    told = private(node, LABEL, login_name(login))
    user = NewUser(role, told, code.hashed, code.sealed, _expiry(node), name, same_person_as or "")
    return _showing_code(node, request, InviteUser(organization_id, user))


def renew_user(node: Node, request: Request, user_id: str) -> Answer:
    """Give a user a new invitation: password and sessions hold no more; the answer alone shows the code."""
    code = new_secret(node, request)
    return _showing_code(node, request, RenewUser(user_id, code.hashed, code.sealed, _expiry(node)))


def accept_invitation(node: Node, login: str, code: str, password: str) -> dict[str, Any]:
    """Set a user's password by an invitation, once.

    Raises:
        Refused: ``invitation_not_usable`` whatever is wrong with login or code; those of ``check_password``.
    """
    digest, now = login_digest(node, login), instant_text(node.clock())
    with node.store.reading() as unit:
        user, invitation = read.by_login(unit, digest), None
        if user is not None:
            invitation = read.invitations(unit, [user.client]).get(user.client)
    usable = invitation is not None and not invitation.used_at and now < invitation.expires_at
    if not matches(invitation.code_hash if invitation and usable else None, code) or not user or not invitation:
        raise Refused("invitation_not_usable")
    fresh = Password(user.client, hashed(check_password(node, login_name(login), password)), now, 0)
    with node.store.writing() as unit:
        if read.by_login(unit, digest) != user or not read.use_invitation(unit, invitation, now):
            raise Refused("invitation_not_usable")
        read.put_password(unit, fresh)
        read.end_sessions(unit, user.client, now)
    return {"user_id": user.client, "organization_id": user.organization, "accepted_at": now}


def require_password_change(node: Node, user_id: str) -> dict[str, Any]:
    """Let a user do nothing more before the password is changed.

    Raises:
        Refused: ``user_unknown``, also for one who never had a password.
    """
    with node.store.writing() as unit:
        user = read_clients.client(unit, user_id)
        if user is None or user.revoked_at or not read.require_change(unit, user_id):
            raise Refused("user_unknown", user_id=user_id)
    return {"user_id": user_id, "must_change_password": True}


def list_users(node: Node, caller: Caller, organization_id: str) -> list[dict[str, Any]]:
    """Give an organization's users, revoked ones too, with their login names.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        found = read.users(unit, organization_id)
        invited = read.invitations(unit, [row.client for row in found])
        subjects = {row.client: row.client for row in found} | read.proposals_of(unit, found)
        ids = [*subjects.values(), *(row.person for row in found)]
        texts, erased = vault.texts(unit, ids), vault.erased_at(unit, ids)
    now = instant_text(node.clock())
    return [
        {
            **_shown(row, subjects[row.client], invited.get(row.client), texts, now),
            "erased_at": erased.get(subjects[row.client]) or erased.get(row.person),
        }
        for row in found
    ]


def login_of(unit: ReadingUnit, user_id: str) -> str:
    """Give a user's login name as it is compared, "" where it was erased."""
    user = read_clients.client(unit, user_id)
    subject = user_id if user is None else read.proposals_of(unit, [user]).get(user_id, user_id)
    return vault.texts(unit, [subject]).get((subject, LABEL), "")


def _shown(
    row: rows.Client, subject: str, invitation: Invitation | None, texts: Mapping[tuple[str, str], str], now: str
) -> dict[str, Any]:
    return {
        "user_id": row.client,
        "organization_id": row.organization,
        "person_id": row.person,
        "login": texts.get((subject, LABEL)),
        "name": texts.get((subject, "name")) or texts.get((row.person, "name")),
        "role": row.role,
        "permissions": row.permissions.split(),
        "status": _status(row, invitation, now),
        "revoked_at": row.revoked_at or None,
        "position": row.position,
    }


def _status(row: rows.Client, invitation: Invitation | None, now: str) -> str:
    if row.revoked_at:
        return "revoked"
    if invitation is not None and invitation.used_at:
        return "active"
    return "invited" if invitation is not None and now < invitation.expires_at else "invitation_expired"


def _expiry(node: Node) -> str:
    return instant_text(node.clock() + timedelta(days=node.users.invitation_days))


def _showing_code(node: Node, request: Request, command: Command) -> Answer:
    """Post, and put the opened code in the place of the sealed one; a dry run has none to show."""
    told = answer(node, request, command)
    outcome = told.outcomes[0]
    if outcome.code:
        return told
    result = dict(outcome.result)
    sealed = result.pop("sealed_code")
    if not request.dry_run:
        result["invitation_code"] = open_sealed(node, request, sealed)
    return replace(told, outcomes=(replace(outcome, result=result),))
