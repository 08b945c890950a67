"""Commands about users: invite one, and give one a new invitation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to invite. The code's argon2 hash goes beside the journal; ``sealed_code`` into the answer.

    Attributes:
        login: the login name, an e-mail address in lower case.
        expires_at: until when the code holds, RFC 3339 text.
        person_name: of a new person; None for the one behind ``same_person_as``, a client or a user.
    """

    role: str
    login: Private
    code_hash: str
    sealed_code: str
    expires_at: str
    person_name: Private | None = None
    same_person_as: str = ""


@dataclass(frozen=True, slots=True)
class InviteUser:
    """The operator invites somebody to act for an organization."""

    KIND: ClassVar = "users.invite"
    organization_id: str
    user: NewUser


@dataclass(frozen=True, slots=True)
class RenewUser:
    """The operator gives a user a new invitation: password and sessions hold no more."""

    KIND: ClassVar = "users.renew"
    user_id: str
    code_hash: str
    sealed_code: str
    expires_at: str
