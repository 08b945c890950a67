"""Signing keys: Ed25519 keys in files that nobody else may read, and the signatures that others made."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class KeysUnfit(Exception):
    """The key folder cannot be used; the message says why and what to do."""


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """Read a secret, or make it where there is none (mode 0600).

    Raises:
        KeysUnfit: others may read it, or it is empty or no text.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise KeysUnfit(f"{path} can be read by others; run: chmod 600 {path}") from None
        text = path.read_text(encoding="ascii", errors="replace").strip()
        if not text or not text.isascii():
            found = "damaged" if text else "empty"
            raise KeysUnfit(f"{path} is {found}; restore it from its backup") from None
        return text
    with os.fdopen(handle, "w", encoding="ascii") as file:
        text = make()
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return text


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Read a key from a PEM file, or make it where there is none.

    Raises:
        KeysUnfit: others may read it, or it holds another kind of key, or none.
    """
    pem = read_or_make(path, _new_pem)
    try:
        key = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise KeysUnfit(f"{path} is damaged; restore it from its backup") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnfit(f"{path} holds another kind of key; expected Ed25519")
    return key


def is_good(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _new_pem() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode("ascii")
        .strip()
    )
