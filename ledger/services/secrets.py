"""Secrets: a client's secret is shown in one answer, kept only as an argon2id hash, and sealed for a repeat of it.

A repeated request gets the same answer, so the remembered answer carries the secret encrypted under a key that needs
both the installation's seal key and the request's own idempotency key: the database alone opens nothing.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.services.context import Request
from ledger.services.node import Node

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's minimum for argon2id; a second fence for secrets of 256 random bits, the first for passwords."""

_UNKNOWN = "$argon2id$v=19$m=19456,t=2,p=1$P6x22yrpkPe/3KpQdSZvIw$Y2FzmICh5VoQhGgNHRmKHTT6xNWC9LsRmXQpB9iFM8E"
"""The hash of a secret that was thrown away, as costly as any other; not made anew for each process that starts."""


@dataclass(frozen=True, slots=True, repr=False)
class NewSecret:
    """A secret that was just made."""

    plain: str
    hashed: str
    sealed: str


def new_secret(node: Node, request: Request) -> NewSecret:
    """Make a secret of 256 bits, its hash, and its seal for this request."""
    plain = secrets.token_urlsafe(32)
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(_seal_key(node, request)).encrypt(nonce, plain.encode(), None)
    return NewSecret(plain, hashed(plain), base64.urlsafe_b64encode(sealed).decode())


def open_sealed(node: Node, request: Request, sealed: str) -> str:
    """Open a seal with the request that made it."""
    data = base64.urlsafe_b64decode(sealed)
    return AESGCM(_seal_key(node, request)).decrypt(data[:12], data[12:], None).decode()


def hashed(plain: str) -> str:
    """Give the hash of a secret, a code or a password, with a salt of its own."""
    return _HASHER.hash(plain)


def matches(known: str | None, plain: str) -> bool:
    """Tell whether a secret has the known hash; an unknown client costs the same time as a known one."""
    try:
        _HASHER.verify(known or _UNKNOWN, plain)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def _seal_key(node: Node, request: Request) -> bytes:
    info = f"{request.caller.organization_id}|{request.operation}|{request.idempotency_key}"
    return HKDF(SHA256(), 32, salt=b"client secret", info=info.encode()).derive(node.keys.seal_key)
