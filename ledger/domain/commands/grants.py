"""Commands about grants that take two persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class ProposeGrant:
    """The operator proposes that a client or a user act for an organization.

    Attributes:
        kind: "client" or "user"; a user has a ``login``, and an invitation of ``invitation_days`` from the approval.
        secret_hash: of both halves of the secret or code together.
        sealed_half: the half that the answer shows; ``other_half`` the one that the approval shows, sealed.
        person_name: of a new person; None for the one behind ``same_person_as``, a client or a user.
    """

    KIND: ClassVar = "grants.propose"
    organization_id: str
    kind: str
    role: str
    reason: Private
    secret_hash: str
    sealed_half: str
    other_half: Private
    invitation_days: int = 0
    login: Private | None = None
    person_name: Private | None = None
    same_person_as: str = ""
