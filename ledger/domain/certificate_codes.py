"""Certificate codes: 128 bits by which whoever holds a certificate finds out whether it counts.

A code is written in Crockford's base32, in groups: ``2ZQ4K-8H0WD-…``. Small letters, spaces and hyphens do not matter,
and O, I and L are read as 0, 1 and 1. The journal holds its SHA-256 under a label of its own, which tells nothing of a
code of 128 random bits; so a code opens its certificate with no key and no server.

Source: Douglas Crockford, Base 32 (crockford.com/base32.html).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

CODE_BYTES: Final = 16
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS: Final = 26
"""Letters of 128 bits at five each; the last holds three."""
GROUP: Final = 5
_LABEL: Final = b"mileage ledger: certificate code\x00"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def written(code: bytes) -> str:
    """Write a code of 16 bytes.

    >>> written(bytes(range(16)))
    '000G4-0R40M-30E20-9185G-R38E1-W'
    """
    number = int.from_bytes(code) << (5 * LETTERS - 8 * CODE_BYTES)
    letters = "".join(ALPHABET[number >> 5 * (LETTERS - 1 - at) & 31] for at in range(LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def read(text: str) -> bytes | None:
    """Read a code as a person may type it; ``None`` for what is none.

    >>> read("ooog4 0r4om 30e20 9185g r38e1 w") == bytes(range(16)), read("2ZQ4K")
    (True, None)
    """
    letters = text.upper().translate(_READ_AS)
    if len(letters) != LETTERS or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    spare = 5 * LETTERS - 8 * CODE_BYTES
    return None if number & ((1 << spare) - 1) else (number >> spare).to_bytes(CODE_BYTES)


def digest(code: bytes) -> str:
    """Give the digest of a code, as the journal holds it, hexadecimal."""
    return sha256(_LABEL + code).hexdigest()


def digest_of_text(text: str) -> str:
    """Give the digest of a code as typed; what is no code has one too, of nothing that was ever issued."""
    return digest(read(text) or text.encode("utf-8", errors="replace"))
