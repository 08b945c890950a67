"""Facts: what a journal entry says happened, one frozen dataclass for each kind of entry.

A fact holds opaque ids, digests, dates and numbers, never names or free text. Together with the entry's postings it is
enough to bring every projection forward, so the journal alone rebuilds the books. A released kind never changes its
meaning; a new meaning is a new kind or a new format number.
"""

from __future__ import annotations

from ledger.domain.journal.facts.certificates import CertificateIssued, CertificateRevoked
from ledger.domain.journal.facts.corrections import (
    ArrearsWrittenOff,
    PointsAdjusted,
    PointsReinstated,
)
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
from ledger.domain.journal.facts.log import LogKeySet
from ledger.domain.journal.facts.objections import (
    ObjectionClosed,
    ObjectionDecided,
    ObjectionEnded,
    ObjectionNoted,
    ObjectionRaised,
)
from ledger.domain.journal.facts.parties import (
    ClientGranted,
    ClientRevoked,
    LedgerOpened,
    OrganizationProfiled,
    OrganizationRegistered,
)
from ledger.domain.journal.facts.periods import PeriodClosed
from ledger.domain.journal.facts.privacy import AccessNoted, TextsErased, TextsOf
from ledger.domain.journal.facts.proposals import (
    BoundSet,
    ProposalChecked,
    ProposalDropped,
    ProposalMade,
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
    SanctionChecked,
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
from ledger.domain.journal.facts.tiers import TiersSet
from ledger.domain.journal.facts.transfers import (
    AffiliationChanged,
    EmptyWalletMerged,
    OrganizationClosed,
    PointsTransferred,
    RegistrationAdded,
)
from ledger.domain.journal.facts.usage import (
    UsageDeltas,
)
from ledger.domain.journal.facts.users import UserInvited, UserRenewed
from ledger.domain.journal.facts.warnings import ExpiryWarned

__all__ = [
    "FACTS",
    "AccessNoted",
    "AccrualPosted",
    "AccrualReversed",
    "ActivityNoted",
    "ActivityWithdrawn",
    "AffiliationChanged",
    "AllotmentProposed",
    "AllotmentSet",
    "ApplicationEnded",
    "ArrearsPaid",
    "ArrearsWrittenOff",
    "BoundSet",
    "CallSettled",
    "CertificateIssued",
    "CertificateRevoked",
    "ClaimResubmitted",
    "ClaimStepped",
    "ClaimSubmitted",
    "ClientGranted",
    "ClientRevoked",
    "Continued",
    "EmptyWalletMerged",
    "Evidence",
    "EvidenceAdded",
    "ExpiryWarned",
    "Fact",
    "GraceLot",
    "HoldCaptured",
    "HoldPlaced",
    "HoldReleased",
    "LedgerOpened",
    "LogKeySet",
    "LotsActivated",
    "LotsExpired",
    "ObjectionClosed",
    "ObjectionDecided",
    "ObjectionEnded",
    "ObjectionNoted",
    "ObjectionRaised",
    "OrganizationClosed",
    "OrganizationProfiled",
    "OrganizationRegistered",
    "Part",
    "PendingDropped",
    "PeriodClosed",
    "PointsAdjusted",
    "PointsReinstated",
    "PointsTransferred",
    "ProgramDrafted",
    "ProgramPublished",
    "ProposalChecked",
    "ProposalDropped",
    "ProposalMade",
    "RedemptionCancelled",
    "RedemptionFulfilled",
    "RedemptionRevoked",
    "RedemptionSelected",
    "RedemptionSubmitted",
    "RegistrationAdded",
    "RightRequested",
    "RuleDrafted",
    "RulePublished",
    "RuleSimulated",
    "SanctionChecked",
    "SanctionDropped",
    "SanctionImposed",
    "SanctionProposed",
    "Share",
    "Step",
    "TextsErased",
    "TextsOf",
    "TiersSet",
    "UsageDeltas",
    "UserInvited",
    "UserRenewed",
    "movement_of",
]
