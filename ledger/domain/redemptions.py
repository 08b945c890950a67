"""Redemptions: points are held for a program, then captured, in whole or part, or given back.

A hold takes the lots that expire soonest and ends once. What goes back keeps its lot and its dates, and lapses in the
same transaction if its last day is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.commands import CancelRedemption, CaptureHold, PlaceHold, ReleaseHold, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_wallet
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import GraceLot, HoldCaptured, HoldPlaced, RedemptionCancelled
from ledger.domain.needs import Needs
from ledger.domain.programs import ProgramTerms, check_open, meters, price
from ledger.domain.published import program_in_force, program_terms
from ledger.domain.redemption_usage import given_back, taken
from ledger.domain.refusals import Refused
from ledger.domain.settlement import give_back, lots_by_expiry, pay_arrears, release, settle, take_soonest


def first_hold(command: PlaceHold, submission: Submission, needs: Needs) -> None:
    """Need the company, the program, and whether the reference is known."""
    needs.organizations.add(command.organization_id)
    needs.program_codes.add(command.program)
    needs.references.add((command.organization_id, command.reference.blind))


def second_hold(command: PlaceHold, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet with its lots, and the program's meters."""
    if books.organizations.get(command.organization_id) is None:
        return
    need_wallet(needs, command.organization_id, FIRST_LOTS)
    versions = books.programs.find("code", command.program)
    if versions:
        _, terms = program_in_force(versions, command.program)
        counted = meters(terms, command.program, command.organization_id, date.fromisoformat(today).year)
        needs.usage.update(meter.name for meter in counted)


def decide_hold(desk: Desk, command: PlaceHold) -> Mapping[str, Any]:
    """Hold the price of a program.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``reference_already_used``,
    ``program_unknown``, ``program_not_open``, ``program_has_no_price``, ``quantity_out_of_range``,
    ``program_limit_reached``, ``exceeds_available_balance``.
    """
    books, holder = desk.books, command.organization_id
    company = books.organizations.get(holder)
    if company is None or holder != desk.actor.organization:
        raise Refused("organization_unknown", "/organization_id", organization_id=holder)
    if company.kind != "company":
        raise Refused("organization_is_not_a_company", "/organization_id", organization_id=holder, kind=company.kind)
    for known in books.redemptions.find("reference", (holder, command.reference.blind)):
        raise Refused("reference_already_used", "/reference", redemption_id=known.redemption)
    version, terms = program_in_force(books.programs.find("code", command.program), command.program)
    check_open(terms, date.fromisoformat(desk.today))
    points = price(terms, command.quantity)
    settle(desk, holder)
    usage = taken(books, terms, command.program, holder, desk.today, points, command.quantity)
    available = desk.balance_of(holder, "available")
    if points > available:
        raise Refused(
            "exceeds_available_balance",
            "/quantity",
            organization_id=holder,
            asked=points,
            available=available,
        )
    # From here on the hold succeeds.
    redemption = desk.new_id("redemption")
    expires_at = dates.instant_text(desk.at + timedelta(seconds=terms.hold_ttl_seconds))
    legs = []
    for lot, share in take_soonest(desk, holder, points):
        legs += [Leg(of_holder(holder, "available"), lot, share), Leg(of_holder(holder, "held"), lot, -share)]
    fact = HoldPlaced(
        redemption=redemption,
        organization=holder,
        program=command.program,
        program_version=version,
        reference=command.reference.blind,
        quantity=command.quantity,
        points=points,
        hold_expires_at=expires_at,
        usage=usage,
    )
    entry = desk.record(fact, legs, private={"reference": command.reference}, subject=redemption)
    return _shown(desk, redemption, entry)


def first_by_id(command: CaptureHold | ReleaseHold | CancelRedemption, submission: Submission, needs: Needs) -> None:
    """Need the redemption with its lots."""
    needs.redemptions.add(command.redemption_id)


def second_by_id(
    command: CaptureHold | ReleaseHold | CancelRedemption,
    submission: Submission,
    books: Books,
    needs: Needs,
    today: str,
) -> None:
    """Need the holder's wallet, and the program's account."""
    row = books.redemptions.get(command.redemption_id)
    if row is not None:
        need_wallet(needs, row.organization)
        needs.balances.update((f"redeemed:{row.program}", "adjusted:grace"))


def _open_hold(desk: Desk, redemption_id: str) -> rows.Redemption:
    """Give a redemption that is held now; what is due for its holder has been settled.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``.
    """
    row = _visible(desk, redemption_id)
    settle(desk, row.organization)
    row = desk.books.redemptions.require(redemption_id)
    if row.status != "held":
        raise Refused("hold_already_settled", redemption_id=redemption_id, status=row.status)
    return row


def _visible(desk: Desk, redemption_id: str) -> rows.Redemption:
    row = desk.books.redemptions.get(redemption_id)
    organization = desk.books.organizations.require(desk.actor.organization)
    if row is None or (organization.kind != "operator" and row.organization != organization.organization):
        raise Refused("redemption_unknown", redemption_id=redemption_id)
    return row


