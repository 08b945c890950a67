"""The bearer: who sent the current request, and what they may do at this moment.

The token tells the client; the database is asked on every request whether that client is still active and what it may
do, so that a revocation acts at once: by the door, or for a command by the unit of work that decides it.
"""

from __future__ import annotations

from typing import cast

from flask import g, request

from ledger.auth.callers import Callers
from ledger.auth.tokens import Bearer, Tokens
from ledger.domain.refusals import Refused
from ledger.services.context import Caller

_SCHEME = "bearer"


def authenticate(callers: Callers, tokens: Tokens, *, changing_password: bool = False) -> Caller:
    """Find out who sent the current request.

    Args:
        changing_password: whether a user is heard who may do nothing before the password is changed.

    Raises:
        Refused: ``token_missing``, ``token_invalid``, ``token_expired``, ``client_not_active`` or
            ``password_change_required``.
    """
    bearer = _bearer(tokens)
    return _remembered(bearer, callers.now(*bearer), changing_password)


def presume(callers: Callers, tokens: Tokens) -> Caller:
    """Find out who sent the current request, with the authority last known; raises as ``authenticate``."""
    bearer = _bearer(tokens)
    return _remembered(bearer, callers.last_known(*bearer))


def confirm(callers: Callers) -> None:
    """Ask the database for the authority of the caller who was presumed; raises as ``authenticate``."""
    bearer = Bearer(caller().client_id, caller().session_id)
    _remembered(bearer, callers.now(*bearer))


def caller() -> Caller:
    """Give who sent the current request, after ``authenticate`` or ``presume``."""
    return cast(Caller, g.caller)


def require(*permissions: str) -> None:
    """Refuse a caller who has none of the permissions. Raises ``Refused``: permission_missing."""
    if permissions and caller().permissions.isdisjoint(permissions):
        raise Refused("permission_missing", client_id=caller().client_id, permission=" or ".join(permissions))


def _bearer(tokens: Tokens) -> Bearer:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme:
        raise Refused("token_missing")
    if scheme.lower() != _SCHEME or not token.strip().isascii():
        raise Refused("token_invalid")
    return tokens.bearer_of(token.strip())


def _remembered(bearer: Bearer, found: Caller | None, changing_password: bool = False) -> Caller:
    if found is None:
        raise Refused("client_not_active", client_id=bearer.client_id)
    if found.must_change_password and not changing_password:
        raise Refused("password_change_required", user_id=found.client_id)
    g.caller = found
    return found
