"""Sanctions in a replay: one imposed by its maker, unseen, twice or otherwise than proposed is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.commands import ApproveSanction, PostAccrual, ProposeSanction, RejectSanction
from ledger.domain.control_accounts import control_findings
from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.journal.facts import Continued
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents, rule_terms

REASON = private("reason", "false records")
Journal = list[Entry]


def told(points: int | None = 130, lots: int = 2) -> Journal:
    """Give a journal in which Haeundae earns lots of 100 points and forfeits some of them, and Gijang earns one."""
    return [sealed.entry for sealed in ledger_of(points, lots).entries]


def ledger_of(points: int | None, lots: int) -> MemoryLedger:
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    for number, company in enumerate(("gijang", "haeundae"), start=1):
        ledger.register(company, "company", str(number) * 10)
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms(limits=[]))
    for nth in range(lots):
        _earn(ledger, "haeundae", nth)
    _earn(ledger, "gijang", lots)
    holder, (decision,) = ledger.clients["haeundae"][1], documents("decision")
    dropped, proposed = (
        ledger.accept("operator", ProposeSanction(holder, "sanction", REASON, decision, asked))["id"]
        for asked in (7, points)
    )
    ledger.accept("approver", RejectSanction(dropped, REASON))
    ledger.accept("approver", ApproveSanction(proposed))
    return ledger


def _earn(ledger: MemoryLedger, company: str, nth: int) -> None:
    source, holder = private("source_event_id", f"PKNU-{nth}"), ledger.clients[company][1]
    ledger.accept("pukyong", PostAccrual(source, "INT", holder, "2026-08-31", {"allowance_krw": 1_000_000}))


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


def changed(kind: str, nth: int = -1, **values: Any) -> Callable[[Journal], None]:
    """Change fields of the fact of an entry."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        fact: Any = journal[at].fact
        journal[at] = replace(journal[at], fact=replace(fact, **values))

    return change


def moved(*legs: tuple[str, int, int]) -> Callable[[Journal], None]:
    """Let the sanction take other points: whose, of which of the awards' lots, how many."""

    def change(journal: Journal) -> None:
        at, postings, used = place(journal, "sanction"), list[Posting](), dict[str, int]()
        awards = [entry for entry in journal if entry.kind == "accrual"]
        for company, lot, points in legs:
            award = [entry for entry in awards if entry.fact.organization == _company(journal, company)][lot]  # type: ignore[union-attr]
            account = award.postings[-1].account
            before = [p for entry in journal[:at] for p in entry.postings if p.account == account][-1]
            turn = used[account] = used.get(account, 0) + 1
            balance = (postings[-2].balance if turn > 1 else before.balance) + points
            lot_id = award.postings[-1].lot
            taken = -sum(p.amount for p in postings if p.account == "forfeited") + points
            postings += [
                Posting(account, lot_id, points, before.version + turn, balance),
                Posting("forfeited", lot_id, -points, len(postings) // 2 + 1, -taken),
            ]
        journal[at] = replace(journal[at], postings=tuple(postings))

    return change


def _company(journal: Journal, name: str) -> str:
    registered = [entry.fact.organization for entry in journal if entry.kind == "organization_registered"]  # type: ignore[union-attr]
    return str(registered[{"gijang": 2, "haeundae": 3}[name]])


def unseen(journal: Journal) -> None:
    del journal[place(journal, "sanction_proposed")]


def twice(journal: Journal) -> None:
    journal.append(replace(journal[-1], id="txn_" + "f" * 32, postings=_again(journal[-1])))


def _again(entry: Entry) -> tuple[Posting, ...]:
    """Move once more what an entry moved of its last lot."""
    legs = [leg for leg in entry.postings if leg.lot == entry.postings[-1].lot]
    return tuple(leg._replace(version=leg.version + 1, balance=leg.balance + leg.amount) for leg in legs)


def by_the_clock(journal: Journal) -> None:
    at = place(journal, "sanction_dropped")
    journal[at] = replace(journal[at], actor=replace(journal[at].actor, client="system"))


def by_the_proposer(journal: Journal) -> None:
    at, other = place(journal, "sanction_dropped"), journal[place(journal, "sanction_proposed")].actor
    journal[at] = replace(journal[at], actor=other)


def continued(journal: Journal) -> None:
    """Let more follow than was imposed."""
    last = journal[-1]
    fact: Any = last.fact
    more = Continued(last.id, "sanction", sanction=fact.sanction)
    journal.append(replace(last, id="txn_" + "f" * 32, fact=more, postings=_again(last)))


def test_sanctions_by_two_persons_are_found_right() -> None:
    assert finding(told()) == ""
    assert finding(told(None)) == ""


def test_a_sanction_over_more_lots_than_an_entry_holds_is_found_right_and_short_of_a_part_is_not() -> None:
    journal = told(None, 130)
    assert [entry.kind for entry in journal[-2:]] == ["sanction", "continuation"]
    assert finding(journal) == ""
    assert finding(journal[:-1]) == "control_account_differs"


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (unseen, "approved_before_it_was_proposed"),
        (twice, "approved_before_it_was_proposed"),
        (by_the_clock, "actor_without_authority"),
        (by_the_proposer, "actor_without_authority"),
        (changed("sanction_dropped", status="forgotten"), "actor_without_authority"),
        (changed("sanction", cause="closure"), "approved_differs_from_draft"),
        (changed("sanction", organization="org_" + "0" * 32), "approved_differs_from_draft"),
        (changed("sanction_proposed", points=131), "sanction_takes_other_points"),
        (changed("sanction", points=120), "sanction_takes_other_points"),
        (changed("sanction_proposed", points=-1), "sanction_not_proposable"),
        (changed("sanction_proposed", cause="spite"), "sanction_not_proposable"),
        (changed("sanction_proposed", organization="org_" + "0" * 32), "sanction_not_proposable"),
        (moved(("haeundae", 0, 100), ("haeundae", 1, 20)), "movement_differs"),
        (moved(("haeundae", 0, 100), ("haeundae", 1, 31)), "movement_differs"),
        (moved(("haeundae", 0, 90), ("haeundae", 1, 40)), "movement_differs"),
        (moved(("gijang", 0, 100)), "movement_differs"),
        (continued, "movement_goes_on_from_nothing"),
    ],
)
def test_a_forged_sanction_is_found_and_named(done: Callable[[Journal], None], code: str) -> None:
    journal = told()
    done(journal)
    assert finding(journal) == code


def test_a_sanction_imposed_by_its_maker_is_found_whichever_client_it_came_by() -> None:
    journal = told()
    maker, at = journal[place(journal, "sanction_proposed")].actor, place(journal, "sanction")
    granted = next(at for at, entry in enumerate(journal) if getattr(entry.fact, "role", "") == "operator_approver")
    published = place(journal, "rule_published")
    fact: Any = journal[granted].fact
    alone = tuple(permission for permission in fact.permissions if permission != "clients.approve")
    fact = replace(fact, permissions=alone)  # nobody approves grants yet, so one person grants alone
    journal[granted] = replace(journal[granted], fact=fact)
    twin = replace(journal[granted], fact=replace(fact, client="cli_" + "f" * 32, person=maker.person))
    journal[at] = replace(journal[at], actor=replace(maker, client="cli_" + "f" * 32))
    journal.insert(published, replace(twin, id="txn_" + "e" * 32))
    assert finding(journal) == "approved_by_its_maker"
