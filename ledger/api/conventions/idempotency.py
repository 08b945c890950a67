"""Idempotency: the key and the fingerprint by which a repeated request is known.

The key is the caller's; its scope is the caller's organization and the operation, so it survives a change of client.
The fingerprint stands for what was asked: method, path and parsed body, so that layout and field order do not matter
and any value does. Quotes and dry runs leave no trace, and need no key.
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
from flask import g, request

from ledger.api.conventions.fields import found_text
from ledger.api.conventions.tracing import trace_id
from ledger.auth.bearer import caller
from ledger.domain.refusals import Refused
from ledger.services.context import Request

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
DRY_RUN: Final = "Dry-Run"
_CHARACTERS_MAX: Final = 255


def idempotency_key() -> str:
    """Read the key of the current request.

    Raises:
        Refused: ``idempotency_key_missing``; ``idempotency_key_malformed`` where it is too long or not printable ASCII.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        raise Refused("idempotency_key_missing")
    if not (key.isascii() and key.isprintable()):
        raise Refused("idempotency_key_malformed", characters_max=_CHARACTERS_MAX, found=found_text(key))
    if len(key) > _CHARACTERS_MAX:
        raise Refused("idempotency_key_malformed", characters_max=_CHARACTERS_MAX, found=f"{len(key)}")
    return key


def payload(body: Any) -> bytes:
    """Write what the current request asks as bytes that are the same for the same wish."""
    asked = [request.method, request.path, body]
    try:
        return msgspec.json.encode(asked, order="sorted")
    except UnicodeEncodeError:  # half of a surrogate pair in an item, which is told so in its own outcome
        return json.dumps(asked, separators=(",", ":"), sort_keys=True).encode()


def command_request(operation: str, body: Any, *, dry_run: bool) -> Request:
    """Make the request that a command's service takes. Raises as ``idempotency_key``, unless it is a dry run."""
    return Request(
        caller=caller(),
        operation=operation,
        idempotency_key="" if dry_run else idempotency_key(),
        payload=payload(body),
        trace_id=trace_id(),
        dry_run=dry_run,
    )


def quote_request(operation: str) -> Request:
    """Make the request of a quote: nothing to remember, nothing to write."""
    return Request(
        caller=caller(),
        operation=operation,
        idempotency_key="",
        payload=payload(g.get("body", {})),
        trace_id=trace_id(),
        dry_run=True,
    )
