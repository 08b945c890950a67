"""Accruals: post, quote, reverse and list what universities report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, Mode, Outcome, PostAccrual, ReverseAccrual, Submission
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import AccrualPosted, Evidence, Share
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private, submission
from ledger.services.node import Node
from ledger.services.posting import answer, answer_all, post, post_each, preview
from ledger.services.visibility import require_reader, sees_all
from ledger.store.reads import accruals as read
from ledger.store.reads import vault
from ledger.store.reads.accruals import AccrualFilter

UNIT_ITEMS: Final = 125
"""Items of an independent batch in one unit of work, so that single requests beside it do not wait for all of it."""


@dataclass(frozen=True, slots=True)
class AccrualInput:
    """An activity as a university writes it."""

    source_event_id: str
    activity: str
    organization_id: str
    occurred_on: str
    inputs: Mapping[str, int]
    agreement_reference: str | None = None
    evidence: tuple[Evidence, ...] = ()
    started_on: str | None = None
    subject_reference: str | None = None
    shares: tuple[Share, ...] = ()


def accrual_command(node: Node, item: AccrualInput) -> PostAccrual:
    """Make the command that posts an activity."""
    agreement, subject = item.agreement_reference, item.subject_reference
    return PostAccrual(
        source_event_id=private(node, "source_event_id", item.source_event_id),
        activity=item.activity,
        organization_id=item.organization_id,
        occurred_on=item.occurred_on,
        inputs=item.inputs,
        agreement_reference=None if agreement is None else private(node, "agreement_reference", agreement),
        evidence=item.evidence,
        started_on=item.started_on or "",
        subject_reference=None if subject is None else private(node, "subject_reference", subject),
        shares=item.shares,
    )


def post_accrual(node: Node, request: Request, item: AccrualInput) -> Answer:
    """Post one activity."""
    return answer(node, request, accrual_command(node, item))


def post_accruals(node: Node, request: Request, items: Sequence[AccrualInput], mode: Mode) -> Answer:
    """Post many activities; the outcomes are in the order of the items.

    An atomic batch is one unit of work. An independent one is posted in units of ``UNIT_ITEMS``, each remembered
    under its own part of the key, so a repeat after a failure resumes where it stopped.
    """
    if mode == "atomic" or request.dry_run:
        return answer_all(node, request, [accrual_command(node, item) for item in items], mode)

    def part(number: int) -> Submission:
        own = items[number * UNIT_ITEMS : (number + 1) * UNIT_ITEMS]
        return submission(node, request, [accrual_command(node, item) for item in own], mode, number)

    parts = list(post(node, [part(0)]))
    refused = parts[0].outcomes[0]
    if refused.code == "idempotency_key_reused":  # every part's fingerprint is that of the whole
        return Answer((refused,) * len(items), parts[0].trace_id)
    parts += post_each(node, map(part, range(1, -(-len(items) // UNIT_ITEMS))))
    outcomes = tuple(outcome for part in parts for outcome in part.outcomes)
    return Answer(outcomes, parts[0].trace_id, all(part.replayed for part in parts))


def quote_accrual(node: Node, request: Request, item: AccrualInput) -> Outcome:
    """Tell what an activity would earn now, with the arithmetic; the position is the one it was priced at."""
    decision = preview(node, [submission(node, request, [accrual_command(node, item)])])
    outcome = decision.answers[0].outcomes[0]
    if outcome.code:
        return outcome
    facts = [sealed.entry.fact for sealed in decision.decided.entries]
    fact = next(fact for fact in facts if isinstance(fact, AccrualPosted))
    result: dict[str, Any] = {
        "points": fact.points,
        "rule": outcome.result["rule"],
        "steps": to_plain(fact.steps),
        "active_on": fact.active_on,
        "expires_on": fact.expires_on,
        "position": decision.decided.entries[0].entry.position - 1,
    }
    return Outcome(result)


def reverse_accrual(node: Node, request: Request, accrual_id: str, reason: str, points: int | None) -> Answer:
    """Take an accrual back, the whole of it or ``points`` of it."""
    return answer(node, request, ReverseAccrual(accrual_id, private(node, "reason", reason), points))


def list_accruals(
    node: Node, caller: Caller, wanted: AccrualFilter, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` accruals behind position ``after``, oldest first: a university's are those it posted, a
    company's those it earned.

    Raises:
        Refused: ``permission_missing``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        found = read.accruals(unit, _narrowed(caller, wanted), after, limit)
        texts = vault.texts(unit, [row.accrual for row in found])
    return [_shown(row, texts, caller) for row in found]


def get_accrual(node: Node, caller: Caller, accrual_id: str) -> dict[str, Any]:
    """Give one accrual.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.accrual(unit, accrual_id)
        if row is None or not (sees_all(caller) or caller.organization_id in (row.university, row.organization)):
            raise Refused("accrual_unknown", accrual_id=accrual_id)
        texts = vault.texts(unit, [row.accrual])
    return _shown(row, texts, caller)


def _narrowed(caller: Caller, wanted: AccrualFilter) -> AccrualFilter:
    if sees_all(caller):
        return wanted
    own = "university" if caller.organization_kind == "university" else "organization"
    if getattr(wanted, own) not in ("", caller.organization_id):
        raise Refused("organization_unknown", f"/{own}", organization_id=str(getattr(wanted, own)))
    return replace(wanted, **{own: caller.organization_id})


def _shown(row: rows.Accrual, texts: Mapping[tuple[str, str], str], caller: Caller) -> dict[str, Any]:
    """Show an accrual; the university's own event id is for the university and for those who read all."""
    own = sees_all(caller) or caller.organization_id == row.university
    return {
        "id": row.accrual,
        "status": row.status,
        "university_id": row.university,
        "organization_id": row.organization,
        "source_event_id": texts.get((row.accrual, "source_event_id")) if own else None,
        "agreement_reference": texts.get((row.accrual, "agreement_reference")) if own else None,
        "rule": {"code": row.rule, "version": row.rule_version},
        "occurred_on": row.occurred_on,
        "points": row.points,
        "reversed_points": row.reversed_points,
        "lot": row.lot or None,
        "active_on": row.active_on,
        "expires_on": row.expires_on,
        "transaction_id": row.entry,
        "position": row.position,
    }
