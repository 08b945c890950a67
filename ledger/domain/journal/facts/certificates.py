"""Facts about certificates: what an organization held on a day, stated so that anyone may check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """It is certified what an organization held on a day; it moves nothing.

    Attributes:
        as_of: the day: the day of the entry, all that is due being settled, or the last day of a closed month.
        period: the closed month whose closing tells the figures, "" where the books did.
        available: points that could be spent; ``pending`` to ``arrears`` as on the accounts of these names.
        language: in which it is printed where nobody says, "ko" or "en".
        nonce: what its code is derived from, by a key that is not in the database; hexadecimal.
        code: SHA-256 of the code, hexadecimal; see ``certificate_codes``.
    """

    KIND: ClassVar = "certificate"
    certificate: str
    organization: str
    as_of: str
    period: str
    available: int
    pending: int
    held: int
    disputed: int
    arrears: int
    language: str
    nonce: str
    code: str


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    """A certificate does not count any more; why is in the vault."""

    KIND: ClassVar = "certificate_revoked"
    certificate: str
    organization: str
