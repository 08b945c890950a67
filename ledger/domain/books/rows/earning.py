"""Rows of what was reported and earned."""

from __future__ import annotations

from typing import NamedTuple


class Accrual(NamedTuple):
    """An activity that was reported. ``agreement`` is the key of its agreement, or "".

    ``points`` are what its rule awarded to all who share it, and ``lot`` is the first of its lots.
    """

    accrual: str
    university: str
    organization: str
    source: str
    """Blind digest of the university's own event id; (university, source) is unique for ever."""
    rule: str
    rule_version: int
    occurred_on: str
    agreement: str
    paid_krw: int
    points: int
    reversed_points: int
    status: str
    lot: str
    active_on: str
    expires_on: str
    entry: str
    position: int
    fingerprint: str
    """What makes two reports the same activity, as a digest, or ""."""
    posted_on: str
    missing: str
    """Kinds of documents without which its points stay pending, separated by single spaces."""
    evidence_by: str
    """The last day on which they can come, or ""."""
    documented_at: int
    """Position at which nothing was missing any more; 0 while something is."""
    documented_on: str
    """The business day of that position; its points are spendable on no day before."""


class AccrualPart(NamedTuple):
    """A further lot of an award: ``role`` is share, campaign or mirror."""

    lot: str
    accrual: str
    role: str
    organization: str
    rule: str
    rule_version: int
    points: int
    reversed_points: int
    position: int


class Claim(NamedTuple):
    """What a university reported and others must look at before it is posted, and who has looked.

    ``inputs``, ``evidence`` and ``shares`` are JSON text; ``waiting`` are the steps to come and ``taken`` those
    that were agreed to since it was last submitted, ``submitters`` those
    who reported it, and ``persons`` those who took a step since, separated by single spaces.
    """

    accrual: str
    waiting: str
    taken: str
    act_by: str
    submitters: str
    persons: str
    clash: str
    agreement_reference: str
    subject: str
    started_on: str
    inputs: str
    evidence: str
    shares: str
    position: int


class Agreement(NamedTuple):
    """The cumulative base on which an agreement is priced: what was paid and what stands posted."""

    agreement: str
    paid_krw: int
    points: int
