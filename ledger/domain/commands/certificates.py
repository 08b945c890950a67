"""Commands of certificates: state what an organization holds, and take such a statement back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class IssueCertificate:
    """Certify what an organization held on a day.

    Attributes:
        as_of: the day, "" for today.
        language: in which it is printed where nobody says, "ko" or "en".
        nonce: 16 random bytes from which its code was derived, hexadecimal; ``code`` is the digest of that.
    """

    KIND: ClassVar = "certificates.issue"
    organization_id: str
    as_of: str
    language: str
    nonce: str
    code: str


@dataclass(frozen=True, slots=True)
class RevokeCertificate:
    """Let a certificate not count any more."""

    KIND: ClassVar = "certificates.revoke"
    certificate_id: str
    reason: Private
