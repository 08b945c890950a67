"""Facts: what a journal entry says happened, one frozen dataclass for each kind of entry.

A fact holds opaque ids, digests, dates and numbers, never names or free text. Together with the entry's postings it is
enough to bring every projection forward, so the journal alone rebuilds the books. A released kind never changes its
meaning; a new meaning is a new kind or a new format number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

UsageDeltas = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LedgerOpened:
    """The first entry: which ledger this is, and by which clock it runs ("system" or "simulated")."""

    KIND: ClassVar = "genesis"
    ledger: str
    origin: str
    clock: str
    opened_on: str


@dataclass(frozen=True, slots=True)
class OrganizationRegistered:
    """An organization joins. ``registration`` is the blind digest of its business registration number."""

    KIND: ClassVar = "organization_registered"
    organization: str
    kind: str
    registration: str = ""


@dataclass(frozen=True, slots=True)
class ClientGranted:
    """A client may act for an organization with these permissions; ``person`` stands behind it."""

    KIND: ClassVar = "client_granted"
    client: str
    organization: str
    person: str
    role: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientRevoked:
    """A client may act no more, from this entry on."""

    KIND: ClassVar = "client_revoked"
    client: str


@dataclass(frozen=True, slots=True)
class RuleDrafted:
    """Somebody proposes a rule version; the last draft of a version that is not in force is the one that counts."""

    KIND: ClassVar = "rule_drafted"
    code: str
    version: int
    valid_from: str
    terms: Mapping[str, Any]
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class RuleSimulated:
    """A draft was replayed over a past period, posting nothing.

    Attributes:
        draft: position of the draft that was replayed.
        read_at: position up to which the journal was read.
        activities: how many were priced again; ``refused`` are those of them that the draft would not award.
        before, after: points that stand, and those that would.
        digest: SHA-256 of the report's canonical lines; a replay of the same draft at ``read_at`` gives it again.
    """

    KIND: ClassVar = "rule_simulated"
    code: str
    version: int
    draft: int
    occurred_from: str
    occurred_to: str
    read_at: int
    activities: int
    refused: int
    before: int
    after: int
    digest: str


@dataclass(frozen=True, slots=True)
class RulePublished:
    """A rule version comes into force for events from ``valid_from`` to ``valid_to`` (inclusive): it is approved."""

    KIND: ClassVar = "rule_published"
    code: str
    version: int
    valid_from: str
    terms: Mapping[str, Any]
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class ProgramPublished:
    """A program's terms, from this entry on."""

    KIND: ClassVar = "program_published"
    code: str
    version: int
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AllotmentProposed:
    """Somebody proposes how many points a university may issue in a calendar year."""

    KIND: ClassVar = "allotment_proposed"
    proposal: str
    university: str
    year: int
    points_max: int


@dataclass(frozen=True, slots=True)
class AllotmentSet:
    """A proposal was approved: from this entry on the university's allotment of the year is ``points_max``."""

    KIND: ClassVar = "allotment_set"
    proposal: str
    university: str
    year: int
    points_max: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document by its digest: the file itself is elsewhere."""

    kind: str
    sha256: str
    media_type: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Share:
    """What part of an activity is one holder's, in hundredths of a percent; all shares of an activity are 10,000."""

    organization: str
    basis_points: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic, readable: a name and an exact value as text."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """A further lot of an award: another holder's share, what a campaign adds, what a mirror gives the university."""

    role: str
    organization: str
    rule: str
    rule_version: int
    lot: str
    points: int
    expires_on: str


@dataclass(frozen=True, slots=True)
class AccrualPosted:
    """An activity earned points.

    Attributes:
        points: what the rule awards, all shares together; what follows it comes on top, in ``parts``.
        lot: the first lot of the award; its holder is ``holder``, or the organization where that is "".
        missing: kinds of documents that must come until ``evidence_by``, or the pending points are dropped.
    """

    KIND: ClassVar = "accrual"
    accrual: str
    university: str
    organization: str
    source: str
    rule: str
    rule_version: int
    inputs: Mapping[str, int]
    steps: tuple[Step, ...]
    points: int
    active_on: str
    expires_on: str
    lot: str = ""
    agreement: str = ""
    paid_krw: int = 0
    evidence: tuple[Evidence, ...] = ()
    usage: UsageDeltas = field(default_factory=dict)
    fingerprint: str = ""
    shares: tuple[Share, ...] = ()
    holder: str = ""
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    evidence_by: str = ""


