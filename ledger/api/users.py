"""Users over HTTP: the operator invites and ends them, they accept, their organization sees them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flask import request as http

from ledger.api.conventions.here import door, node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.clients import RevokedClientSchema
from ledger.api.schemas.users import (
    AcceptBody,
    AcceptedUserSchema,
    ChangingUserSchema,
    InvitedUserSchema,
    RenewedUserSchema,
    UserBody,
    UsersSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import organizations, users
from ledger.services.context import Request

resource = Resource("users", "Persons who log in, and their invitations.")


@resource.command(
    "/organizations/<organization_id>/users", "clients.grant", InvitedUserSchema, body=UserBody, status=201
)
def invite_user(request: Request, body: Mapping[str, Any], organization_id: str) -> Answer:
    """Invite somebody to act for an organization; only this answer shows the code."""
    return users.invite_user(
        node(), request, organization_id, body["login"], body["role"], body["person_name"], body["same_person_as"]
    )


@resource.reading("/organizations/<organization_id>/users", UsersSchema, personal=True)
def list_users(_: Any, organization_id: str) -> Mapping[str, Any]:
    """List an organization's users, revoked ones too."""
    return {"items": users.list_users(node(), caller(), organization_id)}


@resource.command("/users/<user_id>/renew", "clients.grant", RenewedUserSchema)
def renew_user(request: Request, _: Any, user_id: str) -> Answer:
    """Give a user a new invitation: password and sessions hold no more; only this answer shows the code."""
    return users.renew_user(node(), request, user_id)


@resource.command("/users/<user_id>/revoke", "clients.revoke", RevokedClientSchema)
def revoke_user(request: Request, _: Any, user_id: str) -> Answer:
    """End a user, who acts no more from then on; every session ends."""
    return organizations.revoke_client(node(), request, user_id)


@resource.deed("/users/<user_id>/require-password-change", "clients.revoke", ChangingUserSchema)
def require_password_change(_: Any, user_id: str) -> Mapping[str, Any]:
    """Let a user do nothing before the password is changed."""
    return users.require_password_change(node(), user_id)


@resource.proof("/users/accept", AcceptedUserSchema, body=AcceptBody)
def accept_invitation(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Accept an invitation, once, and choose a password."""
    brake, address, now = door().brake, http.remote_addr or "", time.monotonic()
    login = users.login_digest(node(), body["login"])
    brake.check(login, address, now)
    try:
        return users.accept_invitation(node(), body["login"], body["code"], body["password"])
    except Refused as refused:
        if refused.refusal.code == "invitation_not_usable":
            brake.failed(login, address, now)
        raise
