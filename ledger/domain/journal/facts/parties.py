"""Facts about who takes part, and who may act for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LedgerOpened:
    """The first entry: which ledger this is, and by which clock it runs ("system" or "simulated")."""

    KIND: ClassVar = "genesis"
    ledger: str
    origin: str
    clock: str
    opened_on: str


@dataclass(frozen=True, slots=True)
class OrganizationRegistered:
    """An organization joins. ``registration`` is the blind digest of its business registration number."""

    KIND: ClassVar = "organization_registered"
    organization: str
    kind: str
    registration: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationProfiled:
    """What is known of an organization from this entry on, "" for nothing: where a company is and how large, and by
    which code programs' terms name an agency."""

    KIND: ClassVar = "organization_profiled"
    organization: str
    region: str = ""
    size: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ClientGranted:
    """A client may act for an organization with these permissions; ``person`` stands behind it.

    ``proposal`` is what two persons agreed on, "" where one sufficed.
    """

    KIND: ClassVar = "client_granted"
    client: str
    organization: str
    person: str
    role: str
    permissions: tuple[str, ...]
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class ClientRevoked:
    """A client may act no more, from this entry on."""

    KIND: ClassVar = "client_revoked"
    client: str
