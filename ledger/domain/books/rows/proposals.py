"""Rows of acts that take two persons, and of how far they reach."""

from __future__ import annotations

from typing import NamedTuple


class Proposal(NamedTuple):
    """An act that one person proposes and others approve; ``terms`` and ``document`` are JSON text."""

    proposal: str
    act: str
    organization: str
    """Whom it concerns, or ""."""
    points: int
    reason_code: str
    terms: str
    document: str
    """What it rests on, or ""."""
    status: str
    """proposed, approved, rejected, withdrawn or expired."""
    checks: int
    """How many other persons must approve it."""
    person: str
    """Who proposed it, and so can neither approve nor reject it."""
    checkers: str
    """Who approved it so far, separated by single spaces."""
    act_by: str
    """The last day on which it can be approved."""
    proposed_at: str
    decided_at: str
    entry: str
    """Id of the entry in which it was carried out, or ""."""
    position: int
    """Of the entry that proposed it."""
    together: int
    """Its points with those that count with them; 0 where none are moved, or where that was not counted yet."""


class Bound(NamedTuple):
    """How far an act reaches; see ``BoundSet``."""

    name: str
    points_max: int
    second_from: int
    days: int
    position: int
