"""Options of users, as the settings tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class UserOptions:
    """How users come in and how long they stay.

    Attributes:
        invitation_days: how long an invitation holds.
        password_characters_min: length of the shortest password.
        session_seconds: how long a session holds, however busy.
        session_idle_seconds: how long it holds after it was opened or last renewed.
        address_failures_max: failed logins from one address within a window of the brake, whatever the logins.
    """

    invitation_days: int = 14
    password_characters_min: int = 12
    session_seconds: int = 43_200
    session_idle_seconds: int = 3_600
    address_failures_max: int = 100


DEFAULT_USERS: Final = UserOptions()
"""For a node that nobody logs in to."""
