"""Rows of certificates: what was certified, and what of it was taken back."""

from __future__ import annotations

from typing import NamedTuple


class Certificate(NamedTuple):
    """What an organization held on a day, as it was certified.

    ``period`` is the closed month that tells the figures, "" where the books did at ``position``; ``nonce`` is what
    the code is derived from and ``code`` its digest; ``revoked_at`` and ``revocation``, the id of that entry, are "" of
    one that counts.
    """

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
    issued_at: str
    entry: str
    position: int
    revoked_at: str
    revocation: str
