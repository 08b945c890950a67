"""Inbox: what waits for a decision, each kind with what it takes to decide it and where that is done.

Whoever made something, or has had a part in it, finds it in nobody's inbox that is that person's: the decision would be
refused. What is here tells ids, days and persons' ids only; names and reasons are read where the thing itself is shown.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ledger.domain.steps import ACTS, CLEARED

PROPOSAL: Final = "proposal"
SANCTION: Final = "sanction"
RULE_DRAFT: Final = "rule_draft"
PROGRAM_DRAFT: Final = "program_draft"
ALLOTMENT: Final = "allotment"
CLAIM: Final = "claim"
OBJECTION: Final = "objection"
APPLICATION: Final = "application"

PERMISSIONS: Final = {
    PROPOSAL: "proposals.approve",
    SANCTION: "sanctions.approve",
    RULE_DRAFT: "rules.approve",
    PROGRAM_DRAFT: "programs.approve",
    ALLOTMENT: "allotments.approve",
    OBJECTION: "objections.propose",
    APPLICATION: "redemptions.select",
}
"""What it takes to decide each kind; a proposal takes what its act says besides, and a claim what its step does."""

KINDS: Final = tuple(sorted((*PERMISSIONS, CLAIM)))

STEPS: Final = {
    CLEARED: ("accruals.clear", "clear"),
    "confirmed": ("accruals.confirm", "confirm"),
    "verified": ("accruals.verify", "verify"),
    "approved": ("accruals.approve", "approve"),
}
"""What it takes to take a step of a claim, and the word of its door."""


class Waiting(NamedTuple):
    """Something that waits for a decision.

    Attributes:
        kind: one of ``KINDS``; ``id`` is its own, of a draft its code and version.
        organization: whom it concerns, or "".
        since: instant in which it was made.
        last_day: the last day on which it can be decided, or "" where it waits without end.
        made_by: ids of the persons who made it, separated by single spaces.
        decide: path of the door that decides it, below the API's own.
        position: of the entry that made it.
    """

    kind: str
    id: str
    organization: str
    since: str
    last_day: str
    made_by: str
    decide: str
    position: int


def steps_of(permissions: frozenset[str], organization_kind: str) -> dict[str, str]:
    """Give the steps of claims that fall to an organization of a kind and that these permissions take, with the word
    of their doors."""
    return {
        step: word
        for step, (permission, word) in STEPS.items()
        if permission in permissions and ACTS[step] == organization_kind
    }


def waiting_shown(one: Waiting) -> dict[str, Any]:
    """Show what waits in the words of the wire."""
    return {
        "kind": one.kind,
        "id": one.id,
        "organization_id": one.organization or None,
        "since": one.since,
        "last_day": one.last_day or None,
        "made_by": one.made_by.split(),
        "decide": one.decide,
        "position": one.position,
    }
