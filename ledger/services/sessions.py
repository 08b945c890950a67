"""Sessions: users log in, stay for a while, and log out; what they may do is asked of the database each time.

A session is known by a token of 256 random bits, of which only a digest is kept; it is over when it was ended, when
nobody renewed it for a while, or when its time is up, and at once when the user is revoked or invited anew. Access
tokens name their session and end with it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.domain.dates import instant_text
from ledger.domain.ids import new_id
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.passwords import check_password, normalized
from ledger.services.secrets import hashed, matches
from ledger.services.users import login_of
from ledger.store.reads import users as read
from ledger.store.reads.users import Password, Session
from ledger.store.units import ReadingUnit


class OpenSession(NamedTuple):
    """A session that is live; ``token`` is "" where only its digest is known."""

    session: Session
    token: str
    must_change: bool


def caller_of_session(node: Node, client_id: str, session_id: str) -> Caller | None:
    """Give a user with its present authority; ``None`` for one who is unknown, revoked, or not logged in there."""
    row = read.authority(node.store, client_id, session_id, instant_text(node.clock()))
    if row is None:
        return None
    permissions = frozenset(row.permissions.split())
    return Caller(
        client_id=row.client,
        organization_id=row.organization,
        organization_kind=row.organization_kind,
        person_id=row.person,
        role=row.role,
        permissions=permissions,
        session_id=session_id,
        must_change_password=bool(row.must_change),
    )


def log_in(node: Node, login: str, password: str) -> OpenSession | None:
    """Open a session for the user whose login, told by its digest, and password these are; ``None`` for any other.

    Whatever is wrong, one password is hashed: a login that nobody has costs as much as one that somebody has.
    """
    with node.store.reading() as unit:
        known = _password_of(unit, login)
    if not matches(known.password_hash if known else None, normalized(password)) or known is None:
        return None
    now, token = node.clock(), secrets.token_urlsafe(32)
    fresh = Session(
        session=new_id("session", now, secrets.token_bytes(10)),
        client=known.client,
        token_hash=_digest(token),
        created_at=instant_text(now),
        renewed_at=instant_text(now),
        idle_until=instant_text(now + timedelta(seconds=node.users.session_idle_seconds)),
        expires_at=instant_text(now + timedelta(seconds=node.users.session_seconds)),
    )
    with node.store.writing() as unit:
        if _password_of(unit, login) != known:  # changed, renewed or revoked while it was hashed
            return None
        read.open_session(unit, fresh)
    return OpenSession(fresh, token, bool(known.must_change))


def renew(node: Node, token: str) -> OpenSession:
    """Go on with a session, so that it does not end for idleness.

    Raises:
        Refused: ``session_not_live``.
    """
    now = node.clock()
    with node.store.writing() as unit:
        known = read.session_by_token(unit, _digest(token))
        if known is None or known.session not in {
            live.session for live in read.live_sessions(unit, known.client, instant_text(now))
        }:
            raise Refused("session_not_live")
        idle_until = instant_text(now + timedelta(seconds=node.users.session_idle_seconds))
        read.renew_session(unit, known.session, instant_text(now), idle_until)
    caller = caller_of_session(node, known.client, known.session)
    if caller is None:
        raise Refused("session_not_live")
    return OpenSession(known, "", caller.must_change_password)


def log_out(node: Node, caller: Caller) -> dict[str, Any]:
    """End the caller's session.

    Raises:
        Refused: ``caller_is_no_user``.
    """
    _require_user(caller)
    now = instant_text(node.clock())
    with node.store.writing() as unit:
        read.end_sessions(unit, caller.client_id, now, caller.session_id)
    return {"session_id": caller.session_id, "ended_at": now}


def own_sessions(node: Node, caller: Caller) -> list[dict[str, Any]]:
    """Give where the caller is logged in.

    Raises:
        Refused: ``caller_is_no_user``.
    """
    _require_user(caller)
    with node.store.reading() as unit:
        found = read.live_sessions(unit, caller.client_id, instant_text(node.clock()))
    return [
        {
            "session_id": one.session,
            "created_at": one.created_at,
            "renewed_at": one.renewed_at,
            "expires_at": one.expires_at,
            "current": one.session == caller.session_id,
        }
        for one in found
    ]


def change_password(node: Node, caller: Caller, old: str, new: str) -> dict[str, Any]:
    """Change the caller's password; every other session of the user ends.

    Raises:
        Refused: ``caller_is_no_user``, ``password_wrong``, ``password_not_new``, those of ``check_password``.
    """
    _require_user(caller)
    with node.store.reading() as unit:
        known = read.password(unit, caller.client_id)
        login = login_of(unit, caller.client_id)
    if not matches(known.password_hash if known else None, normalized(old)):
        raise Refused("password_wrong", "/old")
    if normalized(old) == normalized(new):
        raise Refused("password_not_new", "/new")
    now = instant_text(node.clock())
    fresh = Password(caller.client_id, hashed(check_password(node, login, new, "/new")), now, 0)
    with node.store.writing() as unit:
        if read.password(unit, caller.client_id) != known:
            raise Refused("password_wrong", "/old")
        read.put_password(unit, fresh)
        read.end_sessions(unit, caller.client_id, now, but=caller.session_id)
    return {"user_id": caller.client_id, "changed_at": now}


def _password_of(unit: ReadingUnit, login: str) -> Password | None:
    """Give the password that holds for a login: of a user in force whose last invitation was accepted."""
    user = read.by_login(unit, login)
    if user is None:
        return None
    invitation = read.invitations(unit, [user.client]).get(user.client)
    return read.password(unit, user.client) if invitation is not None and invitation.used_at else None


def _require_user(caller: Caller) -> None:
    if not caller.session_id:
        raise Refused("caller_is_no_user", client_id=caller.client_id)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
