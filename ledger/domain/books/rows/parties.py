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


class Client(NamedTuple):
    """An API client: acts for one organization, and behind it stands one person."""

    client: str
    organization: str
    person: str
    role: str
    permissions: str
    """The granted permissions, sorted, separated by single spaces."""
    revoked_at: str
    position: int
