"""Acts of earning: activities reported, looked at, documented, put right and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ledger.domain.books.rows import Accrual, Claim
from ledger.domain.commands import (
    AddEvidence,
    ApproveAccrual,
    ClearAccrual,
    Command,
    ConfirmAccrual,
    PostAccrual,
    QuoteAccrual,
    RejectAccrual,
    ResubmitAccrual,
    ReturnAccrual,
    ReverseAccrual,
    VerifyAccrual,
    WithdrawAccrual,
)
from ledger.domain.journal.facts import Share
from tests.promises.walking.walk import REASON, Act, Asked, Walk
from tests.support.memory import private
from tests.support.world import documents

PLAIN: Final = ("INT", "HIRE", "RES", "ADV")
LOOKED_AT: Final = ("EDU", "DOC", "COOP")
AMOUNTS_KRW: Final = (1, 9_999, *(1_000_000, 1_230_000, 5_550_000, 8_000_000) * 3, 25_000_000)


def _report(walk: Walk, activity: str) -> PostAccrual:
    """Make a report that its rule can price."""
    name, agreement = "allowance_krw", None
    if activity == "RES":
        name, agreement = "paid_krw", private("agreement_reference", f"A-{walk.rng.randint(1, 6)}-{walk.today.year}")
    days_ago = walk.rng.randint(0, 60) if walk.chance(0.3) else walk.rng.randint(0, 3)
    occurred_on = walk.today - timedelta(days=days_ago)
    report = PostAccrual(
        walk.text("source_event_id", "EVENT"),
        activity,
        walk.company(),
        occurred_on.isoformat(),
        {name: walk.pick(AMOUNTS_KRW)},
        agreement,
    )
    if activity not in LOOKED_AT:
        return report
    if walk.chance(0.7):
        cleared = ClearAccrual in walk.carried_out
        told = private("subject_reference", f"SUBJECT-{walk.rng.randint(1, 3) if cleared else 1}")
        company = report.organization_id if cleared or walk.chance(0.4) else walk.active_companies()[0]
        began_on = f"{occurred_on.year}-01-01"
        report = replace(report, organization_id=company, subject_reference=told, started_on=began_on)
    if walk.chance(0.3):
        parts = walk.pick(((6_667, 3_333), (1, 9_999), (5_000, 5_000)))
        others = [
            row.organization for row in walk.organizations("company") if row.organization != report.organization_id
        ]
        holders = (
            (walk.pick(others), report.organization_id) if walk.chance(0.3) else (report.organization_id, others[0])
        )
        report = replace(report, shares=tuple(map(Share, holders, parts)))
    return replace(report, evidence=documents(*walk.pick(((), ("report",), ("report", "receipt")))))


def post(walk: Walk) -> Asked:
    """Report something that becomes points at once, or on its day."""
    return walk.university(), (_report(walk, walk.pick(PLAIN)),)


def claim(walk: Walk) -> Asked:
    """Report something that others look at, or that needs documents."""
    return walk.university(), (_report(walk, walk.pick(LOOKED_AT)),)


def post_many(walk: Walk) -> Asked:
    """Report several activities together."""
    many = tuple(_report(walk, walk.pick((*PLAIN, *LOOKED_AT))) for _ in range(walk.rng.randint(2, 6)))
    return walk.university(), many


def post_a_busy_month(walk: Walk) -> Asked | None:
    """Report more small activities of one company than one entry can move the lots of."""
    if not walk.chance(0.5):
        return None
    company, day = walk.company(), walk.today.isoformat()
    many = tuple(
        PostAccrual(walk.text("source_event_id", "EVENT", 0), "HIRE", company, day, {"allowance_krw": 10_000})
        for _ in range(130)
    )
    return walk.university(), many


def post_nonsense(walk: Walk) -> Asked:
    """Report what no rule can price, or what cannot be."""
    plain = _report(walk, "INT")
    university = walk.ledger.clients["pukyong"][1]
    tomorrow, company = (walk.today + timedelta(days=2)).isoformat(), plain.organization_id
    strange: tuple[PostAccrual, ...] = (
        replace(plain, occurred_on=tomorrow),
        replace(plain, occurred_on="2019-05-05"),
        replace(plain, activity="NOWHERE"),
        replace(plain, activity="MIRROR"),
        replace(plain, activity="RES", inputs={"paid_krw": 5}),
        replace(plain, agreement_reference=private("agreement_reference", "A-1")),
        replace(plain, inputs={}),
        replace(plain, inputs={"allowance_krw": 1_000_000, "students": 3}),
        replace(plain, inputs={"allowance_krw": 2_000_000_000}),
        replace(plain, organization_id="org_0"),
        replace(plain, organization_id=university),
        replace(plain, started_on=tomorrow),
        replace(plain, activity="COOP", shares=(Share(company, 9_000),)),
        replace(plain, activity="COOP", shares=(Share(company, 5_000), Share(company, 5_000))),
        replace(plain, activity="DOC", occurred_on=(walk.today - timedelta(days=200)).isoformat()),
        replace(plain, activity="HIRE", occurred_on=(walk.today - timedelta(days=400)).isoformat()),
    )
    return walk.university(), (walk.pick(strange),)


def quote(walk: Walk) -> Asked:
    """Ask what something would earn."""
    report = _report(walk, walk.pick((*PLAIN, *LOOKED_AT)))
    fields = {name: getattr(report, name) for name in PostAccrual.__slots__}
    return walk.university(), (QuoteAccrual(**fields),)


def _open_claims(walk: Walk) -> list[tuple[Accrual, Claim]]:
    books = walk.ledger.books
    open_ones = [(books.accruals.require(row.accrual), row) for row in books.claims.rows() if row.waiting]
    return [(row, one) for row, one in open_ones if not row.posted_on and row.status not in ("rejected", "withdrawn")]


def take_a_step(walk: Walk) -> Asked | None:
    """Let whoever's turn it is look at a claim: mostly it agrees, sometimes it returns or rejects."""
    there = _open_claims(walk)
    leading = sorted((one for one in there if _leads_on(walk, one[1])), key=_steps_left)
    found = walk.recent(leading[:1] if leading and walk.chance(0.7) else there)
    if found is None:
        return None
    row, waiting = found
    university = walk.named(row.university)
    steps: dict[str, tuple[str, Command]] = {
        "cleared": ("operator", ClearAccrual(row.accrual, REASON)),
        "confirmed": (walk.named(row.organization), ConfirmAccrual(row.accrual)),
        "verified": (f"{university}-verifier", VerifyAccrual(row.accrual)),
        "approved": ("approver", ApproveAccrual(row.accrual)),
    }
    who, command = steps[waiting.waiting.split()[0]]
    if walk.rarely(0.04, RejectAccrual):
        command = RejectAccrual(row.accrual, REASON)
    elif walk.rarely(0.08, ReturnAccrual):
        command = ReturnAccrual(row.accrual, REASON)
    elif walk.rarely(0.03, WithdrawAccrual):
        return university, (WithdrawAccrual(row.accrual, REASON),)
    elif walk.chance(0.05):
        who, command = walk.pick(list(steps.values()))
    return who, (command,)


