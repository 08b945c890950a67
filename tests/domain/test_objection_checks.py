"""Objections in a replay: one of another, out of time, decided by who objects, or with other points is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.commands import (
    ApproveProposal,
    CaptureHold,
    PlaceHold,
    PostAccrual,
    ProposeObjectionDecision,
    RaiseObjection,
    SettleDue,
    WithdrawObjection,
)
from ledger.domain.control_accounts import control_findings
from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents, program_terms, rule_terms

REASON = private("reason", "it never took place")
Journal = list[Entry]
Change = Callable[[Journal], None]


def told() -> Journal:
    """Give a journal with an objection that is upheld in part, one rejected with grace, one withdrawn, one that nobody
    decides, one that is noted, and one that is open."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.register("gijang", "company", "1" * 10)
    ledger.register("haeundae", "company", "2" * 10)
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms(limits=[]))
    ledger.publish_program("VOUCHER", program_terms(50))
    awards = [_earn(ledger, "haeundae", nth) for nth in range(6)]
    _earn(ledger, "gijang", 6)
    _spend_the_last(ledger, awards)
    noted = _object(ledger, "haeundae", awards[0])
    ledger.accept("haeundae", WithdrawObjection(noted, REASON))
    _decide(ledger, _object(ledger, "haeundae", awards[1]), awards[1], "upheld", points=40)
    ledger.accept("pukyong", WithdrawObjection(_object(ledger, "pukyong", awards[2]), REASON))
    _object(ledger, "pukyong", awards[3])
    ledger.go_to("2026-10-25")
    ledger.accept("system", SettleDue(ledger.clients["haeundae"][1]))
    graced = _object(ledger, "pukyong", awards[4])
    ledger.go_to("2026-11-05")
    _decide(ledger, graced, awards[4], "rejected", grace_days=20)
    return [sealed.entry for sealed in ledger.entries]


def _earn(ledger: MemoryLedger, company: str, nth: int) -> str:
    source, holder = private("source_event_id", f"PKNU-{nth}"), ledger.clients[company][1]
    command = PostAccrual(source, "INT", holder, "2026-08-31", {"allowance_krw": 1_000_000})
    return str(ledger.accept("pukyong", command)["id"])


def _spend_the_last(ledger: MemoryLedger, awards: list[str]) -> None:
    """Spend the first award's points, so that nothing of them can be frozen."""
    reference = private("reference", "HMT-1")
    hold = ledger.accept("haeundae", PlaceHold(ledger.clients["haeundae"][1], "VOUCHER", 2, reference))["id"]
    ledger.accept("haeundae", CaptureHold(hold, None))


def _object(ledger: MemoryLedger, who: str, award: str) -> str:
    (statement,) = documents("statement")
    return str(ledger.accept(who, RaiseObjection(award, "never_took_place", REASON, statement))["id"])


def _decide(ledger: MemoryLedger, objection: str, award: str, outcome: str, **how: Any) -> None:
    (statement,), company = documents("statement"), ledger.clients["haeundae"][1]
    about = objection, award, company, outcome, "documents_confirm", REASON, statement
    proposal = ledger.accept("operator", ProposeObjectionDecision(*about, **how))["id"]
    ledger.accept("approver", ApproveProposal(proposal))


@pytest.fixture(scope="module")
def history() -> Journal:
    """Give the journal as it should be; each test damages a copy."""
    return told()


def finding(journal: Journal) -> str:
    """Give the code of what a replay finds first, "" for nothing."""
    replay = Replay()
    try:
        for position, entry in enumerate(journal, start=1):
            replay.step(replace(entry, position=position).to_bytes())
    except NotVerified as wrong:
        return wrong.finding.code
    return next((found.code for found in control_findings(replay.books)), "")


def place(journal: Journal, kind: str, nth: int = -1) -> int:
    return [at for at, entry in enumerate(journal) if entry.kind == kind][nth]


def changed(kind: str, nth: int = -1, **values: Any) -> Change:
    """Change fields of the fact of an entry."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        fact: Any = journal[at].fact
        journal[at] = replace(journal[at], fact=replace(fact, **values))

    return change


def dated(kind: str, nth: int, day: str) -> Change:
    """Let an entry, and all behind it, be recorded on another day."""

    def change(journal: Journal) -> None:
        for at in range(place(journal, kind, nth), len(journal)):
            journal[at] = replace(journal[at], recorded_at=f"{day}T03:00:00.000Z", effective_on=day)

    return change


def left_out(kind: str, nth: int = -1) -> Change:
    """Leave an entry out, and all that came behind it."""

    def change(journal: Journal) -> None:
        del journal[place(journal, kind, nth)]

    return change


def cut_behind(kind: str, nth: int) -> Change:
    """Let another entry come where the one behind this should."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        noted = journal[place(journal, "objection_noted", 0)]
        journal[at + 1 :] = [replace(noted, id="txn_" + "f" * 32)]

    return change


def by(kind: str, nth: int, other: str, other_nth: int = 0) -> Change:
    """Let an entry have been made by whoever made another."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        journal[at] = replace(journal[at], actor=journal[place(journal, other, other_nth)].actor)

    return change


def again(kind: str, nth: int) -> Change:
    """Let an entry without points happen once more."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        fact: Any = journal[at].fact
        journal.insert(
            at + 1, replace(journal[at], id="txn_" + "f" * 32, fact=replace(fact, objection="obj_" + "f" * 32))
        )

    return change


