"""Signatures: Ed25519 by whatever this machine has: the ``cryptography`` package, else the ``openssl`` command.

Python's standard library cannot verify a signature. Where neither is there, nothing is believed and it is said so.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledger.domain.journal.notes import Verify

_SPKI: Final = bytes.fromhex("302a300506032b6570032100")
"""What stands before an Ed25519 public key in DER (RFC 8410 section 10.1)."""

SECONDS_MAX: Final = 60


class SignatureTool(NamedTuple):
    """What verifies signatures here: its name, and the way to ask it."""

    name: str
    verify: Verify


def signature_tool() -> SignatureTool | None:
    """Find what verifies signatures on this machine, ``None`` where nothing does."""
    try:
        ed25519 = importlib.import_module("cryptography.hazmat.primitives.asymmetric.ed25519")
        refused = importlib.import_module("cryptography.exceptions").InvalidSignature
    except Exception:  # a package that is there and broken is as good as none: it is somebody else's code
        return _openssl()
    return SignatureTool("cryptography", _by_package(ed25519.Ed25519PublicKey, refused))


def _by_package(public_key_type: Any, refused: type[Exception]) -> Verify:
    def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
        try:
            public_key_type.from_public_bytes(public_key).verify(signature, message)
        except (refused, ValueError):
            return False
        return True

    return verify


def _openssl() -> SignatureTool | None:
    program = shutil.which("openssl")
    if program is None:
        return None

    def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            parts = {"key": _SPKI + public_key, "signature": signature, "message": message}
            files = {name: Path(folder) / name for name in parts}
            for name, data in parts.items():
                files[name].write_bytes(data)
            asked = [program, "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", str(files["key"]),
                     "-rawin", "-in", str(files["message"]), "-sigfile", str(files["signature"])]  # fmt: skip
            done = subprocess.run(asked, capture_output=True, check=False, timeout=SECONDS_MAX)
        return done.returncode == 0

    return SignatureTool("openssl", verify) if _tells_good_from_bad(verify) else None


def _tells_good_from_bad(verify: Verify) -> bool:
    """Try a signature that is known (RFC 8032 section 7.1, test 2) and the same of another message."""
    public_key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    try:
        return verify(public_key, signature, b"\x72") and not verify(public_key, signature, b"\x73")
    except (OSError, subprocess.SubprocessError):
        return False
