"""Corrections: points that people move by hand, as acts of two persons: adjust, write off, reinstate.

An adjustment grants points in a lot of their own or takes away those that lapse soonest; it is booked against the
account of its reason. Arrears are written off the oldest first. What lapsed comes back in a lot that stands in for it,
because a lot never changes its dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import ProposeAdjustment, ProposeReinstatement, ProposeWriteOff
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, balance_shown, need_wallet
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import ArrearsWrittenOff, GraceLot, PointsAdjusted, PointsReinstated
from ledger.domain.movements import from_soonest, owed_first
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.taking_back import left_of, standing

DIRECTIONS: Final = ("credit", "debit")
HOLDER_KINDS: Final = ("company", "university")
ADJUSTED: Final = ("data_error", "system_error", "audit_finding", "goodwill", "migration")
WRITTEN_OFF: Final = ("uncollectible", "insolvency", "closure", "goodwill")
REINSTATED: Final = ("system_outage", "late_processing", "appeal", "goodwill")
CLEARING: Final = "adjusted:reinstatement"
"""The account over which what lapsed becomes a lot that stands in for it; it is empty between two entries."""

Terms = Mapping[str, Any]


def adjustment_legs(books: Books, fact: PointsAdjusted) -> list[Leg]:
    """Give the movement of an adjustment: its own lot is granted, or the lots that lapse soonest leave."""
    against, available = f"adjusted:{fact.reason}", of_holder(fact.organization, "available")
    if fact.lot:
        return [Leg(against, fact.lot, fact.points), Leg(available, fact.lot, -fact.points)]
    return from_soonest(books, fact.organization, fact.points, against)


def write_off_legs(books: Books, fact: ArrearsWrittenOff) -> list[Leg]:
    """Give the movement of a write-off: what was owed first goes first."""
    return owed_first(books, fact.organization, fact.points, "written-off")


def reinstatement_legs(fact: PointsReinstated) -> list[Leg]:
    """Give the movement of a reinstatement: a lapsed lot comes back as the one that stands in for it."""
    available, legs = of_holder(fact.organization, "available"), list[Leg]()
    for grace in fact.grace:
        legs += [Leg("expired", grace.of, grace.points), Leg(CLEARING, grace.of, -grace.points)]
        legs += [Leg(CLEARING, grace.lot, grace.points), Leg(available, grace.lot, -grace.points)]
    return legs


def _first(terms: Terms, needs: Needs) -> None:
    needs.organizations.add(terms["organization"])
    if terms.get("lot"):
        needs.lots.add(terms["lot"])


def _second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    if terms.get("lot") and (lot := books.lots.get(terms["lot"])) is not None:
        needs.organizations.add(lot.holder)
        needs.organizations.update(part.holder for part in books.lot_balances.find("lot", lot.lot) if part.holder)
        needs.accruals.update({lot.accrual} - {""})
        needs.parts.update({lot.accrual} - {""})
    if books.organizations.get(terms["organization"]) is not None:
        need_wallet(needs, terms["organization"], FIRST_LOTS)
        needs.states.add((terms["organization"], "arrears"))
        needs.balances.update((f"adjusted:{terms.get('reason', '')}", CLEARING, "written-off"))


def _holder(desk: Desk, terms: Terms) -> str:
    """Give the holder, with all that is due settled.

    Refusals, in this order: ``organization_unknown``, ``organization_holds_no_points``, ``organization_merged``,
    ``organization_closed``.
    """
    row = desk.books.organizations.get(terms["organization"])
    if row is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=terms["organization"])
    if row.kind not in HOLDER_KINDS:
        told = {"organization_id": row.organization, "kind": row.kind}
        raise Refused("organization_holds_no_points", "/organization_id", **told)
    check_active(row, "/organization_id")
    settle(desk, row.organization)
    return row.organization


def _check_last_day(desk: Desk, day: str) -> None:
    """Refusals: ``last_day_is_over``."""
    if day < desk.today:
        raise Refused("last_day_is_over", "/expires_on", expires_on=day, today=desk.today)


def _check_has(desk: Desk, holder: str, state: str, points: int) -> None:
    """Refusals: ``exceeds_available_balance``, ``exceeds_arrears``."""
    there = desk.balance_of(holder, state)
    if points > there:
        code = "exceeds_available_balance" if state == "available" else "exceeds_arrears"
        raise Refused(code, "/points", organization_id=holder, asked=points, **{state: there})


def check_adjustment(desk: Desk, terms: Terms) -> int:
    """Refusals, in this order: ``expires_on_missing`` or ``expires_on_not_for_debit``, those of ``_holder``,
    ``last_day_is_over`` or ``exceeds_available_balance``."""
    credit = terms["direction"] == "credit"
    if credit != bool(terms["expires_on"]):
        raise Refused("expires_on_missing" if credit else "expires_on_not_for_debit", "/expires_on")
    holder = _holder(desk, terms)
    if credit:
        _check_last_day(desk, terms["expires_on"])
    else:
        _check_has(desk, holder, "available", terms["points"])
    return int(terms["points"])


def enact_adjustment(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    """Put the wallet right; what is granted pays arrears at once."""
    holder = terms["organization"]
    lot = desk.new_id("lot") if terms["direction"] == "credit" else ""
    fact = PointsAdjusted(holder, terms["reason"], terms["points"], lot, terms["expires_on"], row.proposal)
    return {**_moved(desk, holder, desk.record(fact, adjustment_legs(desk.books, fact))), "lot": lot or None}


def _moved(desk: Desk, holder: str, entry: Entry) -> dict[str, Any]:
    pay_arrears(desk, holder)
    return {"transaction_id": entry.id, "balance": balance_shown(desk, holder)}


def check_write_off(desk: Desk, terms: Terms) -> int:
    """Refusals, in this order: those of ``_holder``, ``exceeds_arrears``."""
    _check_has(desk, _holder(desk, terms), "arrears", terms["points"])
    return int(terms["points"])


def enact_write_off(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    """Give up what is owed."""
    fact = ArrearsWrittenOff(terms["organization"], terms["points"], row.proposal)
    return _moved(desk, fact.organization, desk.record(fact, write_off_legs(desk.books, fact)))


def lapsed_of(books: Books, holder: str, lot: str) -> int:
    """Give how many points of a lot can come back to a holder: what lapsed of it and has not come back, as far as its
    award stands, where the holder earned it, was handed it over, or has what was such a company's."""
    row, part = books.lots.get(lot), books.lot_balances.get(("expired", lot))
    if row is None or part is None:
        return 0
    had = {row.holder, *(one.holder for one in books.lot_balances.find("lot", lot) if one.holder)}
    if holder not in {heir_of(books, one) for one in had}:
        return 0
    return min(-part.amount, _stands(books, row)) if row.accrual else -part.amount


