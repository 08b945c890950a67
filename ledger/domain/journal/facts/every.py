"""Every kind of entry there is, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.journal.facts.certificates import CertificateIssued, CertificateRevoked
from ledger.domain.journal.facts.corrections import ArrearsWrittenOff, PointsAdjusted, PointsReinstated
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
from ledger.domain.journal.facts.privacy import AccessNoted, TextsErased
from ledger.domain.journal.facts.proposals import BoundSet, ProposalChecked, ProposalDropped, ProposalMade
from ledger.domain.journal.facts.reports import (
    ClaimResubmitted,
    ClaimStepped,
    ClaimSubmitted,
    EvidenceAdded,
)
from ledger.domain.journal.facts.sanctions import SanctionChecked, SanctionDropped, SanctionImposed, SanctionProposed
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
from ledger.domain.journal.facts.users import UserInvited, UserRenewed
from ledger.domain.journal.facts.warnings import ExpiryWarned


@dataclass(frozen=True, slots=True)
class Continued:
    """More postings of an entry that would not fit into one: of which entry, and of what it was about.

    ``grace`` lists the lots granted by these postings in place of lapsed ones.
    """

    KIND: ClassVar = "continuation"
    of: str
    movement: str
    redemption: str = ""
    accrual: str = ""
    sanction: str = ""
    grace: tuple[GraceLot, ...] = ()


Fact = (
    LedgerOpened
    | OrganizationRegistered
    | OrganizationProfiled
    | ClientGranted
    | ClientRevoked
    | RuleDrafted
    | RuleSimulated
    | RulePublished
    | ProgramDrafted
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
    | RedemptionSubmitted
    | RedemptionSelected
    | CallSettled
    | RedemptionFulfilled
    | RedemptionRevoked
    | RedemptionCancelled
    | ExpiryWarned
    | SanctionProposed
    | SanctionImposed
    | SanctionChecked
    | SanctionDropped
    | ProposalMade
    | ProposalChecked
    | ProposalDropped
    | BoundSet
    | PointsAdjusted
    | ArrearsWrittenOff
    | PointsReinstated
    | ObjectionRaised
    | ObjectionEnded
    | ObjectionDecided
    | Continued
    | TiersSet
    | RegistrationAdded
    | PointsTransferred
    | AffiliationChanged
    | OrganizationClosed
    | UserInvited
    | UserRenewed
    | PeriodClosed
    | LogKeySet
    | AccessNoted
    | TextsErased
    | CertificateIssued
    | CertificateRevoked
)

FACTS: Final[dict[str, type[Fact]]] = {
    cls.KIND: cls
    for cls in (
        LedgerOpened,
        OrganizationRegistered,
        OrganizationProfiled,
        ClientGranted,
        ClientRevoked,
        RuleDrafted,
        RuleSimulated,
        RulePublished,
        ProgramDrafted,
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
        RightRequested,
        RedemptionSubmitted,
        RedemptionSelected,
        HoldCaptured,
        HoldReleased,
        ApplicationEnded,
        CallSettled,
        RedemptionFulfilled,
        RedemptionRevoked,
        RedemptionCancelled,
        ExpiryWarned,
        SanctionProposed,
        SanctionImposed,
        SanctionChecked,
        SanctionDropped,
        ProposalMade,
        ProposalChecked,
        ProposalDropped,
        BoundSet,
        PointsAdjusted,
        ArrearsWrittenOff,
        PointsReinstated,
        ObjectionRaised,
        ObjectionNoted,
        ObjectionEnded,
        ObjectionClosed,
        ObjectionDecided,
        Continued,
        TiersSet,
        RegistrationAdded,
        PointsTransferred,
        EmptyWalletMerged,
        AffiliationChanged,
        OrganizationClosed,
        UserInvited,
        UserRenewed,
        PeriodClosed,
        LogKeySet,
        AccessNoted,
        TextsErased,
        CertificateIssued,
        CertificateRevoked,
    )
}
"""Every kind of entry that format 1 knows."""


def movement_of(fact: Fact) -> str:
    """Give the movement of the chart that a fact's postings are held to."""
    return fact.movement if isinstance(fact, Continued) else fact.KIND
