"""Commands: what somebody asks the ledger to do, validated in shape and not yet decided.

A command is a plain serialisable value: it can cross a socket or a queue and be decided elsewhere. Texts that may not
enter the journal travel as ``Private``: the value for the vault, and its keyed digest for the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal

from ledger.domain.journal.facts import Evidence, Share

Mode = Literal["independent", "atomic"]


@dataclass(frozen=True, slots=True)
class Private:
    """A text for the vault with its blind digest (``commitments.blind``), by which equal texts are found."""

    value: str
    blind: str


@dataclass(frozen=True, slots=True)
class PostAccrual:
    """A university reports an activity of a company."""

    KIND: ClassVar = "accruals.post"
    source_event_id: Private
    activity: str
    organization_id: str
    occurred_on: str
    inputs: Mapping[str, int]
    agreement_reference: Private | None = None
    evidence: tuple[Evidence, ...] = ()
    started_on: str = ""
    subject_reference: Private | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteAccrual(PostAccrual):
    """A university asks what an activity would earn now, once all have agreed; it is never written."""

    KIND: ClassVar = "accruals.quote"


@dataclass(frozen=True, slots=True)
class ReverseAccrual:
    """A university takes back its own accrual: the whole of it, or ``points`` of it."""

    KIND: ClassVar = "accruals.reverse"
    accrual_id: str
    reason: Private
    points: int | None = None


@dataclass(frozen=True, slots=True)
class ClearAccrual:
    """The operator has looked at two reports that look like one activity, and lets this one go on."""

    KIND: ClassVar = "accruals.clear"
    accrual_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class ConfirmAccrual:
    """The company confirms that an activity took place."""

    KIND: ClassVar = "accruals.confirm"
    accrual_id: str


@dataclass(frozen=True, slots=True)
class VerifyAccrual:
    """A second person at the university verifies an activity."""

    KIND: ClassVar = "accruals.verify"
    accrual_id: str


@dataclass(frozen=True, slots=True)
class ApproveAccrual:
    """The operator approves an activity."""

    KIND: ClassVar = "accruals.approve"
    accrual_id: str


@dataclass(frozen=True, slots=True)
class ReturnAccrual:
    """Whoever is due gives an activity back to its university, to be put right."""

    KIND: ClassVar = "accruals.return"
    accrual_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class RejectAccrual:
    """Whoever is due declines an activity for good."""

    KIND: ClassVar = "accruals.reject"
    accrual_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class WithdrawAccrual:
    """A university takes back an activity that has not become points yet."""

    KIND: ClassVar = "accruals.withdraw"
    accrual_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class ResubmitAccrual:
    """A university puts a returned activity right; what identifies it stays as it was."""

    KIND: ClassVar = "accruals.resubmit"
    accrual_id: str
    occurred_on: str
    inputs: Mapping[str, int]
    evidence: tuple[Evidence, ...] = ()
    started_on: str = ""
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """A university hands in documents of an activity that it reported."""

    KIND: ClassVar = "accruals.document"
    accrual_id: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """A company reserves the price of ``quantity`` units of a program."""

    KIND: ClassVar = "redemptions.hold"
    organization_id: str
    program: str
    quantity: int
    reference: Private


@dataclass(frozen=True, slots=True)
class CaptureHold:
    """A hold is used: all that is held, or ``points`` of it while the rest goes back."""

    KIND: ClassVar = "redemptions.capture"
    redemption_id: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """A hold is given back unused."""

    KIND: ClassVar = "redemptions.release"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """A captured redemption is undone: the very lots come back with their dates."""

    KIND: ClassVar = "redemptions.cancel"
    redemption_id: str
    reason: Private


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client to grant. The secret's argon2 hash goes beside the journal; ``sealed_secret`` into the answer."""

    role: str
    secret_hash: str
    sealed_secret: str
    person_name: Private | None = None
    same_person_as: str = ""
    """A client whose person stands behind this one too, or "" for a new person named ``person_name``."""


@dataclass(frozen=True, slots=True)
class RegisterOrganization:
    """The operator onboards an organization, with its first client."""

    KIND: ClassVar = "organizations.register"
    kind: str
    name_ko: Private
    name_en: Private
    client: NewClient
    registration_number: Private | None = None


@dataclass(frozen=True, slots=True)
class GrantClient:
    """The operator gives an organization another client."""

    KIND: ClassVar = "clients.grant"
    organization_id: str
    client: NewClient


