"""Documents: what backs an activity, by digest; points that wait for one become spendable when it has come.

The journal keeps a document's kind, SHA-256, media type and size, never its content. What came late changes no date of
a lot: points that activate later live no longer for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.books.books import Books
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.commands import AddEvidence, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, balance_shown, need_wallet
from ledger.domain.holders import in_order
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import EvidenceAdded
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import settle
from ledger.domain.steps import GIVEN_UP, next_shown
from ledger.domain.taking_back import lots_of_award, whereabouts

DOCUMENTS_MAX: Final = 64
"""Most documents of one claim: its award is one entry, which names them all."""


def first(command: AddEvidence, submission: Submission, needs: Needs) -> None:
    """Need the activity, and all its lots."""
    needs.accruals.add(command.accrual_id)
    needs.claims.add(command.accrual_id)
    needs.parts.add(command.accrual_id)
    needs.rule_roles.add(FOLLOWER)


def second(command: AddEvidence, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the lots that may wait, and the wallets they are in."""
    row = books.accruals.get(command.accrual_id)
    if row is None:
        return
    need_wallet(needs, row.organization)
    needs.rule_codes.add(row.rule)
    needs.lots.update({row.lot} - {""})
    for part in books.parts.find("accrual", row.accrual):
        need_wallet(needs, part.organization)
        needs.lots.add(part.lot)


def third(command: AddEvidence, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet of the first lot, where it is not the organization's own, and who has what was an earner's."""
    row = books.accruals.get(command.accrual_id)
    if row is not None:
        holders = {lot.holder for lot in lots_of_award(books, row)}
        needs.organizations.update(holders)
        for holder in holders:
            need_wallet(needs, holder)


def decide(desk: Desk, command: AddEvidence) -> Mapping[str, Any]:
    """Put documents on record.

    Refusals, in this order: ``accrual_unknown``, ``claim_not_open`` (where it was given up),
    ``documents_too_many``.
    """
    row = desk.books.accruals.get(command.accrual_id)
    if row is None or row.university != desk.actor.organization:
        raise Refused("accrual_unknown", accrual_id=command.accrual_id)
    holders = whereabouts(desk.books, row)
    for holder in in_order(row, holders):
        settle(desk, holder)
    row = desk.books.accruals.require(row.accrual)
    if row.status in GIVEN_UP:
        raise Refused("claim_not_open", accrual_id=row.accrual, status=row.status)
    claim = desk.books.claims.get(row.accrual)
    found = len(command.evidence) + (len(json.loads(claim.evidence)) if claim and not row.posted_on else 0)
    if found > DOCUMENTS_MAX:
        raise Refused("documents_too_many", "/evidence", accrual_id=row.accrual, maximum=DOCUMENTS_MAX, found=found)
    # From here on it succeeds.
    came = {document.kind for document in command.evidence}
    missing = tuple(kind for kind in row.missing.split() if kind not in came)
    fact = EvidenceAdded(row.accrual, row.university, row.organization, command.evidence, missing)
    entry = desk.record(fact, occurred_on=row.occurred_on)
    for holder in in_order(row, holders):
        settle(desk, holder)
    row = desk.books.accruals.require(row.accrual)
    return {
        "id": row.accrual,
        "status": row.status,
        "evidence": to_plain(command.evidence),
        "transaction_id": entry.id,
        "position": entry.position,
        "balance": balance_shown(desk, row.organization),
        **next_shown(row, desk.books.claims.get(row.accrual)),
    }


HANDLER = Handler("accruals.post", first, second, decide, third)
