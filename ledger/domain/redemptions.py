"""Redemptions: what becomes of a hold: handed in, captured in whole or part, given back, delivered, taken away, undone.

A hold ends once. What goes back keeps its lot and its dates, and lapses in the same transaction if its last day is
over, unless the program grants grace. Points that were used come back by a cancellation only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from ledger.domain import commands as c
from ledger.domain import dates
from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_redemptions import pool_of
from ledger.domain.commands import Submission
from ledger.domain.desk import Desk
from ledger.domain.endings import cancellation_of, capture_of
from ledger.domain.handler import Handler, need_wallet
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import (
    HoldCaptured,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRevoked,
    RedemptionSubmitted,
)
from ledger.domain.needs import Needs
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.redemption_usage import terms_of
from ledger.domain.redemption_views import shown, visible
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, release, settle

ById = (
    c.SubmitRedemption
    | c.SelectRedemption
    | c.DeclineRedemption
    | c.CaptureHold
    | c.ReleaseHold
    | c.FulfilRedemption
    | c.RevokeRedemption
    | c.CancelRedemption
)


USED: Final = ("captured", "fulfilled")
"""Statuses of a redemption whose points were used, and have not come back."""


def first(command: ById, submission: Submission, needs: Needs) -> None:
    """Need the redemption with its lots, and those that apply together with it."""
    needs.redemptions.add(command.redemption_id)
    needs.pools.add(command.redemption_id)


def second(command: ById, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the holders' wallets, the program and its account."""
    row = books.redemptions.get(command.redemption_id)
    if row is not None:
        for one in pool_of(books, row):
            need_wallet(needs, one.holder)
        needs.organizations.add(row.holder)
        needs.balances.add(f"redeemed:{row.program}")
        needs.program_codes.add(row.program)


def open_hold(desk: Desk, redemption_id: str) -> rows.Redemption:
    """Give a redemption that is open now; what is due for its holder has been settled.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``.
    """
    row = visible(desk, redemption_id)
    settle(desk, row.holder)
    row = desk.books.redemptions.require(redemption_id)
    if row.settled_at:
        raise Refused("hold_already_settled", redemption_id=redemption_id, status=row.status)
    return row


def decide_submit(desk: Desk, command: c.SubmitRedemption) -> Mapping[str, Any]:
    """Hand in an application with the documents that the program asks for.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``, ``redemption_already_submitted``,
    ``redemption_pooled``, ``pool_too_small``, ``documents_missing``.
    """
    row = open_hold(desk, command.redemption_id)
    if row.holder != desk.actor.organization:
        raise Refused("redemption_unknown", redemption_id=row.redemption)
    if row.submitted_at:
        raise Refused("redemption_already_submitted", redemption_id=row.redemption)
    check_first_of_pool(row)
    terms = terms_of(desk.books, row)
    check_pool_size(desk.books, row, terms)
    check_documents(terms, {document.kind for document in command.evidence})
    # From here on it succeeds.
    entry = desk.record(RedemptionSubmitted(row.redemption, row.holder, command.evidence))
    return shown(desk, row.redemption, entry)


def check_documents(terms: ProgramTerms, kinds: set[str]) -> None:
    """Refuse ``documents_missing`` where a kind of document is not there that the program asks for."""
    missing = [kind for kind in terms.eligibility.documents if kind not in kinds]
    if missing:
        raise Refused("documents_missing", "/evidence", expected=", ".join(missing))


def check_first_of_pool(row: rows.Redemption) -> None:
    """Refuse ``redemption_pooled`` for what stands behind another redemption."""
    if row.pool:
        raise Refused("redemption_pooled", redemption_id=row.redemption, pool=row.pool)


def check_pool_size(books: Books, row: rows.Redemption, terms: ProgramTerms) -> None:
    """Refuse ``pool_too_small`` where too few companies apply together."""
    found = len(pool_of(books, row))
    if terms.pool is not None and found < terms.pool.organizations_min:
        raise Refused("pool_too_small", redemption_id=row.redemption, minimum=terms.pool.organizations_min, found=found)


def decide_capture(desk: Desk, command: c.CaptureHold) -> Mapping[str, Any]:
    """Use a hold, in whole or part; the rest goes back.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``, ``redemption_not_selected``,
    ``redemption_not_submitted``, ``capture_exceeds_hold``, ``capture_is_for_the_owner`` where a company would settle
    by itself what was selected.
    """
    row = open_hold(desk, command.redemption_id)
    terms = terms_of(desk.books, row)
    if must_be_selected(row, terms) and not row.selected_at:
        raise Refused("redemption_not_selected", redemption_id=row.redemption, status=row.status)
    if terms.eligibility.documents and not row.submitted_at:
        raise Refused("redemption_not_submitted", redemption_id=row.redemption)
    points = row.held if command.points is None else command.points
    check_capture(row, points)
    if must_be_selected(row, terms) and row.holder == desk.actor.organization:
        raise Refused("capture_is_for_the_owner", redemption_id=row.redemption, program=row.program)
    # From here on the capture succeeds.
    entry = capture(desk, row, points)
    pay_arrears(desk, row.holder)
    return shown(desk, row.redemption, entry)