@dataclass(frozen=True, slots=True)
class RevokeClient:
    """The operator ends a client; it acts no more from then on."""

    KIND: ClassVar = "clients.revoke"
    client_id: str


@dataclass(frozen=True, slots=True)
class DraftRule:
    """The operator drafts a rule version, or drafts it anew.

    ``unless_there`` leaves alone what says the same already, in force or as a draft.
    """

    KIND: ClassVar = "rules.draft"
    code: str
    version: int
    valid_from: str
    terms: Mapping[str, Any]
    valid_to: str = ""
    unless_there: bool = False


@dataclass(frozen=True, slots=True)
class RecordSimulation:
    """A draft was replayed over a period; the fields are those of ``RuleSimulated``."""

    KIND: ClassVar = "rules.simulate"
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
class ApproveRule:
    """A second person brings a simulated draft into force."""

    KIND: ClassVar = "rules.approve"
    code: str
    version: int


@dataclass(frozen=True, slots=True)
class PublishProgram:
    """The operator publishes a version of a program's terms."""

    KIND: ClassVar = "programs.publish"
    code: str
    version: int
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProposeAllotment:
    """The operator proposes how many points a university may issue in a calendar year."""

    KIND: ClassVar = "allotments.propose"
    university_id: str
    year: int
    points_max: int


@dataclass(frozen=True, slots=True)
class ApproveAllotment:
    """A second person sets a proposed allotment."""

    KIND: ClassVar = "allotments.approve"
    proposal_id: str


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """The first command of a ledger: who runs it, by which clock; done by whoever holds the machine."""

    KIND: ClassVar = "ledger.open"
    origin: str
    clock: str
    name_ko: Private
    name_en: Private
    client: NewClient


@dataclass(frozen=True, slots=True)
class SettleDue:
    """The clock asks that what is due for a holder be settled."""

    KIND: ClassVar = "due.settle"
    organization_id: str


Command = (
    PostAccrual
    | QuoteAccrual
    | ReverseAccrual
    | ClearAccrual
    | ConfirmAccrual
    | VerifyAccrual
    | ApproveAccrual
    | ReturnAccrual
    | RejectAccrual
    | WithdrawAccrual
    | ResubmitAccrual
    | AddEvidence
    | PlaceHold
    | CaptureHold
    | ReleaseHold
    | CancelRedemption
    | RegisterOrganization
    | GrantClient
    | RevokeClient
    | DraftRule
    | RecordSimulation
    | ApproveRule
    | PublishProgram
    | ProposeAllotment
    | ApproveAllotment
    | OpenLedger
    | SettleDue
)

COMMANDS: Final[dict[str, type[Command]]] = {
    cls.KIND: cls
    for cls in (
        PostAccrual,
        QuoteAccrual,
        ReverseAccrual,
        ClearAccrual,
        ConfirmAccrual,
        VerifyAccrual,
        ApproveAccrual,
        ReturnAccrual,
        RejectAccrual,
        WithdrawAccrual,
        ResubmitAccrual,
        AddEvidence,
        PlaceHold,
        CaptureHold,
        ReleaseHold,
        CancelRedemption,
        RegisterOrganization,
        GrantClient,
        RevokeClient,
        DraftRule,
        RecordSimulation,
        ApproveRule,
        PublishProgram,
        ProposeAllotment,
        ApproveAllotment,
        OpenLedger,
        SettleDue,
    )
}


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: commands that share an actor, a key and a mode.

    Attributes:
        client: id of the acting client, or "system".
        organization: the organization it acts for, as its caller was told; checked against the grant.
        seed: 32 hexadecimal digits of randomness; every id, nonce and salt of the request derives from it.
        request: blind digest of (organization, operation, idempotency key), or "" to remember nothing.
        fingerprint: keyed digest of the payload; the same key with another fingerprint is refused.
        mode: "independent" decides each command for itself; "atomic" refuses all where one is refused.
    """

    client: str
    organization: str
    seed: str
    commands: tuple[Command, ...]
    request: str = ""
    fingerprint: str = ""
    trace_id: str = ""
    mode: Mode = "independent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command: a result, or a refusal (then ``code`` is set).

    A result is a JSON object in the words of the wire. A refusal carries its code, message parameters and pointer.
    """

    result: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcomes of a submission, in order.

    ``replayed`` tells that it was decided before; ``trace_id`` is the one of the request that was.
    """

    outcomes: tuple[Outcome, ...]
    trace_id: str
    replayed: bool = False
