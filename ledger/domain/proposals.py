"""Proposals: what people do by hand, proposed by one person and carried out by another.

Every such act comes this way, so nobody completes one alone, by whichever client or user: persons are compared. A large
one takes two approvals. What nobody decides in time expires, and a proposal reserves nothing: the act is checked again
when it is approved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.acts import ACTS
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.bounds import check_bound, last_day, sum_of
from ledger.domain.commands import (
    ApproveProposal,
    ExpireProposal,
    Private,
    RejectProposal,
    Submission,
    WithdrawProposal,
)
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler
from ledger.domain.journal.facts import Evidence, ProposalChecked, ProposalDropped, ProposalMade
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.splitting import WINDOW, need_pieces, points_before

ById = ApproveProposal | RejectProposal | WithdrawProposal | ExpireProposal


def proposing(act: Act) -> Handler:
    """Make the handler of the command that proposes an act."""

    def first(command: Any, submission: Submission, needs: Needs) -> None:
        needs.bounds.update((act.name, WINDOW))
        act.first(act.terms(command), needs)

    def second(command: Any, submission: Submission, books: Books, needs: Needs, today: str) -> None:
        terms = act.terms(command)
        need_pieces(needs, submission, books, act.organization(terms))
        act.second(terms, books, needs, today)

    def decide(desk: Desk, command: Any) -> Mapping[str, Any]:
        return _propose(desk, act, command)

    return Handler(act.propose, first, second, decide)


def _propose(desk: Desk, act: Act, command: Any) -> Mapping[str, Any]:
    """Propose an act.

    Refusals, in this order: those of the act, ``bound_exceeded``.
    """
    terms = act.terms(command)
    points = act.check(desk, terms)
    organization = act.organization(terms)
    before = points_before(desk.books, desk.actor.person, act, organization, desk.today)
    checks = check_bound(desk.books, act.name, points, before)
    # From here on the proposal succeeds.
    proposal = desk.new_id("proposal")
    document: Evidence | None = getattr(command, "document", None)
    reason: Private | None = getattr(command, "reason", None)
    fact = ProposalMade(
        proposal=proposal,
        act=act.name,
        organization=organization,
        points=points,
        checks=checks,
        act_by=last_day(desk.books, act.name, desk.today),
        reason_code=str(getattr(command, "reason_code", "")),
        terms=terms,
        document=document,
        together=sum_of(points, before),
    )
    private = {**({"reason": reason} if reason else {}), **act.private(command)}
    entry = desk.record(fact, private=private, subject=proposal)
    shown = proposal_shown(desk.books.proposals.require(proposal))
    return {**shown, "position": entry.position, **act.shown(command)}


def first_by_id(command: ById, submission: Submission, needs: Needs) -> None:
    """Need the proposal."""
    needs.proposals.add(command.proposal_id)


def second_approve(command: ApproveProposal, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need what the act needs by its terms."""
    row = books.proposals.get(command.proposal_id)
    if row is not None:
        needs.bounds.add(row.act)
        ACTS[row.act].first(json.loads(row.terms), needs)


def third_approve(command: ApproveProposal, books: Books, needs: Needs, today: str) -> None:
    """Need what the act needs by what was found."""
    row = books.proposals.get(command.proposal_id)
    if row is not None:
        ACTS[row.act].second(json.loads(row.terms), books, needs, today)


