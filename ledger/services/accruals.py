"""Accruals: post, quote, reverse and list what universities report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, Mode, Outcome, PostAccrual, QuoteAccrual, ReverseAccrual, Submission
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, ClaimSubmitted, Evidence, EvidenceAdded, Share
from ledger.domain.refusals import Refused
from ledger.domain.steps import next_shown
from ledger.services.context import Caller, Request, private, submission
from ledger.services.node import Node
from ledger.services.posting import answer, answer_all, post, post_each, preview
from ledger.services.visibility import require_reader, sees_all
from ledger.store.reads import accruals as read
from ledger.store.reads import journal, vault
from ledger.store.reads.accruals import AccrualFilter
from ledger.store.units import ReadingUnit

ROLES: Final = ("share", "campaign", "mirror")
"""Why there is a further lot of an award, in the order in which they are told."""

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


def accrual_command(node: Node, item: AccrualInput, kind: type[PostAccrual] = PostAccrual) -> PostAccrual:
    """Make the command that posts an activity, or one of another ``kind`` about it."""
    agreement, subject = item.agreement_reference, item.subject_reference
    return kind(
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
    command = accrual_command(node, item, QuoteAccrual)
    return preview(node, [submission(node, request, [command])]).answers[0].outcomes[0]


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
        claims = read.claims(unit, [row.accrual for row in found if not row.posted_on])
    return [_shown(row, claims.get(row.accrual), texts, caller) for row in found]


Seen = tuple[rows.Accrual, rows.Lot | None, list[rows.AccrualPart]]
"""An activity, the lot of its award, and the parts that others got."""


def require_accrual(unit: ReadingUnit, caller: Caller, accrual_id: str) -> Seen:
    """Give an activity that a caller may see.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    require_reader(caller)
    row = read.accrual(unit, accrual_id)
    first, parts = read.lots_of_award(unit, accrual_id)
    concerned = {first.holder} if first else set()
    concerned |= {part.organization for part in parts}
    concerned |= {row.university, row.organization} if row else set()
    if row is None or not (sees_all(caller) or caller.organization_id in concerned):
        raise Refused("accrual_unknown", accrual_id=accrual_id)
    return row, first, parts


def get_accrual(node: Node, caller: Caller, accrual_id: str) -> dict[str, Any]:
    """Give one activity, with what backs it and every lot it became.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    with node.store.reading() as unit:
        row, first, parts = require_accrual(unit, caller, accrual_id)
        texts = vault.texts(unit, [row.accrual])
        claim = read.claims(unit, [row.accrual]).get(row.accrual)
        about = [Entry.from_bytes(data).fact for data in journal.entries_about(unit, row.accrual)]
    told = [fact for fact in about if isinstance(fact, AccrualPosted | ClaimSubmitted)]
    later = about[about.index(told[-1]) :]
    evidence = [
        *told[-1].evidence,
        *(each for fact in later if isinstance(fact, EvidenceAdded) for each in fact.evidence),
    ]
    return {
        **_shown(row, claim, texts, caller),
        "inputs": dict(told[-1].inputs),
        "evidence": to_plain(evidence),
        "earned": _earned(row, first, parts, caller),
    }


def _earned(
    row: rows.Accrual, first: rows.Lot | None, parts: Sequence[rows.AccrualPart], caller: Caller
) -> list[dict[str, Any]]:
    """Show the lots of an award that a caller may see: a company its own, the university and who read all every one."""
    if first is None:
        return []
    shared = sum(part.reversed_points for part in parts if part.role == "share")
    award = rows.AccrualPart(
        first.lot,
        row.accrual,
        "award",
        first.holder,
        row.rule,
        row.rule_version,
        first.points,
        row.reversed_points - shared,
        row.position,
    )
    everything = sees_all(caller) or caller.organization_id == row.university
    return [
        {
            "role": part.role,
            "organization_id": part.organization,
            "rule": {"code": part.rule, "version": part.rule_version},
            "lot": part.lot,
            "points": part.points,
            "reversed_points": part.reversed_points,
        }
        for part in (award, *sorted(parts, key=lambda part: (ROLES.index(part.role), part.organization)))
        if everything or part.organization == caller.organization_id
    ]


def _narrowed(caller: Caller, wanted: AccrualFilter) -> AccrualFilter:
    if sees_all(caller):
        return wanted
    own = "university" if caller.organization_kind == "university" else "organization"
    if getattr(wanted, own) not in ("", caller.organization_id):
        raise Refused("organization_unknown", f"/{own}", organization_id=str(getattr(wanted, own)))
    return replace(wanted, **{own: caller.organization_id})


def _shown(
    row: rows.Accrual, claim: rows.Claim | None, texts: Mapping[tuple[str, str], str], caller: Caller
) -> dict[str, Any]:
    """Show an activity; the university's own event id is for the university and for those who read all, and which
    other activity it looks like for the latter alone."""
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
        "active_on": row.active_on or None,
        "expires_on": row.expires_on or None,
        "transaction_id": row.entry,
        "position": row.position,
        **next_shown(row, claim),
        "clash": bool(claim and claim.clash),
        "clash_with": claim.clash if claim and claim.clash and sees_all(caller) else None,
    }
