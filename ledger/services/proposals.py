"""Proposals: the inbox of what waits for another person, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.domain.acts import ACTS
from ledger.domain.books import rows
from ledger.domain.commands import Answer, ApproveProposal, RejectProposal, WithdrawProposal
from ledger.domain.dates import business_date
from ledger.domain.periods import ACT as CLOSE_PERIOD
from ledger.domain.proposals import proposal_shown
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private
from ledger.services.grants import showing_second_half
from ledger.services.node import Node
from ledger.services.periods import answer_when_settled
from ledger.services.posting import answer
from ledger.services.visibility import narrowed, require_reader, sees_all
from ledger.store.reads import proposals as read
from ledger.store.reads import vault

REASONS: Final = ("reason", "rejected_because", "withdrawn_because")
"""Texts of the vault: why it was proposed, and why it came to nothing."""

STATUSES: Final = ("proposed", "approved", "rejected", "withdrawn", "expired")


def approve_proposal(node: Node, request: Request, proposal_id: str) -> Answer:
    """Approve a proposal; the last who must do so carries it out.

    What is due is settled before a period is closed, so that nothing but what comes in between can stand against it.
    """
    answered = answer_when_settled if _act_of(node, proposal_id) == CLOSE_PERIOD.name else answer
    return showing_second_half(node, request, answered(node, request, ApproveProposal(proposal_id)))


def reject_proposal(node: Node, request: Request, proposal_id: str, reason: str) -> Answer:
    """Decline a proposal."""
    return answer(node, request, RejectProposal(proposal_id, private(node, "reason", reason)))


def withdraw_proposal(node: Node, request: Request, proposal_id: str, reason: str) -> Answer:
    """Take a proposal back."""
    return answer(node, request, WithdrawProposal(proposal_id, private(node, "reason", reason)))


def list_proposals(
    node: Node,
    caller: Caller,
    *,
    organization_id: str = "",
    status: str = "",
    act: str = "",
    waiting_for_me: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Give up to ``limit`` proposals behind position ``after``, in the order in which they were made.

    Args:
        waiting_for_me: only those that the caller may approve: of acts that are its to approve, and of which its
            person has no part yet.

    Raises:
        Refused: ``permission_missing``; ``organization_unknown`` for another's.
    """
    wanted = read.Wanted(_today(node), narrowed(caller, organization_id), status, {act} if act else None)
    if waiting_for_me:
        mine = {one.name for one in ACTS.values() if one.approve in caller.permissions}
        acts = mine & {act} if act else mine
        wanted = replace(wanted, status="proposed", acts=acts, not_of=caller.person_id)
    with node.store.reading() as unit:
        found = read.proposals(unit, wanted, after, limit)
        texts = vault.texts(unit, [row.proposal for row in found])
    return [_shown(row, texts, wanted.today) for row in found]


def get_proposal(node: Node, caller: Caller, proposal_id: str) -> dict[str, Any]:
    """Give one proposal.

    Raises:
        Refused: ``permission_missing``, ``proposal_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.proposal(unit, proposal_id)
        if row is None or not (sees_all(caller) or row.organization == caller.organization_id):
            raise Refused("proposal_unknown", proposal_id=proposal_id)
        return _shown(row, vault.texts(unit, [row.proposal]), _today(node))


def _act_of(node: Node, proposal_id: str) -> str:
    with node.store.reading() as unit:
        row = read.proposal(unit, proposal_id)
    return row.act if row else ""


def _today(node: Node) -> str:
    return business_date(node.clock()).isoformat()


def _shown(row: rows.Proposal, texts: Mapping[tuple[str, str], str], today: str) -> dict[str, Any]:
    reasons = {field: texts.get((row.proposal, field)) for field in REASONS}
    if row.status == "proposed" and row.act_by < today:
        row = row._replace(status="expired")
    return {**proposal_shown(row), **reasons}
