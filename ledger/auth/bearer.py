"""The bearer: who sent the current request, and what they may do at this moment.

The token tells the client; the database is asked on every request whether that client is still active and what it may
do, so that a revocation acts at once: by the door, or for a command by the unit of work that decides it.
"""

from __future__ import annotations

from typing import cast

from flask import g, request

from ledger.auth.callers import Callers
from ledger.auth.tokens import Tokens
from ledger.domain.refusals import Refused
from ledger.services.context import Caller

_SCHEME = "bearer"


def authenticate(callers: Callers, tokens: Tokens) -> Caller:
    """Find out who sent the current request.

    Raises:
        Refused: ``token_missing``, ``token_invalid``, ``token_expired`` or ``client_not_active``.
    """
    client_id = _client_of_token(tokens)
    return _remembered(client_id, callers.now(client_id))


def presume(callers: Callers, tokens: Tokens) -> Caller:
    """Find out who sent the current request, with the authority last known; raises as ``authenticate``."""
    client_id = _client_of_token(tokens)
    return _remembered(client_id, callers.last_known(client_id))


def confirm(callers: Callers) -> None:
    """Ask the database for the authority of the caller who was presumed. Raises ``Refused``: client_not_active."""
    client_id = caller().client_id
    _remembered(client_id, callers.now(client_id))


def caller() -> Caller:
    """Give who sent the current request, after ``authenticate`` or ``presume``."""
    return cast(Caller, g.caller)


def require(*permissions: str) -> None:
    """Refuse a caller who has none of the permissions. Raises ``Refused``: permission_missing."""
    if permissions and caller().permissions.isdisjoint(permissions):
        raise Refused("permission_missing", client_id=caller().client_id, permission=" or ".join(permissions))


def _client_of_token(tokens: Tokens) -> str:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme:
        raise Refused("token_missing")
    if scheme.lower() != _SCHEME or not token.strip().isascii():
        raise Refused("token_invalid")
    return tokens.client_of(token.strip())


def _remembered(client_id: str, found: Caller | None) -> Caller:
    if found is None:
        raise Refused("client_not_active", client_id=client_id)
    g.caller = found
    return found
