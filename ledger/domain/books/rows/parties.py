"""Rows of who takes part, and who may act for whom."""

from __future__ import annotations

from typing import NamedTuple


class Organization(NamedTuple):
    """A university, company, agency, auditor or the operator. Its names and registration number live in the vault."""

    organization: str
    kind: str
    registration: str
    """Blind digest of the business registration number, or ""."""
    position: int
    region: str
    """Code of the district it is in, or ""; this and the next two are what was last said of it."""
    size: str
    """micro, small, medium, large, or ""."""
    owner: str
    """By which code programs' terms name this agency, or ""; one agency for each code."""
    status: str
    """active, merged or closed."""
    successor: str
    """Who has what was a merged company's, or ""."""
    affiliates: str
    """Everybody who counts as one with it for yearly caps, itself too, sorted, separated by single spaces; or ""."""


class Registration(NamedTuple):
    """A business registration number, as a blind digest, and the organization that was registered under it."""

    registration: str
    organization: str
    position: int


class Client(NamedTuple):
    """Who acts for one organization, and the person behind it: an API client, or a user, who has a login."""

    client: str
    organization: str
    person: str
    role: str
    permissions: str
    """The granted permissions, sorted, separated by single spaces."""
    revoked_at: str
    position: int
    login: str
    """Blind digest of a user's login name, or "" for a machine; one user in force for each."""
