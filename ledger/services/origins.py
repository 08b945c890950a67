"""Origins: what is behind a lot: the activity that earned it, or the adjustment that granted it by hand.

A lot that stands in for another has the origin of that one, however often it lapsed and came back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import AccrualPosted, Evidence, EvidenceAdded
from ledger.store.reads import provenance as read
from ledger.store.units import ReadingUnit

FOLLOWING: Final = ("campaign", "mirror")
"""Roles of lots that are priced from an award."""


@dataclass(frozen=True, slots=True)
class Award:
    """A lot with what earned it.

    Attributes:
        stands_for: the lot in whose place this one was granted, or "".
        part: the lot of the award that it is, or stands for in the end.
    """

    lot: rows.Lot
    activity: rows.Accrual
    part: rows.AccrualPart
    stands_for: str
    made: read.AwardEntry
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Gift:
    """A lot with the adjustment that granted it, or the one that it stands for in the end.

    Attributes:
        stands_for: the lot in whose place this one was granted, or "".
    """

    lot: rows.Lot
    stands_for: str
    grant: read.Grant


Origin = Award | Gift


def origins(unit: ReadingUnit, lots: Collection[str]) -> list[Origin]:
    """Give lots with what is behind each."""
    found = read.lots_with_awards(unit, lots)
    stands_for = read.stood_for(unit, lots)
    by_hand = {lot.lot for lot, activity in found if activity is None}
    earned = [(lot, activity) for lot, activity in found if activity is not None]
    grants = _grants(unit, by_hand, stands_for) if by_hand else {}
    gifts = [Gift(lot, stands_for.get(lot.lot, ""), grants[lot.lot]) for lot, _ in found if lot.lot in by_hand]
    return [*_awards(unit, earned, stands_for), *gifts]


def awards(unit: ReadingUnit, lots: Collection[str]) -> list[Award]:
    """Give those of some lots that were earned, with what earned each."""
    return [one for one in origins(unit, lots) if isinstance(one, Award)]


def _grants(unit: ReadingUnit, lots: Collection[str], stands_for: Mapping[str, str]) -> dict[str, read.Grant]:
    """Find the adjustment behind each lot that was granted by hand, back along what each stands for."""
    behind = {lot: lot for lot in lots}
    while stands_for:
        behind = {lot: stands_for.get(first, first) for lot, first in behind.items()}
        stands_for = read.stood_for(unit, set(behind.values()))
    grants = read.grants_of(unit, set(behind.values()))
    return {lot: grants[first] for lot, first in behind.items()}


def _awards(
    unit: ReadingUnit, earned: Sequence[tuple[rows.Lot, rows.Accrual]], stands_for: Mapping[str, str]
) -> list[Award]:
    accruals = {activity.accrual for _, activity in earned}
    parts: dict[str, list[rows.AccrualPart]] = {accrual: [] for accrual in accruals}
    for part in read.parts_of(unit, accruals):
        parts[part.accrual].append(part)
    made = read.award_entries(unit, {activity.entry for _, activity in earned})
    later: dict[str, list[Evidence]] = {accrual: [] for accrual in accruals}
    for entry in read.entries_of(unit, accruals, (EvidenceAdded.KIND,)):
        if isinstance(entry.fact, EvidenceAdded):
            later[entry.fact.accrual] += entry.fact.evidence
    return [
        Award(
            lot,
            activity,
            _part_of(lot, activity, parts[activity.accrual]),
            stands_for.get(lot.lot, ""),
            made[activity.entry],
            tuple(later[activity.accrual]),
        )
        for lot, activity in earned
    ]


def _part_of(lot: rows.Lot, activity: rows.Accrual, parts: Sequence[rows.AccrualPart]) -> rows.AccrualPart:
    """Give which lot of its award a lot is; one granted in grace has the holder and the rule of the one it stands for,
    and of one award a holder has no two lots under one rule."""
    for part in parts:
        if (part.organization, part.rule) == (lot.holder, lot.rule):
            return part
    shared = [part for part in parts if part.role == "share"]
    return rows.AccrualPart(
        activity.lot,
        activity.accrual,
        "award",
        lot.holder,
        activity.rule,
        activity.rule_version,
        activity.points - sum(part.points for part in shared),
        activity.reversed_points - sum(part.reversed_points for part in shared),
        activity.position,
    )


def origin_shown(own: set[str], origin: Origin, points: int, *, priced: bool) -> dict[str, Any]:
    """Show a lot that a movement moved ``points`` of, with what is behind it.

    Args:
        own: whose activities and adjustments are shown whole; ``priced`` for all.
    """
    return {
        "lot": origin.lot.lot,
        "points": points,
        "active_on": origin.lot.active_on,
        "expires_on": origin.lot.expires_on,
        "stands_for": origin.stands_for or None,
        "earned_by": _award_shown(own, origin, priced=priced) if isinstance(origin, Award) else None,
        "granted_by": _grant_shown(own, origin.grant, shown=priced) if isinstance(origin, Gift) else None,
    }


def _award_shown(own: set[str], award: Award, *, priced: bool) -> dict[str, Any]:
    activity, part, fact = award.activity, award.part, award.made.entry.fact
    told: dict[str, Any] = {"inputs": None, "steps": None, "evidence": None}
    if (priced or own & {activity.university, activity.organization}) and isinstance(fact, AccrualPosted):
        prefix = part.rule if part.role in FOLLOWING else ""
        steps = tuple(step for step in fact.steps if step.step.rpartition(":")[0] == prefix)
        documents = (*fact.evidence, *award.evidence)
        told = {
            "inputs": dict(fact.inputs),
            "steps": to_plain(steps),
            "evidence": [{"kind": document.kind, "sha256": document.sha256} for document in documents],
        }
    return {
        "accrual_id": activity.accrual,
        "role": part.role,
        "organization_id": part.organization,
        "university_id": activity.university,
        "activity": activity.rule,
        "rule": {"code": part.rule, "version": part.rule_version},
        "occurred_on": activity.occurred_on,
        **told,
        "points": part.points,
        "reversed_points": part.reversed_points,
        "transaction_id": activity.entry,
        "position": activity.position,
        "leaf_hash": award.made.leaf_hash.hex(),
    }


def _grant_shown(own: set[str], grant: read.Grant, *, shown: bool) -> dict[str, Any]:
    entry, fact = grant.made.entry, grant.fact
    document = json.loads(grant.proposal.document)
    seen = shown or fact.organization in own
    return {
        "proposal_id": fact.proposal,
        "reason_code": fact.reason,
        "organization_id": fact.organization,
        "points": fact.points,
        "document": {name: document[name] for name in ("kind", "sha256")} if seen else None,
        "transaction_id": entry.id,
        "position": entry.position,
        "leaf_hash": grant.made.leaf_hash.hex(),
    }