@dataclass(frozen=True, slots=True)
class ActivityNoted(AccrualPosted):
    """An activity that earned nothing (a full cap, less than a point more): no lot, but it counts from now on."""

    KIND: ClassVar = "activity_noted"


@dataclass(frozen=True, slots=True)
class ClaimSubmitted:
    """An activity was reported that others must look at before it is posted.

    Attributes:
        waiting: the steps it waits for, in order; ``act_by`` is the last day for the first of them.
        clash: an accrual that has the same fingerprint, or "".
        agreement_reference: blind digest; ``subject`` is that of the subject's reference.
    """

    KIND: ClassVar = "claim_submitted"
    accrual: str
    university: str
    organization: str
    source: str
    rule: str
    rule_version: int
    inputs: Mapping[str, int]
    waiting: tuple[str, ...]
    act_by: str
    agreement_reference: str = ""
    subject: str = ""
    started_on: str = ""
    evidence: tuple[Evidence, ...] = ()
    shares: tuple[Share, ...] = ()
    fingerprint: str = ""
    clash: str = ""


@dataclass(frozen=True, slots=True)
class ClaimResubmitted(ClaimSubmitted):
    """A returned activity was put right; it stands where it stood when it was first submitted."""

    KIND: ClassVar = "claim_resubmitted"


@dataclass(frozen=True, slots=True)
class ClaimStepped:
    """Somebody looked at a claim: ``step`` is confirmed, verified, approved or cleared, and it goes on to ``waiting``;
    or returned, rejected or withdrawn, and it waits for nobody but, where it was returned, its university."""

    KIND: ClassVar = "claim_step"
    accrual: str
    university: str
    organization: str
    step: str
    waiting: tuple[str, ...] = ()
    act_by: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """Documents of an activity came in after it was reported; ``missing`` are the kinds that still must."""

    KIND: ClassVar = "evidence_added"
    accrual: str
    university: str
    organization: str
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LotsActivated:
    """Pending lots of a holder became available on their date."""

    KIND: ClassVar = "activation"
    holder: str


@dataclass(frozen=True, slots=True)
class LotsExpired:
    """Available lots of a holder lapsed after their last day."""

    KIND: ClassVar = "expiry"
    holder: str


@dataclass(frozen=True, slots=True)
class ArrearsPaid:
    """A holder's arrears were paid from what became available."""

    KIND: ClassVar = "arrears_payment"
    holder: str


@dataclass(frozen=True, slots=True)
class AccrualReversed:
    """An award was taken back, in whole or part; ``paid_krw`` leaves the agreement's base.

    ``points`` are those of the award itself; what followed it is told by the postings.
    """

    KIND: ClassVar = "reversal"
    accrual: str
    university: str
    organization: str
    points: int
    whole: bool
    paid_krw: int = 0
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActivityWithdrawn(AccrualReversed):
    """A reversal that moves no points: the activity earned none, or its agreement is worth as much without it."""

    KIND: ClassVar = "activity_withdrawn"


@dataclass(frozen=True, slots=True)
class PendingDropped(AccrualReversed):
    """Pending points were taken back by the clock, because documents did not come in time."""

    KIND: ClassVar = "drop"


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Points of a holder were reserved for a program, by lot."""

    KIND: ClassVar = "hold"
    redemption: str
    organization: str
    program: str
    program_version: int
    reference: str
    quantity: int
    points: int
    hold_expires_at: str
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoldCaptured:
    """A hold ended: ``points`` were used, the rest went back."""

    KIND: ClassVar = "capture"
    redemption: str
    organization: str
    points: int
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """A hold ended with nothing used: ``cause`` is "requested" or "timed_out"."""

    KIND: ClassVar = "release"
    redemption: str
    organization: str
    cause: str
    usage: UsageDeltas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraceLot:
    """A lot that stands in for points of lot ``of`` which lapsed while they were used, until ``expires_on``."""

    lot: str
    of: str
    points: int
    expires_on: str


@dataclass(frozen=True, slots=True)
class RedemptionCancelled:
    """A captured redemption was undone: the very lots came back with their dates.

    ``grace`` lists the lots granted in place of lapsed ones, where the program's cancel rule says so.
    """

    KIND: ClassVar = "cancellation"
    redemption: str
    organization: str
    points: int
    grace: tuple[GraceLot, ...] = ()
    usage: UsageDeltas = field(default_factory=dict)


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