def must_be_selected(row: rows.Redemption, terms: ProgramTerms) -> bool:
    """Tell whether a redemption competes with others; those held before programs had calls did not."""
    return terms.is_selected and bool(row.call)


def check_capture(row: rows.Redemption, points: int) -> None:
    """Refuse ``capture_exceeds_hold`` for more points than are held."""
    if points > row.held:
        raise Refused("capture_exceeds_hold", "/points", redemption_id=row.redemption, held=row.held, asked=points)


def capture(desk: Desk, row: rows.Redemption, points: int) -> Entry:
    """Record that ``points`` of a hold are used and the rest goes back."""
    ending = capture_of(desk.books, row, points, desk.today, partial(desk.new_id, "lot"))
    fact = HoldCaptured(row.redemption, row.holder, points, ending.usage, ending.executed_krw, ending.grace)
    return desk.record(fact, ending.legs)


def decide_release(desk: Desk, command: c.ReleaseHold) -> Mapping[str, Any]:
    """Give a hold back unused.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``.
    """
    row = open_hold(desk, command.redemption_id)
    # From here on the release succeeds.
    entry = release(desk, row, "requested", desk.today, {"reason": command.reason})
    pay_arrears(desk, row.holder)
    return shown(desk, row.redemption, entry)


def decide_fulfil(desk: Desk, command: c.FulfilRedemption) -> Mapping[str, Any]:
    """Note that what was redeemed has been delivered.

    Refusals, in this order: ``redemption_unknown``, ``redemption_not_captured``.
    """
    row = visible(desk, command.redemption_id)
    if row.status != "captured":
        raise Refused("redemption_not_captured", redemption_id=row.redemption, status=row.status)
    # From here on it succeeds.
    entry = desk.record(RedemptionFulfilled(row.redemption, row.holder))
    return shown(desk, row.redemption, entry)


def decide_revoke(desk: Desk, command: c.RevokeRedemption) -> Mapping[str, Any]:
    """Take away what was redeemed, or a right; points that were used stay used.

    Refusals, in this order: ``redemption_unknown``, ``redemption_not_captured``.
    """
    row = visible(desk, command.redemption_id)
    if row.status not in (*USED, "granted"):
        raise Refused("redemption_not_captured", redemption_id=row.redemption, status=row.status)
    # From here on the revocation succeeds.
    fact = RedemptionRevoked(row.redemption, row.holder)
    entry = desk.record(fact, private={"reason": command.reason})
    return shown(desk, row.redemption, entry)


def decide_cancel(desk: Desk, command: c.CancelRedemption) -> Mapping[str, Any]:
    """Undo a captured redemption: its lots come back with their dates; lapsed ones lapse, or get the program's grace.

    What was delivered is not for the company to undo.

    Refusals, in this order: ``redemption_unknown``, ``redemption_not_captured``, ``redemption_already_fulfilled``,
    ``cancel_window_closed``, ``organization_closed``.
    """
    row = visible(desk, command.redemption_id)
    settle(desk, row.holder)
    row = desk.books.redemptions.require(command.redemption_id)
    if row.status not in USED:
        raise Refused("redemption_not_captured", redemption_id=row.redemption, status=row.status)
    if row.status == "fulfilled" and row.holder == desk.actor.organization:
        raise Refused("redemption_already_fulfilled", redemption_id=row.redemption)
    terms = terms_of(desk.books, row)
    last_day = last_cancel_day(row, terms)
    if desk.today > last_day:
        raise Refused("cancel_window_closed", redemption_id=row.redemption, last_day=last_day, today=desk.today)
    check_active(desk.books.organizations.require(row.holder))
    # From here on the cancellation succeeds.
    ending = cancellation_of(desk.books, row, desk.today, partial(desk.new_id, "lot"))
    fact = RedemptionCancelled(row.redemption, row.holder, row.captured, ending.grace, ending.usage)
    entry = desk.record(fact, ending.legs, private={"reason": command.reason})
    pay_arrears(desk, row.holder)
    return shown(desk, row.redemption, entry)


def last_cancel_day(row: rows.Redemption, terms: ProgramTerms) -> str:
    """Give the last day on which a captured redemption can be cancelled."""
    captured_on = date.fromisoformat(dates.business_day_of(row.settled_at))
    return (captured_on + timedelta(days=terms.cancel.until_days_after_capture)).isoformat()


SUBMIT = Handler("redemptions.submit", first, second, decide_submit)
CAPTURE = Handler("redemptions.capture", first, second, decide_capture)
RELEASE = Handler("redemptions.release", first, second, decide_release)
FULFIL = Handler("redemptions.fulfil", first, second, decide_fulfil)
REVOKE = Handler("redemptions.revoke", first, second, decide_revoke)
CANCEL = Handler("redemptions.cancel", first, second, decide_cancel)