def _stands(books: Books, lot: rows.Lot) -> int:
    own = [part for part in books.parts.find("accrual", lot.accrual) if part.lot == lot.lot]
    return sum(map(left_of, own)) if own else standing(books.accruals.require(lot.accrual))


def check_reinstatement(desk: Desk, terms: Terms) -> int:
    """Refusals, in this order: those of ``_holder``, ``last_day_is_over``, ``exceeds_lapsed``."""
    holder = _holder(desk, terms)
    _check_last_day(desk, terms["expires_on"])
    lapsed = lapsed_of(desk.books, holder, terms["lot"])
    if terms["points"] > lapsed:
        raise Refused("exceeds_lapsed", "/points", lot_id=terms["lot"], asked=terms["points"], lapsed=lapsed)
    return int(terms["points"])


def enact_reinstatement(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    """Bring back what lapsed."""
    holder, points = terms["organization"], terms["points"]
    grace = GraceLot(desk.new_id("lot"), terms["lot"], points, terms["expires_on"])
    fact = PointsReinstated(holder, points, (grace,), row.proposal)
    return {**_moved(desk, holder, desk.record(fact, reinstatement_legs(fact))), "lot": grace.lot}


def _adjustment_terms(command: ProposeAdjustment) -> Terms:
    return {
        "organization": command.organization_id,
        "direction": command.direction,
        "points": command.points,
        "reason": command.reason_code,
        "expires_on": command.expires_on,
    }


def _write_off_terms(command: ProposeWriteOff) -> Terms:
    return {"organization": command.organization_id, "points": command.points}


def _reinstatement_terms(command: ProposeReinstatement) -> Terms:
    return {
        "organization": command.organization_id,
        "lot": command.lot_id,
        "points": command.points,
        "expires_on": command.expires_on,
    }


def _adjusted_so(books: Books, fact: Any, terms: Terms) -> bool:
    if not isinstance(fact, PointsAdjusted):
        return False
    told = (fact.organization, bool(fact.lot), fact.points, fact.reason, fact.expires_on)
    credit = terms["direction"] == "credit"
    return told == (terms["organization"], credit, terms["points"], terms["reason"], terms["expires_on"])


def _written_off_so(books: Books, fact: Any, terms: Terms) -> bool:
    told = {"organization": getattr(fact, "organization", ""), "points": getattr(fact, "points", 0)}
    return isinstance(fact, ArrearsWrittenOff) and told == dict(terms)


def _reinstated_so(books: Books, fact: Any, terms: Terms) -> bool:
    if not isinstance(fact, PointsReinstated) or len(fact.grace) != 1:
        return False
    grace, points = fact.grace[0], terms["points"]
    within = points <= lapsed_of(books, terms["organization"], terms["lot"])
    told = (fact.organization, fact.points, grace.of, grace.points, grace.expires_on)
    return within and told == (terms["organization"], points, terms["lot"], points, terms["expires_on"])


_CORRECTIONS: Final = ("corrections.propose", "corrections.approve")

ADJUSTMENT: Final = Act(
    "adjustment",
    *_CORRECTIONS,
    ADJUSTED,
    (PointsAdjusted.KIND,),
    _adjustment_terms,
    check_adjustment,
    enact_adjustment,
    _adjusted_so,
    _first,
    _second,
)
WRITE_OFF: Final = Act(
    "write_off",
    *_CORRECTIONS,
    WRITTEN_OFF,
    (ArrearsWrittenOff.KIND,),
    _write_off_terms,
    check_write_off,
    enact_write_off,
    _written_off_so,
    _first,
    _second,
)
REINSTATEMENT: Final = Act(
    "reinstatement",
    *_CORRECTIONS,
    REINSTATED,
    (PointsReinstated.KIND,),
    _reinstatement_terms,
    check_reinstatement,
    enact_reinstatement,
    _reinstated_so,
    _first,
    _second,
)
