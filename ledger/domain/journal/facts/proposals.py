"""Facts about acts that take two persons: what one proposes, what others make of it, and how far such acts reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ledger.domain.journal.facts.reports import Evidence


@dataclass(frozen=True, slots=True)
class ProposalMade:
    """Somebody proposes an act; nothing moves.

    Attributes:
        act: what kind of act it is; ``terms`` say the rest, in ids, codes, days and whole numbers.
        organization: whom it concerns, or "".
        points: how many it moves as things stand, or 0.
        checks: how many other persons must approve it.
        act_by: the last day on which they can.
        document: what it rests on, by its digest.
        together: ``points`` with those that the same person proposed of this act for this organization and that count
            with them; 0 where none are moved, and in entries of before this was counted.
    """

    KIND: ClassVar = "proposal"
    proposal: str
    act: str
    organization: str
    points: int
    checks: int
    act_by: str
    reason_code: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)
    document: Evidence | None = None
    together: int = 0


@dataclass(frozen=True, slots=True)
class ProposalChecked:
    """One of several persons approved a proposal; it waits for the next."""

    KIND: ClassVar = "proposal_checked"
    proposal: str


@dataclass(frozen=True, slots=True)
class ProposalDropped:
    """A proposal came to nothing: ``status`` is "rejected", "withdrawn" or "expired"."""

    KIND: ClassVar = "proposal_dropped"
    proposal: str
    status: str


@dataclass(frozen=True, slots=True)
class BoundSet:
    """How far an act reaches from now on.

    Attributes:
        name: of the act, or of a span of days.
        points_max: the most points of one act; 0 is no limit.
        second_from: from so many points on two persons must approve; 0 is never.
        days: for how many days it waits for a decision.
    """

    KIND: ClassVar = "bound_set"
    name: str
    points_max: int
    second_from: int
    days: int
    proposal: str = ""
