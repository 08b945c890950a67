"""Keys: the secrets of one installation, in files beside the database and never in it.

The blind key gives keyed digests (equal texts are found without being stored), the seal key wraps a secret for the
answer that shows it and signs the tokens of known devices, the token key signs access tokens, the log key signs
checkpoints. Nodes of one ledger share them. Losing the blind key loses the natural keys; back the folder up apart from
the database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeysUnfit(Exception):
    """The key folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The secrets of one installation."""

    folder: Path
    blind_key: bytes
    seal_key: bytes
    token_key: Ed25519PrivateKey
    log_key: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, folder: Path) -> Keys:
        """Read the four key files, making those that are not there (folder 0700, files 0600).

        Raises:
            KeysUnfit: for a file that others may read, or that does not hold a key.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            folder=folder,
            blind_key=bytes.fromhex(_file(folder / "blind.key", lambda: secrets.token_hex(32))),
            seal_key=bytes.fromhex(_file(folder / "seal.key", lambda: secrets.token_hex(32))),
            token_key=_signing_key(folder / "token.pem"),
            log_key=_signing_key(folder / "log.pem"),
        )


def _file(path: Path, make: Callable[[], str]) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise KeysUnfit(f"{path} can be read by others; run: chmod 600 {path}") from None
        text = path.read_text(encoding="ascii").strip()
        if not text:
            raise KeysUnfit(f"{path} is empty; restore it from its backup") from None
        return text
    with os.fdopen(handle, "w", encoding="ascii") as file:
        text = make()
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return text


def _signing_key(path: Path) -> Ed25519PrivateKey:
    pem = _file(path, _new_pem)
    key = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnfit(f"{path} holds another kind of key; expected Ed25519")
    return key


def _new_pem() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode("ascii")
        .strip()
    )
