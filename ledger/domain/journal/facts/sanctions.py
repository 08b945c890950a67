"""Facts about points that are taken from a holder for a cause, by two persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.journal.facts.reports import Evidence


@dataclass(frozen=True, slots=True)
class SanctionProposed:
    """Somebody proposes that a holder forfeits points.

    Attributes:
        cause: "sanction" or "closure".
        points: how many; 0 is all that is available when it is approved.
        document: what the proposal rests on, by its digest.
        act_by: the last day on which it can be decided; "" in entries of before there was one.
    """

    KIND: ClassVar = "sanction_proposed"
    sanction: str
    organization: str
    cause: str
    points: int
    document: Evidence
    act_by: str = ""


@dataclass(frozen=True, slots=True)
class SanctionChecked:
    """One of two persons approved a proposal for so many points; it waits for the other."""

    KIND: ClassVar = "sanction_checked"
    sanction: str
    organization: str


@dataclass(frozen=True, slots=True)
class SanctionImposed:
    """A proposal was approved: the holder forfeited ``points``, soonest expiry first."""

    KIND: ClassVar = "sanction"
    sanction: str
    organization: str
    cause: str
    points: int


@dataclass(frozen=True, slots=True)
class SanctionDropped:
    """A proposal came to nothing: ``status`` is "rejected", by another person, or "withdrawn", by its own side."""

    KIND: ClassVar = "sanction_dropped"
    sanction: str
    organization: str
    status: str
