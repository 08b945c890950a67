"""Decided: everything a unit of work writes, as values.

Entries with their bytes and leaves, the projections' new rows, and what stands beside the journal: remembered answers,
texts for the vault, hashed client secrets. The store writes it whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.domain.books.trails import NO_TRAIL, Trail
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.merkle import Frontier, Node


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry with its canonical bytes and leaf hash, and what else it is found by."""

    entry: Entry
    data: bytes
    leaf_hash: bytes
    trail: Trail = NO_TRAIL


class Remembered(NamedTuple):
    """The answer to a request that was decided: kept for ever, under the blind digest of its idempotency key."""

    request: str
    fingerprint: str
    answer: str
    """JSON text of the outcomes; no vault data."""
    trace_id: str
    position: int
    """Position of the journal after the request."""


class VaultText(NamedTuple):
    """A text that the journal only commits to: erasable, with the salt that opens its commitment."""

    subject: str
    field: str
    salt: bytes
    value: str


class ClientSecret(NamedTuple):
    """A hashed secret (argon2id) of a client."""

    client: str
    created_at: str
    secret_hash: str


class Invitation(NamedTuple):
    """How a user comes to a password: a hashed code (argon2id) that holds until an instant, and once."""

    client: str
    code_hash: str
    created_at: str
    expires_at: str
    used_at: str = ""


class Access(NamedTuple):
    """A line of the access log before it has its place: who is about to read what, and why.

    ``reason`` is the commitment to the reason, which lies in the vault under the line's id, or "".
    """

    id: str
    at: str
    position: int
    """Where the journal stood."""
    client: str
    person: str
    organization: str
    door: str
    subject: str
    about: str
    filters: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What one unit of work writes."""

    position: int
    recorded_at: str
    closed_through: str
    frontier: Frontier
    nodes: tuple[Node, ...]
    entries: tuple[SealedEntry, ...]
    rows: Mapping[type, list[Any]]
    remembered: tuple[Remembered, ...]
    vault: tuple[VaultText, ...]
    secrets: tuple[ClientSecret, ...]
    invitations: tuple[Invitation, ...] = ()
    accesses: tuple[Access, ...] = ()
    erased: tuple[tuple[str, str], ...] = ()
    """Texts that leave the vault, by subject and field."""
