"""Steps: whom an activity waits for, in which order, and by when.

Which steps there are is rule data; before them all comes the operator's look at what seems to be reported twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.rules.versions import RuleVersion

CLEARED: Final = "cleared"
"""The step before all others, where an activity looks like one that was reported already."""

CLEARING_DAYS: Final = 14
"""How many days the operator has to look at two reports of what seems to be one activity."""

ACTS: Final = {"confirmed": "company", CLEARED: "operator", "verified": "university", "approved": "operator"}
"""Whose part each step is."""

GIVEN_UP: Final = frozenset({"rejected", "withdrawn", "reversed", "dropped"})
"""States in which an activity stands in nobody's way any more."""


def waiting_for(rule: RuleVersion, issued: int, clash: str) -> tuple[str, ...]:
    """Give the steps that a new claim waits for, in order."""
    steps = tuple(step.step for step in rule.terms.workflow)
    return due_steps(rule, issued, (CLEARED, *steps) if clash else steps)


def due_steps(rule: RuleVersion, issued: int, steps: Sequence[str]) -> tuple[str, ...]:
    """Give what is left of the steps to come, without an approval that so few issued points do not need."""
    if steps and steps[0] == "approved":
        term = next((step for step in rule.terms.workflow if step.step == "approved"), None)
        if term is not None and term.above_points is not None and issued <= term.above_points:
            return tuple(steps[1:])
    return tuple(steps)


def act_by(rule: RuleVersion, step: str, today: str) -> str:
    """Give the last day for a step that is due from today on, "" where the rule knows no such step any more."""
    days = {term.step: term.days for term in rule.terms.workflow} | {CLEARED: CLEARING_DAYS}
    return (date.fromisoformat(today) + timedelta(days=days[step])).isoformat() if step in days else ""


def next_shown(row: rows.Accrual, claim: rows.Claim | None) -> dict[str, Any]:
    """Tell what an activity waits for: which step, whose it is and by when; nothing where it waits for nobody."""
    if row.status in GIVEN_UP:
        return {"next": None}
    if row.status == "returned":
        return {"next": {"step": "resubmitted", "who": "university", "by": None}}
    if claim is not None and claim.waiting and not row.posted_on:
        step = claim.waiting.split()[0]
        return {"next": {"step": step, "who": ACTS[step], "by": claim.act_by or None}}
    if row.missing:
        kinds = row.missing.split()
        return {"next": {"step": "documented", "who": "university", "by": row.evidence_by, "missing": kinds}}
    if row.status == "pending":
        return {"next": {"step": "activated", "who": "clock", "by": row.active_on}}
    return {"next": None}
