"""Claims: confirm, verify, approve, clear, return, reject, withdraw and resubmit activities; hand in documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ledger.domain import commands as c
from ledger.domain.commands import Answer, Command, Private
from ledger.domain.journal.facts import Evidence, Share
from ledger.services.context import Request, private
from ledger.services.node import Node
from ledger.services.posting import answer

AGREEING: Final[dict[str, Callable[[str], Command]]] = {
    "confirm": c.ConfirmAccrual,
    "verify": c.VerifyAccrual,
    "approve": c.ApproveAccrual,
}
"""What agrees to an activity and needs no reason."""

REASONED: Final[dict[str, Callable[[str, Private], Command]]] = {
    "clear": c.ClearAccrual,
    "return": c.ReturnAccrual,
    "reject": c.RejectAccrual,
    "withdraw": c.WithdrawAccrual,
}
"""What is done to an activity for a reason."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What of a returned activity is put right; what identifies it stays as it was."""

    occurred_on: str
    inputs: dict[str, int]
    evidence: tuple[Evidence, ...] = ()
    started_on: str | None = None
    shares: tuple[Share, ...] = ()


def agree(node: Node, request: Request, accrual_id: str, act: str) -> Answer:
    """Take a step of a claim: ``confirm``, ``verify`` or ``approve``."""
    return answer(node, request, AGREEING[act](accrual_id))


def end(node: Node, request: Request, accrual_id: str, act: str, reason: str) -> Answer:
    """Do to a claim what needs a reason: ``clear``, ``return``, ``reject`` or ``withdraw``."""
    return answer(node, request, REASONED[act](accrual_id, private(node, "reason", reason)))


def resubmit(node: Node, request: Request, accrual_id: str, put_right: Correction) -> Answer:
    """Put a returned activity right."""
    command = c.ResubmitAccrual(
        accrual_id,
        put_right.occurred_on,
        put_right.inputs,
        put_right.evidence,
        put_right.started_on or "",
        put_right.shares,
    )
    return answer(node, request, command)


def add_evidence(node: Node, request: Request, accrual_id: str, evidence: tuple[Evidence, ...]) -> Answer:
    """Put documents of an activity on record."""
    return answer(node, request, c.AddEvidence(accrual_id, evidence))