def half(kind: str, nth: int) -> Change:
    """Let only half of the points move."""

    def change(journal: Journal) -> None:
        at, postings = place(journal, kind, nth), list[Posting]()
        for leg in journal[at].postings:
            postings.append(leg._replace(amount=leg.amount // 2, balance=leg.balance - leg.amount + leg.amount // 2))
        journal[at] = replace(journal[at], postings=tuple(postings))

    return change


def test_objections_that_end_in_every_way_are_found_right(history: Journal) -> None:
    assert finding(history) == ""
    kinds = {entry.kind for entry in history}
    assert {"freeze", "objection_noted", "objection_decided", "unfreeze", "objection_closed"} <= kinds
    causes = {getattr(entry.fact, "cause", "") for entry in history}
    assert {"withdrawn", "upheld", "rejected", "timed_out"} <= causes


NOBODY = "org_" + "0" * 32
FREEZE, TIMED_OUT, GRACED, WITHDRAWN = 1, 2, 3, 1
"""Which freeze is the university's withdrawn one, and which unfreeze ended how."""


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (by("freeze", 0, "accrual", 0), "objection_differs"),
        (by("freeze", 0, "rule_drafted"), "actor_without_authority"),
        (by("freeze", FREEZE, "organization_registered", 0), "actor_without_authority"),
        (changed("freeze", 0, organization=NOBODY), "objection_differs"),
        (changed("freeze", 0, decide_by="2099-01-01"), "objection_differs"),
        (changed("freeze", 0, reason_code="dislike"), "objection_not_possible"),
        (half("freeze", 0), "movement_differs"),
        (again("objection_noted", 0), "objection_not_possible"),
        (changed("unfreeze", WITHDRAWN, cause="forgotten"), "actor_without_authority"),
        (changed("unfreeze", WITHDRAWN, cause="rejected"), "actor_without_authority"),
        (changed("unfreeze", WITHDRAWN, cause="timed_out"), "objection_ended_out_of_time"),
        (changed("unfreeze", WITHDRAWN, organization=NOBODY), "objection_differs"),
        (changed("unfreeze", WITHDRAWN, grace_days=5), "objection_differs"),
        (by("unfreeze", WITHDRAWN, "freeze", 0), "objection_of_another"),
        (half("unfreeze", WITHDRAWN), "movement_differs"),
        (changed("unfreeze", GRACED, grace_days=90), "objection_not_carried_out"),
        (changed("objection_decided", 1, grace_days=21), "approved_differs_from_draft"),
        (changed("objection_decided", 0, points=41), "approved_differs_from_draft"),
        (changed("objection_decided", 0, outcome="rejected"), "approved_differs_from_draft"),
        (changed("objection_decided", 0, proposal=""), "carried_out_unproposed"),
        (by("objection_decided", 0, "freeze", 0), "actor_without_authority"),
        (by("objection_decided", 0, "proposal", 0), "actor_without_authority"),
        (left_out("objection_decided", 0), "objection_not_carried_out"),
        (left_out("reversal", 0), "running_balance_differs"),
        (cut_behind("objection_decided", 0), "objection_not_carried_out"),
        (changed("reversal", 0, points=30), "movement_differs"),
        (changed("reversal", 0, objection=""), "actor_without_authority"),
        (dated("unfreeze", TIMED_OUT, "2026-09-30"), "objection_ended_out_of_time"),
    ],
)  # fmt: skip
def test_a_forged_objection_is_found_and_named(history: Journal, done: Change, code: str) -> None:
    journal = list(history)
    done(journal)
    assert finding(journal) == code


def test_a_journal_that_ends_in_the_middle_of_a_decision_is_found_wanting(history: Journal) -> None:
    assert finding(history[: place(history, "objection_decided") + 1]) == "objection_not_carried_out"


def _without_the_approval_of_grants(entry: Entry) -> Entry:
    """Give a grant as it was while who acts for the operator was granted by one person."""
    fact: Any = entry.fact
    if entry.kind != "client_granted":
        return entry
    permissions = tuple(one for one in fact.permissions if one != "clients.approve")
    return replace(entry, fact=replace(fact, permissions=permissions))


@pytest.mark.parametrize("kind", ["objection_decided", "proposal"])
def test_whoever_objects_is_found_deciding_whichever_client_it_came_by(history: Journal, kind: str) -> None:
    journal = list(history)
    objector, at = journal[place(journal, "freeze", 0)].actor, place(journal, kind, 0)
    role = "operator_approver" if kind == "objection_decided" else "operator"
    granted = next(at for at, entry in enumerate(journal) if getattr(entry.fact, "role", "") == role)
    fact: Any = journal[granted].fact
    twin = replace(journal[granted], fact=replace(fact, client="cli_" + "f" * 32, person=objector.person))
    journal = [_without_the_approval_of_grants(entry) for entry in journal]
    twin = _without_the_approval_of_grants(twin)
    actor = replace(journal[at].actor, client="cli_" + "f" * 32, person=objector.person)
    for behind in (at, at + 1, at + 2) if kind == "objection_decided" else (at,):
        journal[behind] = replace(journal[behind], actor=actor)
    journal.insert(place(journal, "rule_published"), replace(twin, id="txn_" + "e" * 32, actor=journal[5].actor))
    assert finding(journal) == "approved_by_its_maker"
