"""Sanctions: points that a company forfeits for a cause, proposed by one person and imposed by another.

A proposal moves nothing and reserves nothing: what is available when it is approved counts. The lots that expire
soonest go first, each under its own name, so a forfeited point leads to the activity that earned it. The bound
``sanction`` tells how many points it takes at most, from how many on two others must approve it, and until when.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.bounds import check_bound, last_day
from ledger.domain.commands import (
    ApproveSanction,
    Private,
    ProposeSanction,
    RejectSanction,
    Submission,
    WithdrawSanction,
)
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_wallet, nothing_more
from ledger.domain.journal.facts import SanctionChecked, SanctionDropped, SanctionImposed, SanctionProposed
from ledger.domain.movements import from_soonest
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import settle
from ledger.domain.splitting import WINDOW, forfeited_before

NAME: Final = "sanction"
"""Name of the bound."""

ById = ApproveSanction | RejectSanction | WithdrawSanction


def first_propose(command: ProposeSanction, submission: Submission, needs: Needs) -> None:
    """Need the company, and how far a sanction reaches."""
    needs.organizations.add(command.organization_id)
    needs.bounds.update((NAME, WINDOW))


def second_propose(command: ProposeSanction, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need what the same person proposed for the company."""
    client = books.clients.get(submission.client)
    if client is not None:
        needs.sanctions_by.add((client.person, command.organization_id))


def decide_proposal(desk: Desk, command: ProposeSanction) -> Mapping[str, Any]:
    """Propose that a company forfeits points.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``bound_exceeded``.
    """
    company = desk.books.organizations.get(command.organization_id)
    if company is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=command.organization_id)
    if company.kind != "company":
        told = {"organization_id": company.organization, "kind": company.kind}
        raise Refused("organization_is_not_a_company", "/organization_id", **told)
    points, today = command.points or 0, desk.today
    check_bound(desk.books, NAME, points, forfeited_before(desk.books, desk.actor.person, company.organization, today))
    # From here on the proposal succeeds.
    sanction, act_by = desk.new_id("sanction"), last_day(desk.books, NAME, today)
    fact = SanctionProposed(sanction, company.organization, command.cause, points, command.document, act_by)
    entry = desk.record(fact, private={"reason": command.reason}, subject=sanction)
    return {**sanction_shown(desk.books.sanctions.require(sanction)), "position": entry.position}


def first_by_id(command: ById, submission: Submission, needs: Needs) -> None:
    """Need the proposal, and how far a sanction reaches."""
    needs.sanctions.add(command.sanction_id)
    needs.bounds.update((NAME, WINDOW))


def second_approve(command: ApproveSanction, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the company's wallet with its lots, and what the same person proposed for it."""
    row = books.sanctions.get(command.sanction_id)
    if row is not None:
        needs.sanctions_by.add((row.person, row.organization))
        need_wallet(needs, row.organization, FIRST_LOTS)
        needs.balances.add("forfeited")


def _open_proposal(desk: Desk, sanction: str) -> rows.Sanction:
    """Give a proposal that nobody has decided yet.

    Refusals, in this order: ``sanction_unknown``, ``sanction_already_decided``, ``sanction_expired``.
    """
    row = desk.books.sanctions.get(sanction)
    if row is None:
        raise Refused("sanction_unknown", sanction_id=sanction)
    if row.status != "proposed":
        raise Refused("sanction_already_decided", sanction_id=sanction, status=row.status)
    if row.act_by and row.act_by < desk.today:
        raise Refused("sanction_expired", sanction_id=sanction, act_by=row.act_by)
    return row


def _check_another_person(desk: Desk, row: rows.Sanction) -> None:
    if desk.actor.person in (row.person, *row.checkers.split()):
        raise Refused("same_person_approval", subject=row.sanction, person_id=desk.actor.person)


def decide_approval(desk: Desk, command: ApproveSanction) -> Mapping[str, Any]:
    """Impose a proposed sanction; who proposed it cannot, by whichever client.

    Refusals, in this order: those of ``_open_proposal``, ``same_person_approval``, ``nothing_to_forfeit``,
    ``exceeds_available_balance``, ``bound_exceeded``.
    """
    row = _open_proposal(desk, command.sanction_id)
    _check_another_person(desk, row)
    holder = row.organization
    settle(desk, holder)
    available = desk.balance_of(holder, "available")
    points = row.points or available
    if not points:
        raise Refused("nothing_to_forfeit", sanction_id=row.sanction, organization_id=holder)
    if points > available:
        raise Refused("exceeds_available_balance", organization_id=holder, asked=points, available=available)
    checks = 1
    if row.act_by:
        before = forfeited_before(desk.books, row.person, holder, desk.today)
        checks = check_bound(desk.books, NAME, points, before)
    # From here on the approval succeeds.
    if len(row.checkers.split()) + 1 < checks:
        entry = desk.record(SanctionChecked(row.sanction, holder))
        return {**sanction_shown(desk.books.sanctions.require(row.sanction)), "position": entry.position}
    legs = from_soonest(desk.books, holder, points, "forfeited")
    entry = desk.record(SanctionImposed(row.sanction, holder, row.cause, points), legs)
    shown = sanction_shown(desk.books.sanctions.require(row.sanction))
    return {**shown, "position": entry.position, "balance": balance_shown(desk, holder)}


def _drop(status: str, check: Callable[[Desk, rows.Sanction], None] | None) -> Callable[[Desk, Any], Mapping[str, Any]]:
    def decide(desk: Desk, command: RejectSanction | WithdrawSanction) -> Mapping[str, Any]:
        """Let a proposal come to nothing; no points move.

        Refusals, in this order: those of ``_open_proposal``, for a rejection ``same_person_approval``.
        """
        row = _open_proposal(desk, command.sanction_id)
        if check is not None:
            check(desk, row)
        # From here on it succeeds.
        reason: dict[str, Private] = {f"{status}_because": command.reason}
        entry = desk.record(
            SanctionDropped(row.sanction, row.organization, status), private=reason, subject=row.sanction
        )
        return {**sanction_shown(desk.books.sanctions.require(row.sanction)), "position": entry.position}

    return decide


def sanction_shown(row: rows.Sanction) -> dict[str, Any]:
    """Show a sanction in the words of the wire, but for the reasons, which lie in the vault."""
    document = json.loads(row.document)
    return {
        "id": row.sanction,
        "status": row.status,
        "organization_id": row.organization,
        "cause": row.cause,
        "points": row.points or None,
        "forfeited": row.forfeited,
        "document": {name: document[name] for name in ("kind", "sha256", "media_type", "bytes")},
        "act_by": row.act_by or None,
        "proposed_by": row.person,
        "approved_by": row.checkers.split(),
        "proposed_at": row.proposed_at,
        "decided_at": row.decided_at or None,
        "transaction_id": row.entry or None,
        "position": row.position,
    }


PROPOSE = Handler("sanctions.propose", first_propose, second_propose, decide_proposal)
APPROVE = Handler("sanctions.approve", first_by_id, second_approve, decide_approval)
REJECT = Handler("sanctions.approve", first_by_id, nothing_more, _drop("rejected", _check_another_person))
WITHDRAW = Handler("sanctions.propose", first_by_id, nothing_more, _drop("withdrawn", None))
