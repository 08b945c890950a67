"""Objections: a company or a university contests an award, and its points are frozen until that is decided.

Nobody can spend a frozen point, and none lapses, activates or is dropped. There is at most one open objection to an
award; it ends by a decision of two persons, by its objector, or by the clock, and every lot keeps its dates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.books.successions import heir_of
from ledger.domain.bounds import last_day
from ledger.domain.commands import Private, RaiseObjection, Submission, WithdrawObjection
from ledger.domain.desk import Desk
from ledger.domain.freezing import freezing, thawing
from ledger.domain.handler import Handler, balance_shown, need_wallet
from ledger.domain.holders import in_order
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import ObjectionClosed, ObjectionEnded, ObjectionNoted, ObjectionRaised
from ledger.domain.needs import Needs
from ledger.domain.objection_terms import TO_DECIDE, WINDOW
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.taking_back import whereabouts

GONE = ("reversed", "dropped")


def need_award(needs: Needs, accrual: str) -> None:
    """Need an award with its further lots, and all objections to it."""
    needs.accruals.add(accrual)
    needs.parts.add(accrual)
    needs.objections_to.add(accrual)
    needs.rule_roles.add(FOLLOWER)


def need_lots(needs: Needs, books: Books, accrual: str) -> None:
    """Need the lots of an award that is here, and the wallets they are in."""
    award = books.accruals.get(accrual)
    if award is None:
        return
    needs.rule_codes.add(award.rule)
    needs.organizations.add(award.organization)
    needs.lots.update({award.lot} - {""})
    need_wallet(needs, award.organization)
    for part in books.parts.find("accrual", accrual):
        needs.lots.add(part.lot)
        need_wallet(needs, part.organization)


def first(command: RaiseObjection, submission: Submission, needs: Needs) -> None:
    """Need the award, and within how many days it can be contested and decided."""
    need_award(needs, command.accrual_id)
    needs.bounds.update((WINDOW, TO_DECIDE))
    needs.organizations.add(submission.organization)


def second(command: RaiseObjection, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need its lots."""
    need_lots(needs, books, command.accrual_id)


def third(command: RaiseObjection, books: Books, needs: Needs, today: str) -> None:
    """Need who has what was the company's, and who earned the first lot: shared, or earned after a merger."""
    award = books.accruals.get(command.accrual_id)
    if award is None:
        return
    heir = heir_of(books, award.organization)
    needs.organizations.add(heir)
    need_wallet(needs, heir)
    if award.lot:
        holder = books.lots.require(award.lot).holder
        needs.organizations.add(holder)
        need_wallet(needs, holder)


def decide_raise(desk: Desk, command: RaiseObjection) -> Mapping[str, Any]:
    """Object to an award.

    Refusals, in this order: ``accrual_unknown`` (also where it is none of the objector's), ``accrual_not_posted``,
    ``accrual_already_reversed``, ``objection_window_closed``, ``objection_already_open``, ``organization_closed``
    (a university objects, and the company is not there any more).
    """
    award = desk.books.accruals.get(command.accrual_id)
    if award is None or not may_object(desk.books, award, desk.actor.organization):
        raise Refused("accrual_unknown", "/accrual_id", accrual_id=command.accrual_id)
    if not award.posted_on:
        raise Refused("accrual_not_posted", "/accrual_id", accrual_id=award.accrual, status=award.status)
    settle_all(desk, award)
    award = desk.books.accruals.require(award.accrual)
    if award.status in GONE:
        raise Refused("accrual_already_reversed", "/accrual_id", accrual_id=award.accrual)
    until = last_day(desk.books, WINDOW, award.posted_on)
    if until < desk.today:
        raise Refused("objection_window_closed", "/accrual_id", accrual_id=award.accrual, last_day=until)
    for known in desk.books.objections.find("accrual", award.accrual):
        end_by_clock(desk, known)
        if desk.books.objections.require(known.objection).status == "open":
            raise Refused("objection_already_open", "/accrual_id", accrual_id=award.accrual)
    organization, university = parties(desk.books, award, desk.actor.organization)
    check_active(desk.books.organizations.require(organization), "/accrual_id")
    # From here on the objection succeeds.
    legs = freezing(desk.books, award, organization, university)
    objection = desk.new_id("objection")
    kind = ObjectionRaised if legs else ObjectionNoted
    decide_by = last_day(desk.books, TO_DECIDE, desk.today)
    told = organization, university, command.reason_code, command.document, decide_by
    fact = kind(objection, award.accrual, *told)
    entry = desk.record(fact, legs, private={"reason": command.reason}, subject=objection)
    return _answer(desk, objection, entry)


def may_object(books: Books, award: rows.Accrual, organization: str) -> bool:
    """Tell whether an award is an organization's own, in whole or part, or was reported by it."""
    if organization in (award.university, award.organization):
        return True
    return organization in whereabouts(books, award)


def parties(books: Books, award: rows.Accrual, objector: str) -> tuple[str, str]:
    """Give the company that an objection concerns, and the university where it is the one that objects."""
    company = heir_of(books, award.organization)
    return (company, objector) if objector == award.university else (objector, "")


