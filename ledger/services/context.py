"""Context: who asks, and the request that carries what they ask."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from ledger.domain.commands import Command, Mode, Private, Submission
from ledger.domain.journal.commitments import blind
from ledger.domain.journal.entries import SYSTEM
from ledger.services.node import Node


@dataclass(frozen=True, slots=True)
class Caller:
    """A client or a user with its authority as the database has it now."""

    client_id: str
    organization_id: str
    organization_kind: str
    person_id: str
    role: str
    permissions: frozenset[str]
    session_id: str = ""
    """Where a user is logged in, or "" for a machine."""
    must_change_password: bool = False


NO_SEED: Final = "0" * 32
"""For what is decided and thrown away: nobody sees its ids."""

CLOCK = Caller(SYSTEM, "", "", "", "", frozenset())
"""Whoever holds the machine: opens the ledger, settles what is due."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a caller.

    Attributes:
        operation: name of what is asked, such as ``accruals.post``; scope of the idempotency key.
        idempotency_key: the caller's key, or "" where nothing is remembered (dry runs, quotes, the clock).
        payload: canonical bytes of what was asked; the same key with another payload is refused.
    """

    caller: Caller
    operation: str
    idempotency_key: str = ""
    payload: bytes = b""
    trace_id: str = ""
    dry_run: bool = False


def private(node: Node, label: str, value: str) -> Private:
    """Make a text that goes to the vault, with its keyed digest."""
    return Private(value, blind(node.keys.blind_key, label, value))


def submission(
    node: Node, request: Request, commands: Sequence[Command], mode: Mode = "independent", part: int = 0
) -> Submission:
    """Make the submission of a request; a request that is posted in parts numbers them."""
    caller, key = request.caller, request.idempotency_key
    digest = fingerprint = ""
    if key and not request.dry_run:
        scope = f"{caller.organization_id}|{request.operation}|{part}|{key}"
        digest = blind(node.keys.blind_key, "request", sha256(scope.encode()).hexdigest())
        fingerprint = blind(node.keys.blind_key, "fingerprint", sha256(request.payload).hexdigest())
    return Submission(
        client=caller.client_id,
        organization=caller.organization_id,
        seed=secrets.token_hex(16),
        commands=tuple(commands),
        request=digest,
        fingerprint=fingerprint,
        trace_id=request.trace_id,
        mode=mode,
    )
