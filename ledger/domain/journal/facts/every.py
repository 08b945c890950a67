"""Every kind of entry there is, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.journal.facts.earning import (
    AccrualPosted,
    AccrualReversed,
    ActivityNoted,
    ActivityWithdrawn,
    ArrearsPaid,
    LotsActivated,
    LotsExpired,
    PendingDropped,
)
from ledger.domain.journal.facts.parties import (
    ClientGranted,
    ClientRevoked,
    LedgerOpened,
    OrganizationRegistered,
)
from ledger.domain.journal.facts.reports import (
    ClaimResubmitted,
    ClaimStepped,
    ClaimSubmitted,
    EvidenceAdded,
)
from ledger.domain.journal.facts.spending import (
    HoldCaptured,
    HoldPlaced,
    HoldReleased,
    RedemptionCancelled,
)
from ledger.domain.journal.facts.terms import (
    AllotmentProposed,
    AllotmentSet,
    ProgramPublished,
    RuleDrafted,
    RulePublished,
    RuleSimulated,
)


@dataclass(frozen=True, slots=True)
class Continued:
    """More postings of an entry that would not fit into one: of which entry, and of what it was about."""

    KIND: ClassVar = "continuation"
    of: str
    movement: str
    redemption: str = ""
    accrual: str = ""


Fact = (
    LedgerOpened
    | OrganizationRegistered
    | ClientGranted
    | ClientRevoked
    | RuleDrafted
    | RuleSimulated
    | RulePublished
    | ProgramPublished
    | AllotmentProposed
    | AllotmentSet
    | AccrualPosted
    | ClaimSubmitted
    | ClaimStepped
    | EvidenceAdded
    | LotsActivated
    | LotsExpired
    | ArrearsPaid
    | AccrualReversed
    | HoldPlaced
    | HoldCaptured
    | HoldReleased
    | RedemptionCancelled
    | Continued
)

FACTS: Final[dict[str, type[Fact]]] = {
    cls.KIND: cls
    for cls in (
        LedgerOpened,
        OrganizationRegistered,
        ClientGranted,
        ClientRevoked,
        RuleDrafted,
        RuleSimulated,
        RulePublished,
        ProgramPublished,
        AllotmentProposed,
        AllotmentSet,
        AccrualPosted,
        ActivityNoted,
        ClaimSubmitted,
        ClaimResubmitted,
        ClaimStepped,
        EvidenceAdded,
        LotsActivated,
        LotsExpired,
        ArrearsPaid,
        AccrualReversed,
        ActivityWithdrawn,
        PendingDropped,
        HoldPlaced,
        HoldCaptured,
        HoldReleased,
        RedemptionCancelled,
        Continued,
    )
}
"""Every kind of entry that format 1 knows."""


def movement_of(fact: Fact) -> str:
    """Give the movement of the chart that a fact's postings are held to."""
    return fact.movement if isinstance(fact, Continued) else fact.KIND
