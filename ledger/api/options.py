"""Options of the door, as the settings tell them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DoorOptions:
    """What the door lets through.

    Attributes:
        body_bytes_max: longest body of a request.
        trusted_proxies: how many proxies in front of the service tell the client's address.
        metrics: whether ``/metrics`` answers.
    """

    body_bytes_max: int
    trusted_proxies: int
    metrics: bool
