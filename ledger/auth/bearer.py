"""The bearer: who sent the current request, and what they may do at this moment.

The token tells the client; the database is asked on every request whether that client is still active and what it may
do, so that a revocation acts at once.
"""

from __future__ import annotations

from typing import cast

from flask import g, request

from ledger.auth.tokens import Tokens
from ledger.domain.refusals import Refused
from ledger.services.clients import caller_of
from ledger.services.context import Caller
from ledger.services.node import Node

_SCHEME = "bearer"


def authenticate(node: Node, tokens: Tokens) -> Caller:
    """Find out who sent the current request.

    Raises:
        Refused: ``token_missing``, ``token_invalid``, ``token_expired`` or ``client_not_active``.
    """
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme:
        raise Refused("token_missing")
    if scheme.lower() != _SCHEME or not token.strip().isascii():
        raise Refused("token_invalid")
    found = caller_of(node, tokens.client_of(token.strip()))
    if found is None:
        raise Refused("client_not_active")
    g.caller = found
    return found


def caller() -> Caller:
    """Give who sent the current request, after ``authenticate``."""
    return cast(Caller, g.caller)


def require(*permissions: str) -> None:
    """Refuse a caller who has none of the permissions. Raises ``Refused``: permission_missing."""
    if permissions and caller().permissions.isdisjoint(permissions):
        raise Refused("permission_missing", client_id=caller().client_id, permission=" or ".join(permissions))
