"""Identifiers: a prefix that names the noun, and a UUIDv7 whose time part keeps indexes local.

An id is opaque, carries no personal data, and is a pure function of the time and the random bytes given to it,
so that the same command with the same clock and the same seed yields the same ids on every engine.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

PREFIXES: Final = {
    "access": "acc",
    "accrual": "acr",
    "allotment_proposal": "alp",
    "client": "cli",
    "import": "imp",
    "ledger": "led",
    "lot": "lot",
    "objection": "obj",
    "organization": "org",
    "person": "per",
    "proposal": "prp",
    "redemption": "red",
    "sanction": "san",
    "transaction": "txn",
    "user": "usr",
    "session": "ses",
    "certificate": "cer",
}


def new_id(noun: str, at: datetime, randomness: bytes) -> str:
    """Make the id of ``noun`` from a time and ten random bytes (UUIDv7, RFC 9562 section 5.7).

    >>> from datetime import UTC
    >>> new_id("accrual", datetime(2026, 8, 31, tzinfo=UTC), bytes(10))
    'acr_01a0551da00070008000000000000000'
    """
    milliseconds = int(at.timestamp() * 1000)
    head = milliseconds << 16 | 0x7000 | (int.from_bytes(randomness[:2]) & 0x0FFF)
    tail = (0b10 << 62) | (int.from_bytes(randomness[2:10]) & (2**62 - 1))
    return f"{PREFIXES[noun]}_{head:016x}{tail:016x}"
