"""Replays of forged journals: no merger, succession, affiliation or closure is other than it was agreed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.commands import AddRegistration, PostAccrual
from ledger.domain.control_accounts import control_findings
from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.journal.facts import OrganizationRegistered, RegistrationAdded
from ledger.domain.transfers import COUNTED_AS_ONE_MAX
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.merging import GIJANG, HAEUNDAE, SAHA, affiliation, closure, done, merger, succession
from tests.support.world import COMPANIES, rule_terms

Journal = list[Entry]


def told() -> Journal:
    """Give a journal in which Haeundae hands 60 of 200 points to Gijang, merges into it, and Saha is closed."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    for name, number in COMPANIES.items():
        ledger.register(name, "company", number)
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms(limits=[]))
    for nth in range(2):
        earn(ledger, HAEUNDAE, nth)
    number = private("registration_number", "9998147117")
    ledger.accept("operator", AddRegistration(ledger.clients[HAEUNDAE][1], number))
    done(ledger, affiliation(ledger, HAEUNDAE, SAHA))
    done(ledger, affiliation(ledger, HAEUNDAE, together=False))
    done(ledger, succession(ledger, HAEUNDAE, GIJANG, 60))
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    earn(ledger, GIJANG, 2)
    done(ledger, closure(ledger, SAHA))
    return [sealed.entry for sealed in ledger.entries]


def earn(ledger: MemoryLedger, company: str, nth: int) -> None:
    """Let a company earn a lot of 100 points."""
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


def company(journal: Journal, name: str) -> str:
    """Give a company's id: the operator and the university were registered before it."""
    fact: Any = [entry.fact for entry in journal if entry.kind == "organization_registered"][
        2 + list(COMPANIES).index(name)
    ]
    return str(fact.organization)


def change(journal: Journal, kind: str, nth: int = -1, **values: Any) -> None:
    at = place(journal, kind, nth)
    fact: Any = journal[at].fact
    journal[at] = replace(journal[at], fact=replace(fact, **values))


def taken_from_another(journal: Journal) -> None:
    change(journal, "transfer", 0, source=company(journal, SAHA))


def given_to_another(journal: Journal) -> None:
    change(journal, "transfer", target=company(journal, SAHA))


def told_as_whole(journal: Journal) -> None:
    change(journal, "transfer", 0, whole=True)


def other_points(journal: Journal) -> None:
    change(journal, "transfer", points=139)


def more_than_proposed(journal: Journal) -> None:
    change(journal, "transfer", 0, points=61)


def unproposed(journal: Journal) -> None:
    change(journal, "transfer", proposal="")


def something_kept(journal: Journal) -> None:
    """Hand over one lot less than there is."""
    at = place(journal, "transfer")
    lot = journal[at].postings[0].lot
    journal[at] = replace(journal[at], postings=tuple(leg for leg in journal[at].postings if leg.lot != lot))


def other_dates(journal: Journal) -> None:
    """Hand over points under the name of a lot of the target."""
    at, other = place(journal, "transfer"), journal[place(journal, "transfer", 0)].postings[0].lot
    wrong = [leg._replace(lot=other) for leg in journal[at].postings]
    journal[at] = replace(journal[at], postings=tuple(wrong))


def by_one_that_ended(journal: Journal) -> None:
    """Let a client of the company that was merged do something of no consequence."""
    granted: Any = next(entry.fact for entry in journal if getattr(entry.fact, "role", "") == "company")
    actor = replace(journal[-1].actor, client=granted.client, person=granted.person, organization=granted.organization)
    journal.append(replace(journal[-1], actor=actor))


def earned_after_a_merger(journal: Journal) -> None:
    change(journal, "accrual", organization=company(journal, HAEUNDAE))


def earned_after_a_closure(journal: Journal) -> None:
    change(journal, "accrual", organization=company(journal, SAHA))
    journal.append(journal.pop(place(journal, "accrual")))


def other_members(journal: Journal) -> None:
    change(journal, "affiliation", 0, organizations=tuple(sorted((company(journal, GIJANG), company(journal, SAHA)))))


def one_who_counts_alone(journal: Journal) -> None:
    journal.pop(place(journal, "affiliation", 0))


def closed_another(journal: Journal) -> None:
    change(journal, "organization_closed", organization=company(journal, GIJANG))


