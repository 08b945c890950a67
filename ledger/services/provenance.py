"""Provenance: from a movement to what earned or granted its points, and from an activity to what became of them.

A caller sees the lots that are its own, the operator and auditors every one. What an activity was priced from is for
the company whose activity it is, the university that reported it, and those who read all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.books.accounts import holder_of
from ledger.domain.provenance import Fate, Payment, fates, left_by_lot, payments, points_by_lot
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.origins import Award, awards, origin_shown, origins
from ledger.services.visibility import require_reader, sees_all
from ledger.store.reads import accruals as read_accruals
from ledger.store.reads import log, organizations, vault
from ledger.store.reads import provenance as read
from ledger.store.units import ReadingUnit

SEEING: Final = ("company", "university")
"""Kinds of organizations that see the provenance of their own points without reading all histories."""


def transaction_provenance(node: Node, caller: Caller, transaction_id: str) -> dict[str, Any]:
    """Tell which lots a transaction moved, and which activity earned each, under which rule and on what evidence, or
    which adjustment granted it.

    Raises:
        Refused: ``permission_missing``, ``transaction_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        moved = read.movement(unit, transaction_id)
        parties = {moved.university, *(holder_of(leg.account) for leg in moved.legs)} if moved else set()
        if moved is None or not (sees_all(caller) or _is_own(unit, caller, parties)):
            raise Refused("transaction_unknown", transaction_id=transaction_id)
        counted = points_by_lot(moved.kind, moved.legs)
        behind = origins(unit, counted)
        reader = sees_all(caller) or caller.organization_id == moved.university
        own = _own(unit, caller)
        moved_here = {leg.lot for leg in moved.legs if holder_of(leg.account) in own}
        seen = [one for one in behind if reader or one.lot.lot in moved_here or one.lot.holder in own]
        lots = [origin_shown(own, one, counted[one.lot.lot], priced=sees_all(caller)) for one in seen]
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
        if row is None or not (sees_all(caller) or _is_own(unit, caller, parties)):
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


def _own(unit: ReadingUnit, caller: Caller) -> set[str]:
    """Give the caller's organization, and those that were merged into it."""
    return {caller.organization_id, *organizations.merged_into(unit, caller.organization_id)}


def _is_own(unit: ReadingUnit, caller: Caller, parties: set[str]) -> bool:
    return caller.organization_kind in SEEING and not parties.isdisjoint(_own(unit, caller))


@dataclass(frozen=True, slots=True)
class _Traced:
    """Lots of an award, those granted in grace for them too, with all that is known of them."""

    awards: list[Award]
    fates: Mapping[str, Fate]
    held: list[read.Held]


def _with_grace(unit: ReadingUnit, names: set[str]) -> _Traced:
    """Trace lots; what was granted in the place of one is traced in turn, until nothing more was granted."""
    while True:
        earned = awards(unit, names)
        legs, redemptions = read.legs_of_lots(unit, [one.lot for one in earned])
        granted = read.standing_in(unit, legs, names)
        if granted <= names:
            return _Traced(earned, fates(legs), read.held_of(unit, redemptions, names))
        names = names | granted


def _uses(unit: ReadingUnit, caller: Caller, traced: _Traced) -> dict[str, Any]:
    found = (traced.fates[one.lot.lot] for one in traced.awards)
    owing = {holder for fate in found if fate.into_arrears for holder in fate.owed_by}
    owing |= {one for holder in owing for one in organizations.merged_into(unit, holder)}
    settled = payments(*read.debts_of(unit, owing))
    left = left_by_lot(traced.fates, settled)
    paying = {lot.lot: lot.accrual for lot, _ in read.lots_with_awards(unit, {one.paid_with for one in settled})}
    references = vault.texts(unit, {part.redemption for part in traced.held})
    own = _own(unit, caller)
    with_whom = {lot: {one for one, points in fate.with_whom.items() if points} for lot, fate in traced.fates.items()}
    seen = [one for one in traced.awards if sees_all(caller) or own & {one.lot.holder, *with_whom.get(one.lot.lot, ())}]
    seen.sort(key=lambda one: (one.lot.position, one.part.role != "award", one.lot.lot))
    lots = {one.lot.lot for one in seen}
    return {
        "lots": [
            _use_shown(
                one,
                traced.fates[one.lot.lot],
                (left[one.lot.lot], _given_up(settled, one.lot.lot)),
                [_redemption_shown(part, references) for part in traced.held if part.lot == one.lot.lot],
            )
            for one in seen
        ],
        "arrears_paid_by": list(_payments_shown(settled, lots, paying)),
    }


def _given_up(settled: Sequence[Payment], lot: str) -> int:
    return sum(one.points for one in settled if one.owed_for == lot and not one.paid_with)


def _use_shown(award: Award, fate: Fate, arrears: tuple[int, int], redemptions: list[dict[str, Any]]) -> dict[str, Any]:
    left, given_up = arrears
    return {
        "lot": award.lot.lot,
        "holder": award.lot.holder,
        "role": award.part.role,
        "rule": {"code": award.part.rule, "version": award.part.rule_version},
        "points": award.lot.points,
        "stands_for": award.stands_for or None,
        "now": fate.now,
        "now_with": [
            {"organization_id": holder, "points": points} for holder, points in sorted(fate.with_whom.items()) if points
        ],
        "redemptions": redemptions,
        "expired": fate.expired,
        "reinstated": fate.reinstated,
        "forfeited": fate.forfeited,
        "adjusted": fate.adjusted,
        "paid_arrears": fate.paid_arrears,
        "taken_back": {
            "from": fate.taken_from,
            "arrears": fate.into_arrears,
            "arrears_written_off": given_up,
            "arrears_left": left,
        },
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
        if payment.owed_for in lots and payment.paid_with:
            yield {
                "organization_id": payment.holder,
                "owed_for": payment.owed_for,
                "lot": payment.paid_with,
                "accrual_id": paying[payment.paid_with] or None,
                "points": payment.points,
                "transaction_id": payment.transaction,
                "position": payment.position,
            }
