"""Redemptions: hold, capture, release and cancel what companies spend; quote it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.books import rows
from ledger.domain.commands import Answer, CancelRedemption, CaptureHold, Outcome, PlaceHold, ReleaseHold
from ledger.domain.journal.facts import HoldPlaced
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private, submission
from ledger.services.node import Node
from ledger.services.posting import answer, preview
from ledger.services.visibility import narrowed, require_reader, sees_all
from ledger.store.reads import redemptions as read
from ledger.store.reads import vault
from ledger.store.reads.redemptions import RedemptionFilter


def _hold(node: Node, organization_id: str, program: str, quantity: int, reference: str) -> PlaceHold:
    return PlaceHold(organization_id, program, quantity, private(node, "reference", reference))


def place_hold(
    node: Node, request: Request, organization_id: str, program: str, quantity: int, reference: str
) -> Answer:
    """Hold the price of ``quantity`` units of a program."""
    return answer(node, request, _hold(node, organization_id, program, quantity, reference))


def quote_redemption(node: Node, request: Request, organization_id: str, program: str, quantity: int) -> Outcome:
    """Tell what a hold would take now, lot by lot; the position is the one it was priced at."""
    command = _hold(node, organization_id, program, quantity, f"quote {request.trace_id}")
    decision = preview(node, [submission(node, request, [command])])
    outcome = decision.answers[0].outcomes[0]
    if outcome.code:
        return outcome
    hold = next(sealed.entry for sealed in decision.decided.entries if isinstance(sealed.entry.fact, HoldPlaced))
    held = [posting for posting in hold.postings if posting.account.endswith(":held")]
    result: dict[str, Any] = {
        "points": outcome.result["points"],
        "program": program,
        "quantity": quantity,
        "lots": [{"lot": posting.lot, "points": -posting.amount} for posting in held],
        "hold_expires_at": outcome.result["hold_expires_at"],
        "balance": outcome.result["balance"],
        "position": decision.decided.entries[0].entry.position - 1,
    }
    return Outcome(result)


def capture_hold(node: Node, request: Request, redemption_id: str, points: int | None) -> Answer:
    """Use a hold: all of it, or ``points`` of it while the rest goes back."""
    return answer(node, request, CaptureHold(redemption_id, points))


def release_hold(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Give a hold back unused."""
    return answer(node, request, ReleaseHold(redemption_id, private(node, "reason", reason)))


def cancel_redemption(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Undo a captured redemption."""
    return answer(node, request, CancelRedemption(redemption_id, private(node, "reason", reason)))


def list_redemptions(
    node: Node, caller: Caller, wanted: RedemptionFilter, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` redemptions behind position ``after``, oldest first.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    chosen = replace(wanted, organization=narrowed(caller, wanted.organization))
    with node.store.reading() as unit:
        found = read.redemptions(unit, chosen, after, limit)
        texts = vault.texts(unit, [row.redemption for row in found])
    return [_shown(row, texts) for row in found]


def get_redemption(node: Node, caller: Caller, redemption_id: str) -> dict[str, Any]:
    """Give one redemption, with what it holds and has used of each lot.

    Raises:
        Refused: ``permission_missing``, ``redemption_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.redemption(unit, redemption_id)
        if row is None or not (sees_all(caller) or row.organization == caller.organization_id):
            raise Refused("redemption_unknown", redemption_id=redemption_id)
        texts = vault.texts(unit, [row.redemption])
        parts = read.lots_of_redemption(unit, redemption_id)
    lots = [{"lot": part.lot, "held": part.held, "captured": part.captured} for part in parts]
    return {**_shown(row, texts), "lots": lots}


def _shown(row: rows.Redemption, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "id": row.redemption,
        "status": row.status,
        "organization_id": row.organization,
        "program": row.program,
        "program_version": row.program_version,
        "reference": texts.get((row.redemption, "reference")),
        "quantity": row.quantity,
        "points": row.points,
        "held": row.held,
        "captured": row.captured,
        "returned": row.returned,
        "revoked": row.revoked,
        "held_at": row.held_at,
        "hold_expires_at": row.hold_expires_at,
        "settled_at": row.settled_at or None,
        "transaction_id": row.entry,
        "position": row.position,
    }
