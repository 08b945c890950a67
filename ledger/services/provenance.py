"""Provenance: from a movement to the activities that earned its points, and from an activity to what became of them.

A caller sees the lots that are its own, the operator and auditors every one. What an activity was priced from is for
the company whose activity it is, the university that reported it, and those who read all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, of_holder
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import AccrualPosted, Evidence, EvidenceAdded
from ledger.domain.provenance import Fate, Payment, fates, left_by_lot, payments, points_by_lot
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.visibility import require_reader, sees_all
from ledger.store.reads import accruals as read_accruals
from ledger.store.reads import log, vault
from ledger.store.reads import provenance as read
from ledger.store.units import ReadingUnit

SEEING: Final = ("company", "university")
"""Kinds of organizations that see the provenance of their own points without reading all histories."""

FOLLOWING: Final = ("campaign", "mirror")
"""Roles of lots that are priced from an award."""


def transaction_provenance(node: Node, caller: Caller, transaction_id: str) -> dict[str, Any]:
    """Tell which lots a transaction moved, and which activity earned each, under which rule and on what evidence.

    Raises:
        Refused: ``permission_missing``, ``transaction_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        moved = read.movement(unit, transaction_id)
        parties = {moved.university, *(holder_of(leg.account) for leg in moved.legs)} if moved else set()
        if moved is None or not (sees_all(caller) or _is_own(caller, parties)):
            raise Refused("transaction_unknown", transaction_id=transaction_id)
        counted = points_by_lot(moved.kind, moved.legs)
        awards = _awards(unit, list(counted))
        reader = sees_all(caller) or caller.organization_id == moved.university
        seen = [one for one in awards if reader or one.lot.holder == caller.organization_id]
        lots = [_lot_shown(caller, one, counted[one.lot.lot]) for one in seen]
        position, root = unit.head.position, log.root_at(unit, unit.head.position).hex()
    order = list(counted)
    lots.sort(key=lambda lot: order.index(lot["lot"]))
    return {
        "transaction_id": moved.id,
        "kind": moved.kind,
        "points": sum(lot["points"] for lot in lots),
        "lots": lots,
        "position": position,
        "root": root,
    }


