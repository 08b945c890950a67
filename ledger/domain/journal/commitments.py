"""Commitments: keyed digests that stand in the journal for values it must not hold.

A *commitment* is HMAC-SHA256 of a value under a salt of its own; salt and value live in an erasable vault.
Who is shown both can check them against the journal; once they are erased, the commitment says nothing. A
*blind* is a digest under one long-lived key, equal for equal values, for look-ups. *Expanded* bytes give a
command its nonces, salts and ids from one seed, so that the same command and seed write the same bytes.

Invariant: only text in Unicode NFC is digested, so that a name typed on two machines gives one digest; who
takes the text in normalises it.
Sources: RFC 2104 (HMAC), FIPS 202 (SHAKE-256).
"""

from __future__ import annotations

import hmac
from hashlib import shake_256
from unicodedata import is_normalized

SECRET_BYTES_MIN = 16
_EXPANDING = b"mileage ledger: expand"


def commit(salt: bytes, value: str) -> str:
    """Return the commitment to a value, as 64 hex digits.

    Args:
        salt: at least 16 random bytes, used for this value alone.

    Raises:
        ValueError: the salt is too short, or the value is not NFC text.
    """
    _refuse_short(salt, "salt")
    return hmac.digest(salt, _nfc_bytes(value), "sha256").hex()


def opens(commitment: str, salt: bytes, value: str) -> bool:
    """Tell, in constant time, whether the commitment is of this salt and value. Raises as ``commit``."""
    return hmac.compare_digest(commitment.encode(), commit(salt, value).encode())


def blind(key: bytes, label: str, value: str) -> str:
    """Return a digest by which equal values are found, in 64 hex digits: HMAC(key, label || 0x00 || value).

    Args:
        key: at least 16 secret bytes, the same for all values to be compared.
        label: what kind of value it is; equal values under two labels have unlike digests.

    Raises:
        ValueError: the key is too short, the label is not ASCII or holds NUL, or the value is not NFC text.
    """
    _refuse_short(key, "key")
    return hmac.digest(key, _label_bytes(label) + b"\x00" + _nfc_bytes(value), "sha256").hex()


def expand(seed: bytes, block: int, length: int) -> bytes:
    """Return ``length`` bytes that follow from the seed and the number of the block: SHAKE-256 (FIPS 202).

    Unlike seeds or blocks give unrelated bytes; bytes that become public tell nothing about the others.

    >>> expand(bytes(16), 0, 4).hex()
    '19c19948'

    Raises:
        ValueError: the seed is under 16 bytes, or the block is negative.
    """
    _refuse_short(seed, "seed")
    if block < 0:
        raise ValueError(f"expected a block of 0 or more, found {block}")
    return shake_256(_EXPANDING + block.to_bytes(8) + seed).digest(length)


def _refuse_short(secret: bytes, role: str) -> None:
    if len(secret) < SECRET_BYTES_MIN:
        raise ValueError(f"a {role} has at least {SECRET_BYTES_MIN} bytes, found {len(secret)}")


def _label_bytes(label: str) -> bytes:
    if not label.isascii() or "\x00" in label:
        raise ValueError(f"a label is ASCII without NUL, found {label!a}")
    return label.encode()


def _nfc_bytes(value: str) -> bytes:
    # The message must not repeat the value: it may be a person's name.
    if not value.isascii() and not is_normalized("NFC", value):
        raise ValueError("a value must be in Unicode NFC before it is digested")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise ValueError("a value must not hold half of a surrogate pair") from None
