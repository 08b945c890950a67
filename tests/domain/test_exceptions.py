"""Exceptions: each list finds what was planted in a small ledger, and nothing in a clean one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from ledger.domain.commands import PostAccrual, ReverseAccrual
from ledger.domain.exceptions.every import LISTINGS
from ledger.domain.exceptions.listing import Exceptional
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Actor, Entry
from ledger.domain.journal.facts import Evidence, Fact
from tests.support.memory import MemoryLedger, private
from tests.support.world import rule_terms

PUKYONG, DONG_A, HAEUNDAE, GIJANG, CENTRE = (f"org_{number:032x}" for number in range(1, 6))
MONDAY_NOON = datetime(2026, 8, 31, 3, 0, tzinfo=UTC)


class Journal:
    """Entries written by hand, one after the other, on a Monday noon unless told."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, fact: Fact, person: str = "prs_kim", of: str = PUKYONG, **told: Any) -> Entry:
        """Add an entry; ``at`` is when it was recorded."""
        at = told.pop("at", MONDAY_NOON)
        entry = Entry(
            position=len(self.entries) + 1,
            id=f"txn_{len(self.entries) + 1:032x}",
            nonce="",
            actor=Actor("cli_1", person, of),
            recorded_at=at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            effective_on=told.pop("effective_on", at.date().isoformat()),
            fact=fact,
            occurred_on=told.pop("occurred_on", ""),
        )
        self.entries.append(entry)
        return entry

    def award(self, number: int, points: int = 123, **told: Any) -> Entry:
        """Add an award of Pukyong to Haeundae Marine Tech."""
        parties = {"university": PUKYONG, "organization": HAEUNDAE, "rule": "INT", "evidence": ()}
        parties |= {name: told.pop(name) for name in (*parties, "inputs") if name in told}
        fact = facts.AccrualPosted(
            accrual=f"acr_{number}",
            source="",
            rule_version=1,
            steps=(),
            points=points,
            active_on="2026-08-31",
            expires_on="2029-08-31",
            **{"inputs": {}, **parties},
        )
        return self.add(fact, **told)

    def read(self, kinds: Collection[str]) -> Iterator[Entry]:
        """Walk the entries, as a listing reads them."""
        return (entry for entry in self.entries if not kinds or entry.kind in kinds)

    def found(self, name: str, **parameters: int) -> list[Exceptional]:
        """Find the items of a list."""
        listing = LISTINGS[name]
        defaults = {each.name: each.default for each in listing.parameters}
        assert parameters.keys() <= defaults.keys()
        return list(listing.find(self.read, {**defaults, **parameters}))


@pytest.fixture
def journal() -> Journal:
    """Give a journal in which two people were let in."""
    journal = Journal()
    for number, (person, organization) in enumerate(
        (("prs_kim", PUKYONG), ("prs_lee", HAEUNDAE), ("prs_park", CENTRE))
    ):
        journal.add(facts.ClientGranted(f"cli_{number}", organization, person, "any", ()), "prs_park", CENTRE)
    return journal


def rules_of(found: list[Exceptional]) -> list[str]:
    return [item.rule for item in found]


def positions(found: list[Exceptional]) -> list[list[int]]:
    return [[place.position for place in item.places] for item in found]


def document(number: int) -> Evidence:
    return Evidence("receipt", sha256(b"%d" % number).hexdigest(), "application/pdf", 4_711)


@pytest.mark.parametrize("name", LISTINGS)
def test_nothing_is_found_in_a_clean_ledger(name: str) -> None:
    ledger = MemoryLedger(datetime(2026, 9, 1, 3, 0, tzinfo=UTC))
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.register("haeundae", "company", "1000000001")
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    for number, amount in enumerate((1_230_000, 4_560_000, 7_890_000)):
        ledger.accrue("pukyong", f"E-{number}", "INT", "haeundae", "2026-08-31", allowance_krw=amount)
    journal = Journal()
    journal.entries = [sealed.entry for sealed in ledger.entries]
    assert journal.found(name) == []


def test_who_is_related_to_the_company_that_earns_is_found(journal: Journal) -> None:
    journal.award(1)
    journal.add(facts.ClientGranted("cli_9", HAEUNDAE, "prs_kim", "company", ()), "prs_park", CENTRE)
    planted = journal.award(2)
    journal.award(3, organization=GIJANG)
    (item,) = journal.found("self-dealing")
    assert (item.rule, item.why["related_to"]) == ("person_on_both_sides", HAEUNDAE)
    assert positions([item]) == [[planted.position]]


