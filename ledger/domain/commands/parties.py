"""Commands about who takes part, and who may act for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client to grant. The secret's argon2 hash goes beside the journal; ``sealed_secret`` into the answer."""

    role: str
    secret_hash: str
    sealed_secret: str
    person_name: Private | None = None
    same_person_as: str = ""
    """A client whose person stands behind this one too, or "" for a new person named ``person_name``."""


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """The first command of a ledger: who runs it, by which clock; done by whoever holds the machine."""

    KIND: ClassVar = "ledger.open"
    origin: str
    clock: str
    name_ko: Private
    name_en: Private
    client: NewClient


@dataclass(frozen=True, slots=True)
class RegisterOrganization:
    """The operator onboards an organization, with its first client."""

    KIND: ClassVar = "organizations.register"
    kind: str
    name_ko: Private
    name_en: Private
    client: NewClient
    registration_number: Private | None = None


@dataclass(frozen=True, slots=True)
class AddRegistration:
    """The operator puts one more business registration number of a company on record."""

    KIND: ClassVar = "organizations.register_again"
    organization_id: str
    registration_number: Private


@dataclass(frozen=True, slots=True)
class ProfileOrganization:
    """The operator says what is known of an organization; it stands in the place of all that was said before.

    "" is nothing: ``region`` is a lower-case code, ``size`` one of ``profiles.SIZES``, ``owner`` the code by which
    programs' terms name the agency that runs them.
    """

    KIND: ClassVar = "organizations.profile"
    organization_id: str
    region: str = ""
    size: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class GrantClient:
    """The operator gives an organization another client."""

    KIND: ClassVar = "clients.grant"
    organization_id: str
    client: NewClient


@dataclass(frozen=True, slots=True)
class RevokeClient:
    """The operator ends a client; it acts no more from then on."""

    KIND: ClassVar = "clients.revoke"
    client_id: str