def closed_with_points(journal: Journal) -> None:
    wrong = company(journal, GIJANG)
    change(journal, "organization_closed", organization=wrong)
    change(journal, "proposal", organization=wrong, terms={"organization": wrong})


def closed_twice(journal: Journal) -> None:
    change(journal, "organization_closed", organization=company(journal, HAEUNDAE))


def number_of_another(journal: Journal) -> None:
    other: Any = journal[place(journal, "organization_registered")].fact
    assert isinstance(other, OrganizationRegistered)
    change(journal, "registration_added", registration=other.registration)


def number_of_one_that_ended(journal: Journal) -> None:
    added: Any = journal.pop(place(journal, "registration_added"))
    assert isinstance(added.fact, RegistrationAdded)
    journal.append(added)


def moved_after_its_end(journal: Journal) -> None:
    """Let a sweep of the clock move what a merged company no longer has."""
    at = place(journal, "accrual")
    wrong = f"{company(journal, HAEUNDAE)}:available"
    moved = [leg if leg.amount > 0 else Posting(wrong, leg.lot, leg.amount, 6, -100) for leg in journal[at].postings]
    journal[at] = replace(journal[at], postings=tuple(moved))


def test_what_becomes_of_companies_is_found_right() -> None:
    assert finding(told()) == ""


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (taken_from_another, "approved_differs_from_draft"),
        (given_to_another, "approved_differs_from_draft"),
        (told_as_whole, "approved_differs_from_draft"),
        (other_points, "transfer_of_other_points"),
        (more_than_proposed, "approved_differs_from_draft"),
        (unproposed, "carried_out_unproposed"),
        (something_kept, "running_balance_differs"),
        (other_dates, "movement_differs"),
        (by_one_that_ended, "actor_has_ended"),
        (earned_after_a_merger, "earned_after_its_end"),
        (earned_after_a_closure, "earned_after_its_end"),
        (other_members, "approved_differs_from_draft"),
        (one_who_counts_alone, "transfer_not_possible"),
        (closed_another, "approved_differs_from_draft"),
        (closed_with_points, "closed_with_something_left"),
        (closed_twice, "approved_differs_from_draft"),
        (number_of_another, "registration_used_twice"),
        (number_of_one_that_ended, "transfer_not_possible"),
        (moved_after_its_end, "moved_after_its_end"),
    ],
)
def test_a_forged_change_of_companies_is_found_and_named(done: Callable[[Journal], None], code: str) -> None:
    journal = told()
    done(journal)
    assert finding(journal) == code


def test_a_merger_approved_by_its_maker_is_found_whichever_client_it_came_by() -> None:
    journal = told()
    maker, at = journal[place(journal, "proposal", 3)].actor, place(journal, "transfer")
    granted = next(at for at, entry in enumerate(journal) if getattr(entry.fact, "role", "") == "operator_approver")
    fact: Any = journal[granted].fact
    alone = tuple(permission for permission in fact.permissions if permission != "clients.approve")
    fact = replace(fact, permissions=alone)  # nobody approves grants yet, so one person grants alone
    journal[granted] = replace(journal[granted], fact=fact)
    twin = replace(journal[granted], fact=replace(fact, client="cli_" + "f" * 32, person=maker.person))
    journal[at] = replace(journal[at], actor=replace(maker, client="cli_" + "f" * 32))
    journal.insert(place(journal, "rule_published"), replace(twin, id="txn_" + "e" * 32))
    assert finding(journal) == "approved_by_its_maker"


def test_no_more_companies_count_as_one_than_an_award_can_look_after() -> None:
    ledger = MemoryLedger()
    ledger.open()
    names = [f"company {nth}" for nth in range(COUNTED_AS_ONE_MAX + 1)]
    for nth, name in enumerate(names):
        ledger.register(name, "company", f"{nth:010}")
    done(ledger, affiliation(ledger, *names[:-1]))
    before = ledger.books.position
    for command in (affiliation(ledger, *names[-2:]), merger(ledger, names[-1], names[0])):
        refused = ledger.do("operator", command)
        assert (refused.code, refused.params["found"]) == ("too_many_affiliates", COUNTED_AS_ONE_MAX + 1)
    assert ledger.books.position == before