def settle_all(desk: Desk, award: rows.Accrual) -> list[str]:
    """Settle everybody who has a lot of an award, in order, and give them."""
    in_turn = in_order(award, whereabouts(desk.books, award))
    for holder in in_turn:
        settle(desk, holder)
    return in_turn


def end_by_clock(desk: Desk, row: rows.Objection) -> None:
    """Note that an objection's time is over, where nothing of it is frozen any more that would have told so."""
    row = desk.books.objections.require(row.objection)
    if row.status == "open" and row.decide_by < desk.today:
        fact = ObjectionClosed(row.objection, row.accrual, row.organization, row.university, "timed_out")
        desk.record(fact, effective_on=desk.accounting_day(day_after(row.decide_by)))


def end_overdue(desk: Desk, objector: str) -> None:
    """End every objection of somebody whose time is over."""
    found = [
        *desk.books.objections.find("organization_status", (objector, "open")),
        *desk.books.objections.find("university_status", (objector, "open")),
    ]
    for row in sorted(found, key=lambda row: (row.decide_by, row.position)):
        if row.objector == objector:
            end_by_clock(desk, row)


def end(
    desk: Desk,
    row: rows.Objection,
    cause: str,
    *,
    grace_days: int = 0,
    private: Mapping[str, Private] | None = None,
) -> Entry:
    """Record that an objection is over: everything that is frozen by it comes free."""
    thaw = thawing(desk.books, row, desk.today, grace_days, partial(desk.new_id, "lot"))
    kind = ObjectionEnded if thaw.legs else ObjectionClosed
    fact = kind(
        row.objection,
        row.accrual,
        row.organization,
        row.university,
        cause,
        grace_days=grace_days,
        grace=thaw.grace,
    )
    return desk.record(fact, thaw.legs, private=private, subject=row.objection)


def first_withdraw(command: WithdrawObjection, submission: Submission, needs: Needs) -> None:
    """Need the objection."""
    needs.objections.add(command.objection_id)


def second_withdraw(command: WithdrawObjection, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need its award."""
    row = books.objections.get(command.objection_id)
    if row is not None:
        need_award(needs, row.accrual)


def third_withdraw(command: WithdrawObjection, books: Books, needs: Needs, today: str) -> None:
    """Need the award's lots, and the wallet that the answer shows."""
    row = books.objections.get(command.objection_id)
    if row is not None:
        need_lots(needs, books, row.accrual)
        need_wallet(needs, row.organization)


def decide_withdraw(desk: Desk, command: WithdrawObjection) -> Mapping[str, Any]:
    """Take an objection back.

    Refusals, in this order: ``objection_unknown`` (also where it is another's), ``objection_already_decided``.
    """
    row = desk.books.objections.get(command.objection_id)
    if row is None or row.objector != desk.actor.organization:
        raise Refused("objection_unknown", objection_id=command.objection_id)
    row, holders = open_objection(desk, row)
    # From here on the withdrawal succeeds.
    entry = end(desk, row, "withdrawn", private={"withdrawn_because": command.reason})
    for holder in holders:
        settle(desk, holder)
        pay_arrears(desk, holder)
    return _answer(desk, row.objection, entry)


def open_objection(desk: Desk, row: rows.Objection) -> tuple[rows.Objection, list[str]]:
    """Settle everybody whom an objection concerns, and see that it is open still; gives them too.

    Refusals: ``objection_already_decided``, also where the clock has ended it.
    """
    status = row.status
    if status == "open":
        holders = settle_all(desk, desk.books.accruals.require(row.accrual))
        row = desk.books.objections.require(row.objection)
        status = "timed_out" if row.decide_by < desk.today else row.status
    if status != "open":
        raise Refused("objection_already_decided", objection_id=row.objection, status=status)
    return row, holders


def objection_shown(row: rows.Objection) -> dict[str, Any]:
    """Show an objection in the words of the wire, but for the reasons, which lie in the vault."""
    document = json.loads(row.document)
    return {
        "id": row.objection,
        "status": row.status,
        "accrual_id": row.accrual,
        "organization_id": row.organization,
        "objector_id": row.objector,
        "reason_code": row.reason_code,
        "document": {name: document[name] for name in ("kind", "sha256", "media_type", "bytes")},
        "frozen": row.frozen,
        "taken_back": row.taken_back,
        "grace_days": row.grace_days,
        "proposal_id": row.proposal or None,
        "decide_by": row.decide_by,
        "raised_at": row.raised_at,
        "decided_at": row.decided_at or None,
        "transaction_id": row.entry or None,
        "position": row.position,
    }


def _answer(desk: Desk, objection: str, entry: Entry) -> dict[str, Any]:
    row = desk.books.objections.require(objection)
    balance = balance_shown(desk, row.organization)
    return {**objection_shown(row), "transaction_id": entry.id, "position": entry.position, "balance": balance}


RAISE = Handler("objections.raise", first, second, decide_raise, third)
WITHDRAW = Handler("objections.raise", first_withdraw, second_withdraw, decide_withdraw, third_withdraw)