def test_whoever_made_and_checked_is_found_and_who_takes_back_is_not(journal: Journal) -> None:
    for number in range(3):
        journal.add(facts.ProposalMade(f"prp_{number}", "adjustment", HAEUNDAE, 5, 1, "2026-09-10"), "prs_park", CENTRE)
    journal.add(facts.ProposalDropped("prp_0", "withdrawn"), "prs_park", CENTRE)
    journal.add(facts.PointsAdjusted(HAEUNDAE, "goodwill", 5, proposal="prp_1"), "prs_choi", CENTRE)
    journal.add(facts.PointsAdjusted(HAEUNDAE, "goodwill", 5, proposal="prp_2"), "prs_park", CENTRE)
    journal.add(facts.RuleDrafted("INT", 1, "2026-01-01", {}), "prs_park", CENTRE)
    journal.add(facts.RulePublished("INT", 1, "2026-01-01", {}), "prs_park", CENTRE)
    found = journal.found("self-dealing")
    assert rules_of(found) == ["made_and_checked_by_one_person"] * 2
    assert positions(found) == [[6, 9], [10, 11]]


def test_a_university_that_awards_itself_is_found(journal: Journal) -> None:
    journal.award(1, organization=PUKYONG)
    assert rules_of(journal.found("self-dealing")) == ["organization_on_both_sides"]


def test_what_happened_long_before_it_was_recorded_is_found(journal: Journal) -> None:
    journal.award(1, occurred_on="2026-06-03")
    journal.award(2, occurred_on="2026-06-02")
    found = journal.found("back-dated")
    assert (rules_of(found), positions(found)) == (["occurred_long_before"], [[5]])
    assert found[0].why["days"] == 90
    assert positions(journal.found("back-dated", occurred_days=89)) == [[4], [5]]


def test_an_amount_just_below_where_two_must_approve_is_found(journal: Journal) -> None:
    for number, points in enumerate((9_499, 9_500, 9_999, 10_000)):
        at = MONDAY_NOON + timedelta(days=20 * number)
        fact = facts.ProposalMade(f"prp_{number}", "adjustment", HAEUNDAE, points, 1, "2026-09-10")
        journal.add(fact, "prs_park", CENTRE, at=at)
    found = journal.found("under-threshold")
    assert (rules_of(found), positions(found)) == (["just_under", "just_under"], [[5], [6]])
    journal.add(facts.BoundSet("adjustment", 100_000, 20_000, 14), "prs_park", CENTRE)
    journal.add(facts.ProposalMade("prp_9", "adjustment", GIJANG, 9_999, 1, "2026-12-10"), "prs_park", CENTRE)
    assert len(journal.found("under-threshold")) == 2


def test_several_of_one_maker_that_together_are_above_it_are_found(journal: Journal) -> None:
    steps = [{"step": "approved", "days": 30, "above_points": 300}]
    journal.add(facts.RulePublished("INT", 1, "2020-01-01", {"workflow": steps, "limits": []}), "prs_choi", CENTRE)
    for number, (points, days) in enumerate(((200, 0), (90, 1), (60, 2), (200, 10), (101, 17), (200, 30))):
        journal.award(number, points, at=MONDAY_NOON + timedelta(days=days))
    journal.award(9, 200, organization=GIJANG, at=MONDAY_NOON + timedelta(days=30))
    found = journal.found("under-threshold")
    assert (rules_of(found), positions(found)) == (["split"], [[5, 6, 7]])
    assert found[0].why["points"] == 350
    assert positions(journal.found("under-threshold", split_days=8)) == [[5, 6, 7], [8, 9]]


def test_round_points_and_round_amounts_are_found(journal: Journal) -> None:
    journal.award(1, 2_000)
    journal.award(2, 2_001, inputs={"paid_krw": 300_000_000, "students": 3})
    journal.award(3, 999, inputs={"paid_krw": 300_000_001})
    found = journal.found("round-sums")
    assert (rules_of(found), positions(found)) == (["round_points", "round_krw"], [[4], [5]])
    assert journal.found("round-sums", points_multiple=0, krw_multiple=0) == []


def test_what_people_did_at_night_and_at_the_weekend_is_found(journal: Journal) -> None:
    journal.award(1, at=datetime(2026, 8, 31, 0, 0, tzinfo=UTC))  # nine in the morning in Seoul
    journal.award(2, at=datetime(2026, 8, 31, 9, 0, tzinfo=UTC))  # six in the evening
    journal.award(3, at=datetime(2026, 9, 5, 3, 0, tzinfo=UTC))  # a Saturday
    journal.add(facts.LotsExpired(HAEUNDAE), at=datetime(2026, 9, 6, 3, 0, tzinfo=UTC))
    found = journal.found("out-of-hours")
    assert (rules_of(found), positions(found)) == (["out_of_hours", "weekend"], [[5], [6]])
    assert positions(journal.found("out-of-hours", hour_to=19, weekdays=7)) == []


