"""The brake: slows down whoever guesses a client's secret, and nobody else.

Failures are counted for a client id *and* an address together, so a stranger who guesses cannot lock the true client
out. The counts live in one process and their number is bounded; the secrets have 256 bits, so the brake saves work
(argon2) and log lines rather than the secret.
"""

from __future__ import annotations

import ipaddress
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

from ledger.domain.refusals import Refused

_IPV6_SITE_BITS = 64


@dataclass(frozen=True, slots=True)
class BrakeOptions:
    """How many failures are borne.

    Attributes:
        failures_max: failures of one client from one address within a window.
        window_seconds: how long a window lasts, from its first failure.
        entries_max: how many (client, address) pairs are remembered; the oldest go first.
    """

    failures_max: int
    window_seconds: int
    entries_max: int


class Brake:
    """Counts of recent failures."""

    def __init__(self, options: BrakeOptions) -> None:
        self._options = options
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, client_id: str, address: str, now: float) -> None:
        """Refuse a client that failed too often from this address; ``now`` counts seconds.

        Raises:
            Refused: ``too_many_attempts`` with ``retry_after_seconds``.
        """
        with self._lock:
            failures, since = self._failures.get((client_id, _site(address)), (0, now))
        rest_seconds = since + self._options.window_seconds - now
        if failures >= self._options.failures_max and rest_seconds > 0:
            raise Refused("too_many_attempts", retry_after_seconds=math.ceil(rest_seconds))

    def failed(self, client_id: str, address: str, now: float) -> None:
        """Count a failure."""
        pair = (client_id, _site(address))
        with self._lock:
            failures, since = self._failures.pop(pair, (0, now))
            if now >= since + self._options.window_seconds:
                failures, since = 0, now
            self._failures[pair] = (failures + 1, since)
            while len(self._failures) > self._options.entries_max:
                self._failures.popitem(last=False)

    def succeeded(self, client_id: str, address: str) -> None:
        """Forget the failures of a client that has proven itself from this address."""
        with self._lock:
            self._failures.pop((client_id, _site(address)), None)


def _site(address: str) -> str:
    """Give whom an address stands for: an IPv6 client owns its whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))
    return address
