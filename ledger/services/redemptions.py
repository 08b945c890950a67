"""Redemptions: hold, hand in, select, capture, deliver, release, revoke and cancel; quote it before, tell it after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ledger.domain import commands as c
from ledger.domain.books import rows
from ledger.domain.commands import Answer, Outcome, PlaceHold
from ledger.domain.journal.facts import Evidence, HoldPlaced
from ledger.domain.refusals import Refused
from ledger.services.agencies import owned_programs, reads_programs
from ledger.services.context import Caller, Request, private, submission
from ledger.services.node import Node
from ledger.services.posting import answer, preview
from ledger.services.timelines import timeline
from ledger.services.visibility import narrowed, require_reader, sees_all
from ledger.store.reads import programs, vault
from ledger.store.reads import redemptions as read
from ledger.store.reads.redemptions import RedemptionFilter


def _hold(node: Node, organization_id: str, program: str, quantity: int, reference: str, pool: str = "") -> PlaceHold:
    return PlaceHold(organization_id, program, quantity, private(node, "reference", reference), pool)


def place_hold(
    node: Node, request: Request, organization_id: str, program: str, quantity: int, reference: str, pool: str
) -> Answer:
    """Hold the price of ``quantity`` units of a program, or apply for a right; ``pool`` is whom it applies with."""
    return answer(node, request, _hold(node, organization_id, program, quantity, reference, pool))


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


def submit_redemption(node: Node, request: Request, redemption_id: str, evidence: Sequence[Evidence]) -> Answer:
    """Hand in an application with its documents."""
    return answer(node, request, c.SubmitRedemption(redemption_id, tuple(evidence)))


def select_redemption(node: Node, request: Request, redemption_id: str, amount_krw: int | None) -> Answer:
    """Select an application, with all who apply together."""
    return answer(node, request, c.SelectRedemption(redemption_id, amount_krw))


def decline_redemption(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Do not select an application."""
    return answer(node, request, c.DeclineRedemption(redemption_id, private(node, "reason", reason)))


def fulfil_redemption(node: Node, request: Request, redemption_id: str) -> Answer:
    """Note that what was redeemed has been delivered."""
    return answer(node, request, c.FulfilRedemption(redemption_id))


def revoke_redemption(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Take away what was redeemed, or a right."""
    return answer(node, request, c.RevokeRedemption(redemption_id, private(node, "reason", reason)))


def capture_hold(node: Node, request: Request, redemption_id: str, points: int | None) -> Answer:
    """Use a hold: all of it, or ``points`` of it while the rest goes back."""
    return answer(node, request, c.CaptureHold(redemption_id, points))


def release_hold(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Give a hold back unused."""
    return answer(node, request, c.ReleaseHold(redemption_id, private(node, "reason", reason)))


def cancel_redemption(node: Node, request: Request, redemption_id: str, reason: str) -> Answer:
    """Undo a captured redemption."""
    return answer(node, request, c.CancelRedemption(redemption_id, private(node, "reason", reason)))


def list_redemptions(
    node: Node, caller: Caller, wanted: RedemptionFilter, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` redemptions behind position ``after``, oldest first.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    chosen = wanted if reads_programs(caller) else replace(wanted, organization=narrowed(caller, wanted.organization))
    with node.store.reading() as unit:
        if reads_programs(caller):
            found = read.redemptions_of_programs(unit, chosen, owned_programs(unit, caller), after, limit)
        else:
            found = read.redemptions(unit, chosen, after, limit)
        texts = vault.texts(unit, [row.redemption for row in found])
    return [_shown(row, texts) for row in found]


def get_redemption(node: Node, caller: Caller, redemption_id: str) -> dict[str, Any]:
    """Give one redemption, with its lots, its steps, and the program's terms as they were when it was held.

    Raises:
        Refused: ``permission_missing``, ``redemption_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.redemption(unit, redemption_id)
        own = row is not None and row.holder == caller.organization_id
        if row is None or not (sees_all(caller) or own or row.program in owned_programs(unit, caller)):
            raise Refused("redemption_unknown", redemption_id=redemption_id)
        texts = vault.texts(unit, [row.redemption])
        parts = read.lots_of_redemption(unit, redemption_id)
        steps = timeline(unit, redemption_id)
        versions = programs.versions(unit, row.program)
    lots = [{"lot": part.lot, "held": part.held, "captured": part.captured} for part in parts]
    (conditions,) = (json.loads(one.terms) for one in versions if one.version == row.program_version)
    return {**_shown(row, texts), "lots": lots, "timeline": steps, "conditions": conditions}


def _shown(row: rows.Redemption, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "id": row.redemption,
        "status": row.status,
        "organization_id": row.organization,
        "holder_id": row.holder,
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
        "submitted_at": row.submitted_at or None,
        "selected_at": row.selected_at or None,
        "settled_at": row.settled_at or None,
        "fulfilled_at": row.fulfilled_at or None,
        "valid_until": row.valid_until or None,
        "call": row.call or None,
        "pool": row.pool or None,
        "amount_krw": row.amount_krw,
        "executed_krw": row.executed_krw,
        "transaction_id": row.entry,
        "position": row.position,
    }
