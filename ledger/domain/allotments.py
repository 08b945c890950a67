"""Allotments: how many points each university may issue in a calendar year, proposed by one person, set by another.

The last one that was set counts; a university without one has no such limit. What it has issued in a year, to whomever
and whatever became of it but for what was taken back, stands on the meter that ``allotment_meter`` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.books.books import Books
from ledger.domain.books.figures import allotment_meter
from ledger.domain.commands import ApproveAllotment, ProposeAllotment, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import AllotmentProposed, AllotmentSet
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused


def check_allotment(books: Books, university: str, today: str, issued: int) -> None:
    """See that a university may issue so many points more in this year.

    Refusals: ``allotment_exceeded``.
    """
    row = books.allotments.get((university, int(today[:4])))
    counted = books.usage.get(allotment_meter(university, today))
    used = counted.used if counted else 0
    if row is not None and issued and used + issued > row.points_max:
        raise Refused(
            "allotment_exceeded",
            university_id=university,
            year=row.year,
            points_max=row.points_max,
            used=used,
            asked=issued,
        )


def first_propose(command: ProposeAllotment, submission: Submission, needs: Needs) -> None:
    """Need the university."""
    needs.organizations.add(command.university_id)


def decide_proposal(desk: Desk, command: ProposeAllotment) -> Mapping[str, Any]:
    """Propose an allotment.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_university``.
    """
    university = desk.books.organizations.get(command.university_id)
    if university is None:
        raise Refused("organization_unknown", "/university_id", organization_id=command.university_id)
    if university.kind != "university":
        told = {"organization_id": university.organization, "kind": university.kind}
        raise Refused("organization_is_not_a_university", "/university_id", **told)
    # From here on the proposal succeeds.
    proposal = desk.new_id("allotment_proposal")
    fact = AllotmentProposed(proposal, university.organization, command.year, command.points_max)
    return _shown(fact, "proposed", desk.record(fact).position)


def first_approve(command: ApproveAllotment, submission: Submission, needs: Needs) -> None:
    """Need the proposal."""
    needs.allotment_proposals.add(command.proposal_id)


def second_approve(command: ApproveAllotment, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the allotment that stands so far."""
    proposal = books.allotment_proposals.get(command.proposal_id)
    if proposal is not None:
        needs.allotments.add((proposal.university, proposal.year))


def decide_approval(desk: Desk, command: ApproveAllotment) -> Mapping[str, Any]:
    """Set a proposed allotment; who proposed it cannot, by whichever client.

    Refusals, in this order: ``allotment_proposal_unknown``, ``allotment_already_approved``, ``same_person_approval``.
    """
    proposal = desk.books.allotment_proposals.get(command.proposal_id)
    if proposal is None:
        raise Refused("allotment_proposal_unknown", proposal_id=command.proposal_id)
    if proposal.status == "approved":
        raise Refused("allotment_already_approved", proposal_id=proposal.proposal)
    if proposal.person == desk.actor.person:
        raise Refused("same_person_approval", subject=proposal.proposal, person_id=proposal.person)
    # From here on the allotment is set.
    fact = AllotmentSet(proposal.proposal, proposal.university, proposal.year, proposal.points_max)
    return _shown(fact, "approved", desk.record(fact).position)


def _shown(fact: AllotmentProposed | AllotmentSet, status: str, position: int) -> dict[str, Any]:
    return {
        "id": fact.proposal,
        "status": status,
        "university_id": fact.university,
        "year": fact.year,
        "points_max": fact.points_max,
        "position": position,
    }


PROPOSE = Handler("allotments.propose", first_propose, nothing_more, decide_proposal)
APPROVE = Handler("allotments.approve", first_approve, second_approve, decide_approval)
