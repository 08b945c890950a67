"""Signer's papers: the signing keys of a log and the checkpoint that was signed last, apart from the database.

The first key is ``log.pem``; each further one is ``log-<public key>.pem``, made before it is proposed. Who signs next
is told by the last checkpoint: its last signature is of the key in force.

Invariant: what was signed is written here before anybody is shown it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.notes import Checkpoint, Note, Signature, VerifierKey
from ledger.services.signing_keys import KeysUnfit, signing_key
from ledger.store import durable_files

LAST_SIGNED: Final = "last-signed-checkpoint"
FIRST_KEY: Final = "log.pem"


def public_hex(key: Ed25519PrivateKey) -> str:
    """Give the public part of a key in hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


@dataclass(frozen=True, slots=True)
class SignerPapers:
    """The folder of one log's signer."""

    folder: Path

    def first_key(self) -> Ed25519PrivateKey:
        """Give the log's first key; it is made where there is none yet. Raises ``KeysUnfit``."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return signing_key(self.folder / FIRST_KEY)

    def new_key(self) -> str:
        """Make a further key, and give its public part in hexadecimal."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.folder / f"new-{secrets.token_hex(8)}.pem"
        public = public_hex(signing_key(fresh))
        fresh.replace(self.folder / f"log-{public}.pem")
        durable_files.settle_folder(self.folder)
        return public

    def key(self, public_key: str) -> Ed25519PrivateKey | None:
        """Give the key with this public part, where the folder holds it. Raises ``KeysUnfit``."""
        first = self.first_key()
        if public_hex(first) == public_key:
            return first
        path = self.folder / f"log-{public_key}.pem"
        return signing_key(path) if path.exists() else None

    def key_in_force(self, origin: str) -> Ed25519PrivateKey:
        """Give the key that signs next: the last that signed, or the first.

        Raises:
            KeysUnfit: the last checkpoint is signed by a key that is not here.
        """
        last = self.last()
        if last is None:
            return self.first_key()
        wanted = last[1].signatures[-1]
        for key in self._keys():
            if _signed_by(wanted, origin, key):
                return key
        raise KeysUnfit(f"{self.folder}: expected the key {wanted.key_id.hex()}, which signed last; found no such file")

    def signers_of(self, note: Note, origin: str) -> list[str]:
        """Give the public parts of those keys here that signed a note, in the order of its signatures."""
        keys = self._keys()
        return [public_hex(key) for line in note.signatures for key in keys if _signed_by(line, origin, key)]

    def _keys(self) -> list[Ed25519PrivateKey]:
        return [self.first_key(), *map(signing_key, sorted(self.folder.glob("log-*.pem")))]

    def last(self) -> tuple[Checkpoint, Note] | None:
        """Give what was signed last, or ``None`` before the first time. Raises ``NoteRefused``."""
        try:
            note = Note.parse((self.folder / LAST_SIGNED).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Checkpoint.parse(note.text), note

    def keep(self, note: Note) -> None:
        """Write down what was signed."""
        durable_files.keep(self.folder / LAST_SIGNED, note.format())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process sign at a time."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with durable_files.alone(self.folder / "signer.lock"):
            yield


def _signed_by(signature: Signature, origin: str, key: Ed25519PrivateKey) -> bool:
    name = VerifierKey(origin, key.public_key().public_bytes_raw())
    return (signature.name, signature.key_id) == (name.name, name.key_id)