def no_second(command: ById, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need no second look."""


def _open(desk: Desk, proposal_id: str) -> rows.Proposal:
    """Give a proposal that nobody has decided yet.

    Refusals, in this order: ``proposal_unknown``, ``proposal_already_decided``, ``proposal_expired``.
    """
    row = desk.books.proposals.get(proposal_id)
    if row is None:
        raise Refused("proposal_unknown", proposal_id=proposal_id)
    if row.status not in ("proposed", "expired"):
        raise Refused("proposal_already_decided", proposal_id=row.proposal, status=row.status)
    if row.act_by < desk.today:
        raise Refused("proposal_expired", proposal_id=row.proposal, act_by=row.act_by)
    return row


def _check_may(desk: Desk, permission: str) -> None:
    """Refusals: ``permission_missing``."""
    client = desk.books.clients.require(desk.actor.client)
    if permission not in client.permissions.split():
        raise Refused("permission_missing", client_id=client.client, permission=permission)


def before_of(row: rows.Proposal) -> int:
    """Give the points that count together with those of a proposal; none where that was not counted yet."""
    return max(row.together - row.points, 0)


def check_another_person(row: rows.Proposal, person: str) -> None:
    """See that a person has no part in a proposal yet.

    Refusals: ``same_person_approval``.
    """
    if person in (row.person, *row.checkers.split()):
        raise Refused("same_person_approval", subject=row.proposal, person_id=person)


def decide_approval(desk: Desk, command: ApproveProposal) -> Mapping[str, Any]:
    """Approve a proposal, and carry it out where nobody else must approve it.

    Refusals, in this order: those of ``_open``, ``permission_missing``, ``same_person_approval``, those of the act,
    ``bound_exceeded``.
    """
    row = _open(desk, command.proposal_id)
    act, terms = ACTS[row.act], json.loads(row.terms)
    _check_may(desk, act.approve)
    check_another_person(row, desk.actor.person)
    checks = max(row.checks, check_bound(desk.books, act.name, act.check(desk, terms), before_of(row)))
    # From here on the approval succeeds.
    if len(row.checkers.split()) + 1 < checks:
        entry = desk.record(ProposalChecked(row.proposal))
        return {**proposal_shown(desk.books.proposals.require(row.proposal)), "position": entry.position}
    told = act.enact(desk, row, terms)
    done = desk.books.proposals.require(row.proposal)
    return {**proposal_shown(done), "position": desk.books.position, "result": told}


def _drop(status: str) -> Callable[[Desk, Any], Mapping[str, Any]]:
    def decide(desk: Desk, command: RejectProposal | WithdrawProposal) -> Mapping[str, Any]:
        """Let a proposal come to nothing.

        Refusals, in this order: those of ``_open``, ``permission_missing``, for a rejection ``same_person_approval``.
        """
        row = _open(desk, command.proposal_id)
        act = ACTS[row.act]
        _check_may(desk, act.approve if status == "rejected" else act.propose)
        if status == "rejected":
            check_another_person(row, desk.actor.person)
        # From here on it succeeds.
        private = {f"{status}_because": command.reason}
        entry = desk.record(ProposalDropped(row.proposal, status), private=private, subject=row.proposal)
        return {**proposal_shown(desk.books.proposals.require(row.proposal)), "position": entry.position}

    return decide


def decide_expiry(desk: Desk, command: ExpireProposal) -> Mapping[str, Any]:
    """End a proposal whose last day is over; one that is decided, or not over yet, stays as it is."""
    row = desk.books.proposals.get(command.proposal_id)
    over = row is not None and row.status == "proposed" and row.act_by < desk.today
    if over:
        desk.record(ProposalDropped(command.proposal_id, "expired"))
    return {"expired": int(over)}


def proposal_shown(row: rows.Proposal) -> dict[str, Any]:
    """Show a proposal in the words of the wire, but for the reasons, which lie in the vault."""
    document = json.loads(row.document) if row.document else None
    return {
        "id": row.proposal,
        "act": row.act,
        "status": row.status,
        "organization_id": row.organization or None,
        "points": row.points,
        "together": row.together or row.points,
        "reason_code": row.reason_code or None,
        "terms": json.loads(row.terms),
        "document": document and {name: document[name] for name in ("kind", "sha256", "media_type", "bytes")},
        "checks": row.checks,
        "checked": len(row.checkers.split()),
        "act_by": row.act_by,
        "proposed_by": row.person,
        "approved_by": row.checkers.split(),
        "proposed_at": row.proposed_at,
        "decided_at": row.decided_at or None,
        "entry_id": row.entry or None,
        "position": row.position,
    }


APPROVE: Final = Handler("proposals.approve", first_by_id, second_approve, decide_approval, third_approve)
REJECT: Final = Handler("proposals.approve", first_by_id, no_second, _drop("rejected"))
WITHDRAW: Final = Handler("proposals.withdraw", first_by_id, no_second, _drop("withdrawn"))
EXPIRE: Final = Handler("", first_by_id, no_second, decide_expiry)
