"""Facts: what a journal entry says happened, one frozen dataclass for each kind of entry.

A fact holds opaque ids, digests, dates and numbers, never names or free text. Together with the entry's postings it is
enough to bring every projection forward, so the journal alone rebuilds the books. A released kind never changes its
meaning; a new meaning is a new kind or a new format number.
"""

from __future__ import annotations

from ledger.domain.journal.facts.earning import (
    AccrualPosted,
    AccrualReversed,
    ActivityNoted,
    ActivityWithdrawn,
    ArrearsPaid,
    LotsActivated,
    LotsExpired,
    Part,
    PendingDropped,
    Step,
)
from ledger.domain.journal.facts.every import (
    FACTS,
    Continued,
    Fact,
    movement_of,
)
from ledger.domain.journal.facts.parties import (
    ClientGranted,
    ClientRevoked,
    LedgerOpened,
    OrganizationProfiled,
    OrganizationRegistered,
)
from ledger.domain.journal.facts.reports import (
    ClaimResubmitted,
    ClaimStepped,
    ClaimSubmitted,
    Evidence,
    EvidenceAdded,
    Share,
)
from ledger.domain.journal.facts.sanctions import (
    SanctionDropped,
    SanctionImposed,
    SanctionProposed,
)
from ledger.domain.journal.facts.spending import (
    ApplicationEnded,
    CallSettled,
    GraceLot,
    HoldCaptured,
    HoldPlaced,
    HoldReleased,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRevoked,
    RedemptionSelected,
    RedemptionSubmitted,
    RightRequested,
)
from ledger.domain.journal.facts.terms import (
    AllotmentProposed,
    AllotmentSet,
    ProgramDrafted,
    ProgramPublished,
    RuleDrafted,
    RulePublished,
    RuleSimulated,
)
from ledger.domain.journal.facts.usage import (
    UsageDeltas,
)
from ledger.domain.journal.facts.warnings import ExpiryWarned

__all__ = [
    "FACTS",
    "AccrualPosted",
    "AccrualReversed",
    "ActivityNoted",
    "ActivityWithdrawn",
    "AllotmentProposed",
    "AllotmentSet",
    "ApplicationEnded",
    "ArrearsPaid",
    "CallSettled",
    "ClaimResubmitted",
    "ClaimStepped",
    "ClaimSubmitted",
    "ClientGranted",
    "ClientRevoked",
    "Continued",
    "Evidence",
    "EvidenceAdded",
    "ExpiryWarned",
    "Fact",
    "GraceLot",
    "HoldCaptured",
    "HoldPlaced",
    "HoldReleased",
    "LedgerOpened",
    "LotsActivated",
    "LotsExpired",
    "OrganizationProfiled",
    "OrganizationRegistered",
    "Part",
    "PendingDropped",
    "ProgramDrafted",
    "ProgramPublished",
    "RedemptionCancelled",
    "RedemptionFulfilled",
    "RedemptionRevoked",
    "RedemptionSelected",
    "RedemptionSubmitted",
    "RightRequested",
    "RuleDrafted",
    "RulePublished",
    "RuleSimulated",
    "SanctionDropped",
    "SanctionImposed",
    "SanctionProposed",
    "Share",
    "Step",
    "UsageDeltas",
    "movement_of",
]
