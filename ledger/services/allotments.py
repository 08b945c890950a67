"""Allotments: propose and set what each university may issue in a year, and tell what is used of it."""

from __future__ import annotations

from typing import Any

from ledger.domain.books.figures import allotment_meter
from ledger.domain.commands import Answer, ApproveAllotment, ProposeAllotment
from ledger.services.context import Caller, Request
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.visibility import narrowed, require_all
from ledger.store.reads import allotments as read


def propose_allotment(node: Node, request: Request, university_id: str, year: int, points_max: int) -> Answer:
    """Propose how many points a university may issue in a calendar year."""
    return answer(node, request, ProposeAllotment(university_id, year, points_max))


def approve_allotment(node: Node, request: Request, proposal_id: str) -> Answer:
    """Set a proposed allotment."""
    return answer(node, request, ApproveAllotment(proposal_id))


def list_allotments(
    node: Node, caller: Caller, university_id: str, year: int | None, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` allotments behind position ``after``, in the order in which they were set.

    Raises:
        Refused: ``permission_missing``; ``organization_unknown`` for another's.
    """
    university = narrowed(caller, university_id)
    with node.store.reading() as unit:
        found = read.allotments(unit, university, year, after, limit)
        used = read.used(unit, [allotment_meter(row.university, str(row.year)) for row in found])
    shown = []
    for row in found:
        issued = used.get(allotment_meter(row.university, str(row.year)), 0)
        shown.append(
            {
                "university_id": row.university,
                "year": row.year,
                "points_max": row.points_max,
                "used": issued,
                "remaining": max(0, row.points_max - issued),
                "position": row.position,
            }
        )
    return shown


def list_proposals(node: Node, caller: Caller, status: str, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Give up to ``limit`` proposals behind position ``after``, oldest first.

    Raises:
        Refused: ``permission_missing``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        found = read.proposals(unit, status, after, limit)
    return [
        {
            "id": row.proposal,
            "status": row.status,
            "university_id": row.university,
            "year": row.year,
            "points_max": row.points_max,
            "position": row.position,
        }
        for row in found
    ]
