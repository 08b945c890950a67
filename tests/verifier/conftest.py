"""Fixtures: the bundle of a very small log, whose entries are none; only what comes before a replay looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.notes import Checkpoint, VerifierKey, sign_note, verifier_key
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, KEYS, MANIFEST
from tests.support.bundling import Files, forged

ORIGIN = "mileage.example/busan"


@dataclass(frozen=True, slots=True)
class Little:
    """A bundle of 300 leaves: its files, the key that signed it, and a place to put it."""

    files: Files
    key: str
    folder: Path


@pytest.fixture
def little(tmp_path: Path) -> Little:
    """Give the bundle of a little log."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    named = VerifierKey(ORIGIN, private.public_key().public_bytes_raw())

    def sign(checkpoint: Checkpoint) -> bytes:
        return sign_note(checkpoint.text(), named, private.sign).format().encode()

    key = verifier_key(named.name, named.public_key)
    nothing = Manifest(ORIGIN, 0, "", {}, {}, 0, {}, {}).to_bytes()
    begun = {CHECKPOINT: sign(Checkpoint(ORIGIN, 0, bytes(32))), KEYS: f"{key}\n".encode(), MANIFEST: nothing}
    return Little(forged(begun, [b"leaf %d" % nth for nth in range(300)], sign), key, tmp_path)
