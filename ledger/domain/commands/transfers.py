"""Commands that propose what becomes of companies: mergers, successions, affiliations, closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence


@dataclass(frozen=True, slots=True)
class ProposeMerger:
    """Merge a company into another, which has all that was the source's from then on."""

    KIND: ClassVar = "transfers.propose_merger"
    source_id: str
    target_id: str
    reason_code: str
    reason: Private
    document: Evidence


@dataclass(frozen=True, slots=True)
class ProposeSuccession:
    """Hand over a part of a company's available points: ``lots``, or so many ``points``, or all of them."""

    KIND: ClassVar = "transfers.propose_succession"
    source_id: str
    target_id: str
    reason_code: str
    reason: Private
    document: Evidence
    points: int | None = None
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposeClosure:
    """Close a company of which nothing is left."""

    KIND: ClassVar = "organizations.propose_closure"
    organization_id: str
    reason_code: str
    reason: Private
    document: Evidence


@dataclass(frozen=True, slots=True)
class ProposeAffiliation:
    """Let companies count as one for yearly caps, or, not ``together``, each alone again."""

    KIND: ClassVar = "organizations.propose_affiliation"
    organization_ids: tuple[str, ...]
    together: bool
    reason_code: str
    reason: Private
    document: Evidence