def _leads_on(walk: Walk, claim: Claim) -> bool:
    """Tell whether a claim waits for a step that nobody took yet."""
    steps = {
        "cleared": ClearAccrual,
        "confirmed": ConfirmAccrual,
        "verified": VerifyAccrual,
        "approved": ApproveAccrual,
    }
    return any(steps[step] not in walk.carried_out for step in claim.waiting.split())


def _steps_left(one: tuple[Accrual, Claim]) -> int:
    return len(one[1].waiting.split())


def put_right(walk: Walk) -> Asked | None:
    """Put a returned claim right; sometimes one that was not returned."""
    rows = list(walk.ledger.books.accruals.rows())
    row = walk.recent([row for row in rows if row.status == "returned"] or (rows if walk.chance(0.02) else []))
    if row is None:
        return None
    again = ResubmitAccrual(row.accrual, row.occurred_on, {"allowance_krw": walk.pick((900_000, 6_000_000))})
    return walk.named(row.university), (replace(again, evidence=documents("report")),)


def document(walk: Walk) -> Asked | None:
    """Hand in documents: mostly those that are missing, sometimes of anything."""
    rows = list(walk.ledger.books.accruals.rows())
    row = walk.recent([row for row in rows if row.missing] or (rows if walk.chance(0.1) else []))
    if row is None:
        return None
    kinds = row.missing.split()[: walk.rng.randint(1, 2)] or ["photo"] * (65 if walk.chance(0.1) else 1)
    return walk.named(row.university), (AddEvidence(row.accrual, documents(*kinds)),)


def reverse(walk: Walk) -> Asked | None:
    """Take an award back, whole or in part: mostly one that stands, sometimes any."""
    rows = list(walk.ledger.books.accruals.rows())
    standing = [row for row in rows if row.posted_on and row.status not in ("reversed", "dropped")]
    worthless = [row for row in standing if not row.points]
    none = worthless if walk.chance(0.1 if walk.kinds["activity_withdrawn"] else 0.5) else []
    row = walk.recent(rows if walk.chance(0.1) else none or standing, 25)
    if row is None:
        return None
    return walk.named(row.university), (ReverseAccrual(row.accrual, REASON, _points(walk, row)),)


def reverse_what_is_used(walk: Walk) -> Asked | None:
    """Take back an award whose points are held, or were used, by now."""
    books = walk.ledger.books
    owed = walk.kinds["write_off"]
    used = [part.lot for part in books.redemption_lots.rows() if part.captured or (part.held and owed)]
    lot = walk.recent(used, 30)
    if lot is None:
        return None
    row = books.accruals.get(books.lots.require(lot).accrual)
    if row is None:
        return None  # a lot that was granted by hand
    return walk.named(row.university), (ReverseAccrual(row.accrual, REASON, _points(walk, row)),)


def _points(walk: Walk, row: Accrual) -> int | None:
    if walk.chance(0.5) or not row.points:
        return None
    return walk.rng.randint(1, row.points) if not row.agreement or walk.chance(0.05) else None


ACTS: Final[dict[Act, int]] = {
    post: 14,
    claim: 9,
    post_many: 3,
    post_a_busy_month: 1,
    post_nonsense: 3,
    quote: 2,
    take_a_step: 16,
    put_right: 3,
    document: 4,
    reverse: 3,
    reverse_what_is_used: 2,
}
