"""The brake of logins: slows down whoever guesses a password, and cannot be used to lock a victim out.

A device on which a login has succeeded before has a budget of failures of its own for that login. All others share one
for the login, and whoever comes from one address has one for all logins together. So a stranger uses up what strangers
have, and the true user on a known device goes on as if nothing was. The counts live in one process and their number is
bounded, the oldest go first.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.auth.brake import Brake, BrakeOptions


class LoginBrake:
    """Counts of recent failures, by device, by login and by address."""

    def __init__(self, options: BrakeOptions, address_failures_max: int) -> None:
        self._devices = Brake(options)
        self._strangers = Brake(options)
        self._addresses = Brake(replace(options, failures_max=address_failures_max))

    def check(self, login: str, device: str, address: str, now: float) -> None:
        """Refuse who failed too often.

        Args:
            login: its digest; ``device`` is "" for one that is not known.
            now: seconds.

        Raises:
            Refused: ``too_many_attempts`` with ``retry_after_seconds``.
        """
        if device:
            self._devices.check(login, device, now)
        else:
            self._strangers.check(login, "", now)
            self._addresses.check("", address, now)

    def failed(self, login: str, device: str, address: str, now: float) -> None:
        """Count a failure."""
        if device:
            self._devices.failed(login, device, now)
        else:
            self._strangers.failed(login, "", now)
            self._addresses.failed("", address, now)

    def succeeded(self, login: str, device: str) -> None:
        """Forget the failures of a device that is known; those of strangers stay, for they were others'."""
        if device:
            self._devices.succeeded(login, device)