def decide_capture(desk: Desk, command: CaptureHold) -> Mapping[str, Any]:
    """Use a hold, in whole or part; the rest goes back.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``, ``capture_exceeds_hold``.
    """
    row = _open_hold(desk, command.redemption_id)
    points = row.held if command.points is None else command.points
    if points > row.held:
        raise Refused("capture_exceeds_hold", "/points", redemption_id=row.redemption, held=row.held, asked=points)
    # From here on the capture succeeds.
    held, redeemed = of_holder(row.organization, "held"), f"redeemed:{row.program}"
    legs, left = [], points
    for lot, share in lots_by_expiry(desk.books, row.redemption, "held"):
        used = min(left, share)
        left -= used
        if used:
            legs += [Leg(held, lot.lot, used), Leg(redeemed, lot.lot, -used)]
        if share > used:
            legs += give_back(desk, held, row.organization, lot, share - used, desk.today)
    usage = given_back(desk.books, row, row.held - points, 0)
    entry = desk.record(HoldCaptured(row.redemption, row.organization, points, usage), legs)
    pay_arrears(desk, row.organization)
    return _shown(desk, row.redemption, entry)


def decide_release(desk: Desk, command: ReleaseHold) -> Mapping[str, Any]:
    """Give a hold back unused.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``.
    """
    row = _open_hold(desk, command.redemption_id)
    # From here on the release succeeds.
    entry = release(desk, row, "requested", desk.today, {"reason": command.reason})
    pay_arrears(desk, row.organization)
    return _shown(desk, row.redemption, entry)


def decide_cancel(desk: Desk, command: CancelRedemption) -> Mapping[str, Any]:
    """Undo a captured redemption: its lots come back with their dates; lapsed ones lapse, or get the program's grace.

    Refusals, in this order: ``redemption_unknown``, ``redemption_not_captured``, ``cancel_window_closed``.
    """
    row = _visible(desk, command.redemption_id)
    settle(desk, row.organization)
    row = desk.books.redemptions.require(command.redemption_id)
    if row.status != "captured":
        raise Refused("redemption_not_captured", redemption_id=row.redemption, status=row.status)
    terms = program_terms(desk.books.programs.require((row.program, row.program_version)))
    last_day = _last_cancel_day(row, terms)
    if desk.today > last_day:
        raise Refused("cancel_window_closed", redemption_id=row.redemption, last_day=last_day, today=desk.today)
    # From here on the cancellation succeeds.
    legs: list[Leg] = []
    grace: list[GraceLot] = []
    redeemed = f"redeemed:{row.program}"
    for lot, share in lots_by_expiry(desk.books, row.redemption, "captured"):
        legs += give_back(desk, redeemed, row.organization, lot, share, desk.today)
        if lot.expires_on < desk.today and terms.cancel.grace_days is not None:
            until = (date.fromisoformat(desk.today) + timedelta(days=terms.cancel.grace_days)).isoformat()
            stand_in = GraceLot(desk.new_id("lot"), lot.lot, share, until)
            grace.append(stand_in)
            available = of_holder(row.organization, "available")
            legs += [Leg("adjusted:grace", stand_in.lot, share), Leg(available, stand_in.lot, -share)]
    usage = given_back(desk.books, row, row.captured, row.quantity)
    fact = RedemptionCancelled(row.redemption, row.organization, row.captured, tuple(grace), usage)
    entry = desk.record(fact, legs, private={"reason": command.reason})
    pay_arrears(desk, row.organization)
    return _shown(desk, row.redemption, entry)


def _last_cancel_day(row: rows.Redemption, terms: ProgramTerms) -> str:
    captured_on = dates.business_date(dates.parse_instant(row.settled_at))
    return (captured_on + timedelta(days=terms.cancel.until_days_after_capture)).isoformat()


def _shown(desk: Desk, redemption: str, entry: Entry) -> Mapping[str, Any]:
    row = desk.books.redemptions.require(redemption)
    return {
        "id": row.redemption,
        "status": row.status,
        "organization_id": row.organization,
        "program": row.program,
        "quantity": row.quantity,
        "points": row.points,
        "held": row.held,
        "captured": row.captured,
        "returned": row.returned,
        "revoked": row.revoked,
        "hold_expires_at": row.hold_expires_at,
        "transaction_id": entry.id,
        "position": entry.position,
        "balance": balance_shown(desk, row.organization),
    }


HOLD = Handler("redemptions.hold", first_hold, second_hold, decide_hold)
CAPTURE = Handler("redemptions.capture", first_by_id, second_by_id, decide_capture)
RELEASE = Handler("redemptions.release", first_by_id, second_by_id, decide_release)
CANCEL = Handler("redemptions.cancel", first_by_id, second_by_id, decide_cancel)
