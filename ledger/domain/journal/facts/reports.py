"""Facts about what universities report, before points exist and beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


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
