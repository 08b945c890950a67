"""Rows of what the scheme says: rules, programs and allotments, in force and on their way there."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One version of an accrual rule; ``terms`` is canonical JSON text."""

    code: str
    version: int
    valid_from: str
    valid_to: str
    terms: str
    position: int
    role: str
    """"follower" where it is priced from what other rules award, or ""."""


class RuleDraft(NamedTuple):
    """A version of a rule on its way into force; ``terms`` is canonical JSON text."""

    code: str
    version: int
    valid_from: str
    valid_to: str
    terms: str
    status: str
    """draft, simulated or approved."""
    person: str
    """Who drafted it, and so cannot approve it."""
    position: int
    """Of the entry that drafted it."""


class Program(NamedTuple):
    """One version of a support program's terms; the highest version is in force."""

    code: str
    version: int
    terms: str
    position: int


class ProgramDraft(NamedTuple):
    """A version of a program's terms on its way into force; ``terms`` is canonical JSON text."""

    code: str
    version: int
    terms: str
    status: str
    """draft or approved."""
    person: str
    """Who drafted it, and so cannot approve it."""
    position: int
    """Of the entry that drafted it."""


class Allotment(NamedTuple):
    """How many points a university may issue in a calendar year."""

    university: str
    year: int
    points_max: int
    position: int


class AllotmentProposal(NamedTuple):
    """What somebody proposes a university may issue in a calendar year."""

    proposal: str
    university: str
    year: int
    points_max: int
    status: str
    """proposed or approved."""
    person: str
    """Who proposed it, and so cannot approve it."""
    position: int
    """Of the entry that proposed it."""


class TierVersion(NamedTuple):
    """One version of the tiers; the highest is in force, and ``terms`` is canonical JSON text."""

    version: int
    terms: str
    position: int
