"""Acts that come late or against what stands: objections, what is due to a closed month, awards of merged companies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.rows import Accrual, Objection
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import (
    ApproveProposal,
    CaptureHold,
    PostAccrual,
    ProposeObjectionDecision,
    RaiseObjection,
    ReleaseHold,
    ReverseAccrual,
    WithdrawObjection,
)
from ledger.domain.objection_terms import DECIDED_BECAUSE, OUTCOMES, REASON_CODES
from tests.promises.walking.deciding import DOCUMENT, MAKERS, checker, waiting
from tests.promises.walking.walk import REASON, Act, Asked, Walk
from tests.support.memory import private

GONE: Final = ("reversed", "dropped")
LATE: Final = (("INT", "allowance_krw"), ("HIRE", "allowance_krw"), ("RES", "paid_krw"))
"""What is reported late, and by which input."""


def _open(walk: Walk) -> list[Objection]:
    return [row for row in walk.ledger.books.objections.rows() if row.status == "open"]


def contest(walk: Walk) -> Asked | None:
    """Object to an award: mostly a recent one that stands, by its company, one that shares it, or its university."""
    books = walk.ledger.books
    rows = list(books.accruals.rows())
    contested = {row.accrual for row in _open(walk)}
    since = (walk.today - timedelta(days=60)).isoformat()
    fitting = [
        row for row in rows if row.posted_on >= since and row.status not in GONE and row.accrual not in contested
    ]
    spent = [row for row in fitting if row.lot and not _loose(walk, row)]
    row = walk.recent(
        rows if walk.chance(0.08) else spent if walk.chance(0.3 if walk.kinds["objection_noted"] else 0.6) else fitting,
        25,
    )
    if row is None:
        return None
    sharing = [part.organization for part in books.parts.find("accrual", row.accrual)]
    company = walk.pick((row.organization, *sharing))
    objector = row.university if walk.chance(0.4) else heir_of(books, company)
    command = RaiseObjection(row.accrual, walk.pick(REASON_CODES), REASON, DOCUMENT)
    return walk.named(objector), (command,)


def _loose(walk: Walk, row: Accrual) -> bool:
    """Tell whether something of an award's own lot could be frozen."""
    holder, parts = heir_of(walk.ledger.books, row.organization), walk.ledger.books.lot_balances
    found = (parts.get((of_holder(holder, state), row.lot)) for state in ("available", "pending"))
    return any(part is not None and part.amount for part in found)


def think_better_of_it(walk: Walk) -> Asked | None:
    """Take an objection back; rarely another's, or one that is over."""
    rows = list(walk.ledger.books.objections.rows())
    row = walk.recent(rows if walk.chance(0.1) else _open(walk), 5)
    if row is None:
        return None
    objection = "obj_0" if walk.chance(0.03) else row.objection
    return walk.named(row.objector), (WithdrawObjection(objection, REASON),)


def decide_an_objection(walk: Walk) -> Asked | None:
    """Let two persons decide an objection: one proposes how, another approves."""
    there = waiting(walk, "objection_decision")
    if there and walk.chance(0.6):
        row = walk.pick(there)
        return checker(walk, row), (ApproveProposal(row.proposal),)
    rows = list(walk.ledger.books.objections.rows())
    contested = walk.recent(rows if walk.chance(0.05) else _open(walk), 5)
    if contested is None:
        return None
    award, outcome = walk.ledger.books.accruals.require(contested.accrual), walk.pick(OUTCOMES)
    points = None
    if outcome == "upheld" and walk.chance(0.4):
        points = walk.rng.randint(1, max(1, award.points - award.reversed_points + (5 if walk.chance(0.1) else 0)))
    command = ProposeObjectionDecision(
        contested.objection,
        award.accrual,
        contested.organization,
        outcome,
        walk.pick(DECIDED_BECAUSE),
        REASON,
        DOCUMENT,
        points if outcome == "upheld" or not walk.chance(0.05) else 1,
        walk.pick((0, 0, 10, 30, 400)),
    )
    return walk.pick(MAKERS), (command,)


def use_what_is_contested(walk: Walk) -> Asked | None:
    """Release or capture a hold with a lot that somebody objects to."""
    books, contested = walk.ledger.books, {row.accrual for row in _open(walk)}
    held = [part for part in books.redemption_lots.rows() if part.held]
    frozen = [part.redemption for part in held if books.lots.require(part.lot).accrual in contested]
    redemption = walk.recent(frozen)
    if redemption is None:
        return None
    who = walk.named(books.redemptions.require(redemption).holder)
    return who, (ReleaseHold(redemption, REASON) if walk.chance(0.7) else CaptureHold(redemption),)


def post_late(walk: Walk) -> Asked | None:
    """Report what occurred in a month that is closed."""
    closed_through = walk.ledger.books.closed_through
    if not closed_through:
        return None
    day = date.fromisoformat(closed_through) - timedelta(days=walk.rng.randint(0, 80))
    occurred_on = max(day, date(2026, 1, 1)).isoformat()
    activity, name = walk.pick(LATE)
    agreement = None
    if activity == "RES":
        agreement = private("agreement_reference", f"A-{walk.rng.randint(1, 6)}-{walk.today.year}")
    event = walk.text("source_event_id", "EVENT", 0.02)
    inputs = {name: walk.pick((1_230_000, 5_550_000, 25_000_000))}
    return walk.university(), (PostAccrual(event, activity, walk.company(), occurred_on, inputs, agreement),)


def reverse_late(walk: Walk) -> Asked | None:
    """Take back what was accounted in a closed month, or what a merged company earned."""
    books = walk.ledger.books
    standing = [row for row in books.accruals.rows() if row.posted_on and row.status not in GONE]
    merged = [row for row in standing if heir_of(books, row.organization) != row.organization]
    late = [row for row in standing if row.posted_on <= books.closed_through]
    row = walk.recent(merged if merged and walk.chance(0.5) else late, 25)
    if row is None:
        return None
    points = walk.rng.randint(1, max(1, row.points - row.reversed_points)) if walk.chance(0.5) else None
    return walk.named(row.university), (ReverseAccrual(row.accrual, REASON, points),)


ACTS: Final[dict[Act, int]] = {
    contest: 9,
    think_better_of_it: 2,
    decide_an_objection: 6,
    use_what_is_contested: 2,
    post_late: 3,
    reverse_late: 3,
}
