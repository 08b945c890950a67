"""Rows of objections: what is contested, by whom, and by when somebody must have decided."""

from __future__ import annotations

from typing import NamedTuple


class Objection(NamedTuple):
    """A company's or a university's objection to an award, which freezes the lots that are its to contest."""

    objection: str
    accrual: str
    organization: str
    """The company that it concerns: the one that objects or, where the university does, the award's own."""
    university: str
    """The university that objects to what it reported itself, or "" where a company objects."""
    reason_code: str
    document: str
    """What it rests on, as JSON text."""
    status: str
    """open, rejected, upheld, withdrawn or timed_out."""
    frozen: int
    """How many points it froze when it was raised."""
    outcome: str
    """rejected or upheld, once two persons have decided it, or ""."""
    upheld: int
    """How many points of its award were to be taken back by that."""
    taken_back: int
    """How many of them its transactions have taken back."""
    grace_days: int
    """For how long that lets a lot live that stands in for one that lapsed meanwhile."""
    proposal: str
    """The proposal that decided it, or ""."""
    decide_by: str
    """The last day on which it can be decided; the clock ends it on the day after."""
    evidence_by: str
    """The last day for missing documents, as it was before; that day waits while the objection is open."""
    person: str
    """Who raised it, and so neither proposes nor approves its decision."""
    raised_at: str
    decided_at: str
    entry: str
    """Id of the entry that ended it, or ""."""
    position: int
    """Of the entry that raised it."""

    @property
    def objector(self) -> str:
        """The organization that objects."""
        return self.university or self.organization