def accrual_uses(node: Node, caller: Caller, accrual_id: str) -> dict[str, Any]:
    """Tell what became of the points of an activity: where they are, and what was bought with them.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read_accruals.accrual(unit, accrual_id)
        first, parts = read_accruals.lots_of_award(unit, accrual_id)
        parties = {part.organization for part in parts} | ({first.holder} if first else set())
        parties |= {row.university, row.organization} if row else set()
        if row is None or not (sees_all(caller) or _is_own(caller, parties)):
            raise Refused("accrual_unknown", accrual_id=accrual_id)
        names = {part.lot for part in parts} | ({first.lot} if first else set())
        shown = _uses(unit, caller, _with_grace(unit, names))
        position, root = unit.head.position, log.root_at(unit, unit.head.position).hex()
    return {
        "accrual_id": row.accrual,
        "points": row.points,
        "reversed_points": row.reversed_points,
        **shown,
        "position": position,
        "root": root,
    }


def _is_own(caller: Caller, parties: set[str]) -> bool:
    return caller.organization_kind in SEEING and caller.organization_id in parties


@dataclass(frozen=True, slots=True)
class _Award:
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


def _awards(unit: ReadingUnit, lots: Sequence[str]) -> list[_Award]:
    found = read.lots_with_awards(unit, lots)
    accruals = {activity.accrual for _, activity in found}
    parts: dict[str, list[rows.AccrualPart]] = {accrual: [] for accrual in accruals}
    for part in read.parts_of(unit, accruals):
        parts[part.accrual].append(part)
    made = read.award_entries(unit, {activity.entry for _, activity in found})
    later: dict[str, list[Evidence]] = {accrual: [] for accrual in accruals}
    for entry in read.entries_of(unit, accruals, (EvidenceAdded.KIND,)):
        if isinstance(entry.fact, EvidenceAdded):
            later[entry.fact.accrual] += entry.fact.evidence
    graces = read.stood_for(unit, lots)
    return [
        _Award(
            lot,
            activity,
            _part_of(lot, activity, parts[activity.accrual]),
            graces.get(lot.lot, ""),
            made[activity.entry],
            tuple(later[activity.accrual]),
        )
        for lot, activity in found
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


def _lot_shown(caller: Caller, award: _Award, points: int) -> dict[str, Any]:
    activity, part, fact = award.activity, award.part, award.made.entry.fact
    priced: dict[str, Any] = {"inputs": None, "steps": None, "evidence": None}
    own = sees_all(caller) or caller.organization_id in (activity.university, activity.organization)
    if own and isinstance(fact, AccrualPosted):
        prefix = part.rule if part.role in FOLLOWING else ""
        steps = tuple(step for step in fact.steps if step.step.rpartition(":")[0] == prefix)
        documents = (*fact.evidence, *award.evidence)
        priced = {
            "inputs": dict(fact.inputs),
            "steps": to_plain(steps),
            "evidence": [{"kind": document.kind, "sha256": document.sha256} for document in documents],
        }
    return {
        "lot": award.lot.lot,
        "points": points,
        "active_on": award.lot.active_on,
        "expires_on": award.lot.expires_on,
        "stands_for": award.stands_for or None,
        "earned_by": {
            "accrual_id": activity.accrual,
            "role": part.role,
            "organization_id": part.organization,
            "university_id": activity.university,
            "activity": activity.rule,
            "rule": {"code": part.rule, "version": part.rule_version},
            "occurred_on": activity.occurred_on,
            **priced,
            "points": part.points,
            "reversed_points": part.reversed_points,
            "transaction_id": activity.entry,
            "position": activity.position,
            "leaf_hash": award.made.leaf_hash.hex(),
        },
    }


@dataclass(frozen=True, slots=True)
class _Traced:
    """Lots of an award, those granted in grace for them too, with all that is known of them."""

    awards: list[_Award]
    fates: Mapping[str, Fate]
    held: list[read.Held]


def _with_grace(unit: ReadingUnit, names: set[str]) -> _Traced:
    """Trace lots; what was granted in grace for one of them is traced in turn, until nothing more was granted."""
    while True:
        awards = _awards(unit, sorted(names))
        legs, redemptions = read.legs_of_lots(unit, [one.lot for one in awards])
        granted = {
            grace.lot
            for entry in read.entries_of(unit, redemptions, read.GRANTING)
            for grace in getattr(entry.fact, "grace", ())
            if grace.of in names
        }
        if granted <= names:
            return _Traced(awards, fates(legs), read.held_of(unit, redemptions, names))
        names = names | granted


def _uses(unit: ReadingUnit, caller: Caller, traced: _Traced) -> dict[str, Any]:
    owing = {one.lot.holder for one in traced.awards if traced.fates[one.lot.lot].into_arrears}
    paid = payments(read.legs_of_accounts(unit, [of_holder(holder, "arrears") for holder in owing]))
    left = left_by_lot(traced.fates, paid)
    paying = {
        lot.lot: activity.accrual for lot, activity in read.lots_with_awards(unit, {one.paid_with for one in paid})
    }
    references = vault.texts(unit, {part.redemption for part in traced.held})
    everything, own = sees_all(caller), caller.organization_id
    seen = [one for one in traced.awards if everything or one.lot.holder == own]
    seen.sort(key=lambda one: (one.lot.position, one.part.role != "award", one.lot.lot))
    lots = {one.lot.lot for one in seen}
    return {
        "lots": [
            _use_shown(
                one,
                traced.fates[one.lot.lot],
                left[one.lot.lot],
                [_redemption_shown(part, references) for part in traced.held if part.lot == one.lot.lot],
            )
            for one in seen
        ],
        "arrears_paid_by": list(_payments_shown(paid, lots, paying)),
    }


def _use_shown(award: _Award, fate: Fate, arrears_left: int, redemptions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "lot": award.lot.lot,
        "holder": award.lot.holder,
        "role": award.part.role,
        "rule": {"code": award.part.rule, "version": award.part.rule_version},
        "points": award.lot.points,
        "stands_for": award.stands_for or None,
        "now": fate.now,
        "redemptions": redemptions,
        "expired": fate.expired,
        "forfeited": fate.forfeited,
        "paid_arrears": fate.paid_arrears,
        "taken_back": {"from": fate.taken_from, "arrears": fate.into_arrears, "arrears_left": arrears_left},
    }


def _redemption_shown(part: read.Held, references: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "redemption_id": part.redemption,
        "program": part.program,
        "reference": references.get((part.redemption, "reference")),
        "held": part.held,
        "captured": part.captured,
        "status": part.status,
    }


def _payments_shown(paid: Sequence[Payment], lots: set[str], paying: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for payment in paid:
        if payment.owed_for in lots:
            yield {
                "organization_id": payment.holder,
                "owed_for": payment.owed_for,
                "lot": payment.paid_with,
                "accrual_id": paying[payment.paid_with],
                "points": payment.points,
                "transaction_id": payment.transaction,
                "position": payment.position,
            }
