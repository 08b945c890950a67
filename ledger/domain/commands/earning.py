"""Commands of earning: activities reported, looked at, documented, put right and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence, Share


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
