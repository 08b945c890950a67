"""Keys: the secrets of one installation, in files beside the database and never in it.

The blind key gives keyed digests (equal texts are found without being stored), the seal key wraps a secret for the
answer that shows it and signs the tokens of known devices, the token key signs access tokens. Nodes of one ledger share
them. Losing the blind key loses the natural keys; back the folder up apart from the database. The log's signer has its
papers here too (``signer_papers``), unless it is a process of its own with a folder of its own.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.services.signing_keys import KeysUnfit, read_or_make, signing_key

__all__ = ["Keys", "KeysUnfit"]

SECRET_BYTES: Final = 32
_hexadecimal: Final = re.compile(f"[0-9a-f]{{{2 * SECRET_BYTES}}}").fullmatch


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The secrets of one installation."""

    folder: Path
    blind_key: bytes
    seal_key: bytes
    token_key: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, folder: Path) -> Keys:
        """Read the three key files, making those that are not there (folder 0700, files 0600).

        Raises:
            KeysUnfit: for a file that others may read, or that does not hold a key.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            folder=folder,
            blind_key=_secret(folder / "blind.key"),
            seal_key=_secret(folder / "seal.key"),
            token_key=signing_key(folder / "token.pem"),
        )

    @property
    def log_key(self) -> Ed25519PrivateKey:
        """The log's first key, where the web processes sign by themselves; made when it is first asked for."""
        return signing_key(self.folder / "log.pem")


def _secret(path: Path) -> bytes:
    text = read_or_make(path, lambda: secrets.token_hex(SECRET_BYTES))
    if not _hexadecimal(text):
        raise KeysUnfit(f"{path} is damaged; restore it from its backup")
    return bytes.fromhex(text)
