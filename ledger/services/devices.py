"""Devices: a token that says that a login has succeeded on this device before.

It proves nobody: it only keeps the failures of strangers from being counted against who holds it. It is bound to one
login by a key of the installation, so a stranger can make none.
Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.services.node import Node


def new_device(node: Node, login: str) -> str:
    """Make the token of a device on which a login, told by its digest, has just succeeded."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_seal(node, login, nonce)}"


def device_of(node: Node, login: str, token: str) -> str:
    """Give which device of a login a token is of, "" for a token that is none of this login's."""
    nonce, _, seal = token.partition(".")
    return nonce if hmac.compare_digest(seal.encode(), _seal(node, login, nonce).encode()) else ""


def _seal(node: Node, login: str, nonce: str) -> str:
    key = HKDF(SHA256(), 32, salt=b"device token", info=b"").derive(node.keys.seal_key)
    return hmac.digest(key, f"{login}|{nonce}".encode(), "sha256").hex()
