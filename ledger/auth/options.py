"""Options of authentication, as the settings tell them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenOptions:
    """What tokens say and how long they hold.

    Attributes:
        issuer, audience: claims ``iss`` and ``aud``.
        lifetime_seconds: from issue to expiry.
        clock_skew_seconds: by how much clocks of nodes may differ.
        remembered_max: how many verified tokens are remembered.
    """

    issuer: str
    audience: str
    lifetime_seconds: int
    clock_skew_seconds: int
    remembered_max: int
