"""Objections: raise and withdraw them, propose how they are decided, and tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.books import rows
from ledger.domain.commands import Answer, ProposeObjectionDecision, RaiseObjection, WithdrawObjection
from ledger.domain.journal.facts import Evidence
from ledger.domain.objections import objection_shown
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private
from ledger.services.corrections import Grounds
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.visibility import require_reader, sees_all
from ledger.store.reads import objections as read
from ledger.store.reads import vault
from ledger.store.reads.objections import Wanted


@dataclass(frozen=True, slots=True)
class ObjectionInput:
    """An objection as somebody raises it."""

    accrual_id: str
    reason_code: str
    reason: str
    document: Evidence


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """How an objection is to be decided; ``points`` is ``None`` for all that stands of the award."""

    outcome: str
    grounds: Grounds
    points: int | None = None
    grace_days: int = 0


def raise_objection(node: Node, request: Request, item: ObjectionInput) -> Answer:
    """Object to an award."""
    reason = private(node, "reason", item.reason)
    return answer(node, request, RaiseObjection(item.accrual_id, item.reason_code, reason, item.document))


def withdraw_objection(node: Node, request: Request, objection_id: str, reason: str) -> Answer:
    """Take an objection back."""
    return answer(node, request, WithdrawObjection(objection_id, private(node, "reason", reason)))


def propose_decision(node: Node, request: Request, objection_id: str, item: DecisionInput) -> Answer:
    """Propose how an objection is decided.

    Raises:
        Refused: ``objection_unknown``.
    """
    with node.store.reading() as unit:
        row = read.objection(unit, objection_id)
    if row is None:
        raise Refused("objection_unknown", objection_id=objection_id)
    why = item.grounds
    command = ProposeObjectionDecision(
        objection_id=row.objection,
        accrual_id=row.accrual,
        organization_id=row.organization,
        outcome=item.outcome,
        reason_code=why.reason_code,
        reason=private(node, "reason", why.reason),
        document=why.document,
        points=item.points,
        grace_days=item.grace_days,
    )
    return answer(node, request, command)


def list_objections(
    node: Node, caller: Caller, wanted: Wanted, after: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Give up to ``limit`` objections behind position ``after``, in the order in which they were raised.

    A company sees those that concern it, a university those that it raised.

    Raises:
        Refused: ``permission_missing``; ``organization_unknown`` for another's.
    """
    require_reader(caller)
    if not sees_all(caller):
        own = caller.organization_id
        if wanted.organization not in ("", own):
            raise Refused("organization_unknown", "/organization_id", organization_id=wanted.organization)
        is_university = caller.organization_kind == "university"
        seen = {"organization": "", "university": own} if is_university else {"organization": own}
        wanted = wanted._replace(**seen)
    with node.store.reading() as unit:
        found = read.objections(unit, wanted, after, limit)
        texts = vault.texts(unit, [subject for row in found for subject in (row.objection, row.proposal) if subject])
    return [_shown(row, texts) for row in found]


def get_objection(node: Node, caller: Caller, objection_id: str) -> dict[str, Any]:
    """Give one objection.

    Raises:
        Refused: ``permission_missing``, ``objection_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.objection(unit, objection_id)
        if row is None or not (sees_all(caller) or caller.organization_id in (row.organization, row.university)):
            raise Refused("objection_unknown", objection_id=objection_id)
        return _shown(row, vault.texts(unit, [row.objection, *([row.proposal] if row.proposal else [])]))


def _shown(row: rows.Objection, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        **objection_shown(row),
        "reason": texts.get((row.objection, "reason")),
        "withdrawn_because": texts.get((row.objection, "withdrawn_because")),
        "decided_because": texts.get((row.proposal, "reason")) if row.proposal else None,
    }
