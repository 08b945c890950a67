"""Sessions over HTTP: users log in, go on, look where they are logged in, change their password, and log out.

No answer tells whether a login exists, and nothing of what was sent is ever echoed or logged.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flask import request

from ledger.api.conventions.here import door, node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.sessions import (
    ChangedPasswordSchema,
    EndedSessionSchema,
    LoginBody,
    OpenedSessionSchema,
    PasswordBody,
    RenewBody,
    RenewedSessionSchema,
    SessionsSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.refusals import Refused
from ledger.services import sessions
from ledger.services.devices import device_of, new_device
from ledger.services.sessions import OpenSession
from ledger.services.users import login_digest

resource = Resource("sessions", "Where users are logged in.")


@resource.proof("/sessions", OpenedSessionSchema, body=LoginBody, status=201)
def log_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open a session by a login and its password."""
    login, brake = login_digest(node(), body["login"]), door().logins
    device = device_of(node(), login, body["device_token"] or "")
    address, now = request.remote_addr or "", time.monotonic()
    brake.check(login, device, address, now)
    opened = sessions.log_in(node(), login, body["password"])
    if opened is None:
        brake.failed(login, device, address, now)
        raise Refused("login_or_password_wrong")
    brake.succeeded(login, device)
    token = body["device_token"] if device else new_device(node(), login)
    return {**_shown(opened), "session_token": opened.token, "device_token": token}


@resource.proof("/sessions/renew", RenewedSessionSchema, body=RenewBody)
def renew_session(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Go on with a session: a new access token, and it does not end for idleness."""
    return _shown(sessions.renew(node(), body["session_token"]))


@resource.reading("/sessions", SessionsSchema)
def list_sessions(_: Any) -> Mapping[str, Any]:
    """List where the caller is logged in."""
    return {"items": sessions.own_sessions(node(), caller())}


@resource.own("/sessions/current", EndedSessionSchema, method="DELETE")
def log_out(_: Any) -> Mapping[str, Any]:
    """End the caller's session; its access tokens hold no more."""
    return sessions.log_out(node(), caller())


@resource.own("/users/me/password", ChangedPasswordSchema, body=PasswordBody)
def change_password(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Change the caller's password; every other session of the user ends."""
    brake, who = door().brake, caller().client_id
    address, now = request.remote_addr or "", time.monotonic()
    brake.check(who, address, now)
    try:
        return sessions.change_password(node(), caller(), body["old"], body["new"])
    except Refused as refused:
        if refused.refusal.code == "password_wrong":
            brake.failed(who, address, now)
        raise


def _shown(opened: OpenSession) -> dict[str, Any]:
    tokens, session = door().tokens, opened.session
    return {
        "session_id": session.session,
        "user_id": session.client,
        "access_token": tokens.issue(session.client, session.session),
        "token_type": "Bearer",
        "expires_in": tokens.lifetime_seconds,
        "session_expires_at": session.expires_at,
        "must_change_password": opened.must_change,
    }
