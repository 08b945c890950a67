"""Facts about awards that somebody objects to: their points are frozen, and come free again or are taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.journal.facts.reports import Evidence
from ledger.domain.journal.facts.spending import GraceLot


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    """Somebody objects to an award: what is available or pending of the contested lots is frozen.

    Attributes:
        organization: the company that it concerns: who objects or, where the university does, the award's own.
        university: the university that objects to what it reported, or "" where a company objects.
        reason_code: one of ``objection_terms.REASON_CODES``.
        document: what the objection rests on, by its digest.
        decide_by: the last day on which it can be decided.
    """

    KIND: ClassVar = "freeze"
    objection: str
    accrual: str
    organization: str
    university: str
    reason_code: str
    document: Evidence
    decide_by: str


@dataclass(frozen=True, slots=True)
class ObjectionNoted(ObjectionRaised):
    """Somebody objects to an award of which nothing can be frozen: it is held, spent, or has lapsed."""

    KIND: ClassVar = "objection_noted"


@dataclass(frozen=True, slots=True)
class ObjectionEnded:
    """An objection ended: what is frozen comes free with its dates, or lapses where those are over.

    Attributes:
        cause: "rejected", "upheld", "withdrawn" or "timed_out".
        holder: whose lots come free; "" for all, as nobody's clock but one holder's runs at a time.
        grace_days: how long a lot lives that stands in for one that lapsed meanwhile; 0 where none does.
    """

    KIND: ClassVar = "unfreeze"
    objection: str
    accrual: str
    organization: str
    university: str
    cause: str
    holder: str = ""
    grace_days: int = 0
    grace: tuple[GraceLot, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionClosed(ObjectionEnded):
    """An objection ended, and nothing was frozen by then."""

    KIND: ClassVar = "objection_closed"


@dataclass(frozen=True, slots=True)
class ObjectionDecided:
    """Two persons decided an objection; what is taken back and what comes free follows at once.

    Attributes:
        outcome: "rejected" or "upheld".
        points: how many points of the award are taken back.
        grace_days: how long a lot lives that stands in for one that lapsed meanwhile; 0 where none does.
    """

    KIND: ClassVar = "objection_decided"
    objection: str
    accrual: str
    organization: str
    university: str
    outcome: str
    points: int
    grace_days: int
    proposal: str = ""
