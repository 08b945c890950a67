"""Commands about what the scheme says: rules, programs and allotments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


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
class DraftProgram:
    """The operator drafts a version of a program's terms, or drafts it anew.

    ``unless_there`` leaves alone what says the same already, in force or as a draft.
    """

    KIND: ClassVar = "programs.draft"
    code: str
    version: int
    terms: Mapping[str, Any]
    unless_there: bool = False


@dataclass(frozen=True, slots=True)
class CloseProgram:
    """The operator drafts the next version of a program, which says what is in force but that it closes on a day.

    ``closes_on`` is the last day on which it can be applied for, ISO text.
    """

    KIND: ClassVar = "programs.close"
    code: str
    closes_on: str


@dataclass(frozen=True, slots=True)
class ApproveProgram:
    """A second person brings a drafted version of a program's terms into force."""

    KIND: ClassVar = "programs.approve"
    code: str
    version: int


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