def test_an_award_that_came_again_after_its_reversal_is_found(journal: Journal) -> None:
    journal.award(1)
    journal.award(2, organization=GIJANG)
    taken = facts.AccrualReversed("acr_1", PUKYONG, HAEUNDAE, 123, whole=True)
    journal.add(taken, at=MONDAY_NOON + timedelta(days=1))
    journal.award(3, organization=GIJANG, at=MONDAY_NOON + timedelta(days=2))
    journal.award(4, rule="ADV", at=MONDAY_NOON + timedelta(days=2))
    journal.award(5, at=MONDAY_NOON + timedelta(days=30))
    journal.award(6, at=MONDAY_NOON + timedelta(days=31))
    found = journal.found("reposted")
    assert (rules_of(found), positions(found)) == (["reversed_and_reposted"], [[4, 6, 9]])
    assert len(journal.found("reposted", days=31)) == 2


@pytest.mark.parametrize("walks", [1, 3])
def test_a_document_behind_two_activities_is_found_once_for_each_further_one(journal: Journal, walks: int) -> None:
    claim = facts.ClaimSubmitted("acr_1", PUKYONG, HAEUNDAE, "", "INT", 1, {}, (), "", evidence=(document(1),))
    journal.add(claim)
    journal.award(1, evidence=(document(1),))
    journal.award(2, evidence=(document(2), document(3)))
    journal.award(3, evidence=(document(1),))
    journal.add(facts.EvidenceAdded("acr_4", DONG_A, HAEUNDAE, (document(3),)), of=DONG_A)
    found = sorted(journal.found("evidence-twice", walks=walks), key=lambda item: item.places)
    assert rules_of(found) == ["evidence_used_twice", "evidence_used_by_two_universities"]
    assert positions(found) == [[4, 7], [6, 8]]


def test_more_transactions_in_an_hour_than_work_by_hand_explains_are_found() -> None:
    ledger = MemoryLedger(datetime(2026, 9, 1, 3, 0, tzinfo=UTC))
    ledger.open()
    ledger.register("pukyong", "university")
    for number, company in enumerate(("haeundae", "gijang")):
        ledger.register(company, "company", f"100000000{number}")
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    for number in range(8):
        company = ("haeundae", "haeundae", "haeundae", "gijang")[number % 4]
        ledger.accrue("pukyong", f"E-{number}", "INT", company, "2026-08-31", allowance_krw=1_230_000)
        ledger.now += timedelta(minutes=20)
    journal = Journal()
    journal.entries = [sealed.entry for sealed in ledger.entries]
    found = journal.found("velocity", per_hour=3, per_day=6)
    told = {(item.rule, item.why.get("hour", item.why.get("day")), item.why["transactions"]) for item in found}
    day = "2026-09-01"
    hours = {(f"{noun}_per_hour", f"{day}T{hour}", 3) for noun in ("client", "person") for hour in (12, 13)}
    holder = {("holder_per_hour", f"{day}T12", 3), ("holder_per_day", day, 6)}
    assert told == hours | holder | {("client_per_day", day, 8), ("person_per_day", day, 8)}
    assert journal.found("velocity", per_hour=0, per_day=0) == []


def test_a_list_over_a_real_journal_names_the_award_its_reversal_and_what_came_again() -> None:
    ledger = MemoryLedger(datetime(2026, 9, 1, 3, 0, tzinfo=UTC))
    ledger.open()
    ledger.register("pukyong", "university")
    company = ledger.register("haeundae", "company", "1000000001")
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    first = ledger.accrue("pukyong", "E-1", "INT", "haeundae", "2026-08-31", allowance_krw=1_230_000)
    reason = private("reason", "never took place")
    ledger.accept("pukyong", ReverseAccrual(str(first.result["id"]), reason, None))
    again = PostAccrual(private("source_event_id", "E-2"), "INT", company, "2026-08-31", {"allowance_krw": 1_230_000})
    ledger.accept("pukyong", again)
    journal = Journal()
    journal.entries = [sealed.entry for sealed in ledger.entries]
    head = len(journal.entries)
    assert positions(journal.found("reposted")) == [[head - 2, head - 1, head]]
