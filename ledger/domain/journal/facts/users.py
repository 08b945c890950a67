"""Facts about users: persons who prove themselves by a login and a password instead of a machine's secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class UserInvited:
    """A user may act for an organization with these permissions, once the invitation is accepted.

    Attributes:
        person: who stands behind the user, and behind whichever clients and users name the same.
        login: blind digest of the login name; one user in force for each.
        proposal: what two persons agreed on, "" where one sufficed.
    """

    KIND: ClassVar = "user_invited"
    user: str
    organization: str
    person: str
    role: str
    permissions: tuple[str, ...]
    login: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class UserRenewed:
    """A user's password and sessions hold no more; a new invitation stands in their place."""

    KIND: ClassVar = "user_renewed"
    user: str
