"""Facts about what the scheme says: rules, programs and allotments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


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
class ProgramDrafted:
    """Somebody proposes a version of a program's terms; the last draft of a version not in force is the one that
    counts."""

    KIND: ClassVar = "program_drafted"
    code: str
    version: int
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProgramPublished:
    """A program's terms, from this entry on: they are approved."""

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
