"""Four eyes in a replay: what was approved by its maker, unseen or otherwise than made, is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import ClientGranted, ProgramPublished
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger
from tests.support.world import program_terms, rule_terms


def told() -> list[Entry]:
    """Give a journal in which a rule, an allotment and a program are made by one person and approved by another."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    ledger.set_allotment("pukyong", 2026, 50_000)
    ledger.publish_program("P-301", program_terms(600))
    return [sealed.entry for sealed in ledger.entries]


def finding(journal: list[Entry]) -> str:
    """Give the code of what a replay finds first, "" for nothing."""
    replay = Replay()
    try:
        for position, entry in enumerate(journal, start=1):
            replay.step(replace(entry, position=position).to_bytes())
    except NotVerified as wrong:
        return wrong.finding.code
    return ""


def at(journal: list[Entry], kind: str) -> int:
    return next(place for place, entry in enumerate(journal) if entry.kind == kind)


def test_what_two_persons_did_is_found_right() -> None:
    assert finding(told()) == ""


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("rule_published", "rule_drafted"),
        ("allotment_set", "allotment_proposed"),
        ("program_published", "program_drafted"),
    ],
)
def test_an_approval_by_the_maker_is_found_whichever_client_it_came_by(kind: str, made: str) -> None:
    journal = told()
    maker, place = journal[at(journal, made)].actor, at(journal, kind)
    granted = next(
        place for place, entry in enumerate(journal) if getattr(entry.fact, "role", "") == "operator_approver"
    )
    journal[granted] = replace(journal[granted], fact=replace(journal[granted].fact, person=maker.person))
    journal[place] = replace(journal[place], actor=replace(journal[place].actor, person=maker.person))
    others = [entry for entry in journal if entry.actor.client != journal[place].actor.client]
    alone = [entry for entry in journal if entry in others or entry is journal[place]]
    assert finding(alone) == "approved_by_its_maker"


@pytest.mark.parametrize(
    ("left_out", "found"),
    [
        ("rule_drafted", "simulated_without_draft"),
        ("rule_simulated", "approved_before_it_was_simulated"),
        ("allotment_proposed", "approved_before_it_was_proposed"),
        ("program_drafted", "approved_before_it_was_drafted"),
    ],
)
def test_a_step_that_is_left_out_is_found(left_out: str, found: str) -> None:
    journal = told()
    place = at(journal, left_out)
    journal = [entry for entry in journal if entry.kind != left_out]
    for later in journal[place:]:
        if later.kind == "rule_simulated":
            journal[journal.index(later)] = replace(later, fact=replace(later.fact, draft=place + 1))
    assert finding(journal) == found


def test_what_was_approved_is_what_was_made() -> None:
    for kind, change in (
        ("rule_published", {"valid_from": "2019-01-01"}),
        ("allotment_set", {"points_max": 50_001}),
        ("program_published", {"terms": program_terms(599)}),
    ):
        journal = told()
        place = at(journal, kind)
        journal[place] = replace(journal[place], fact=replace(journal[place].fact, **change))
        assert finding(journal) == "approved_differs_from_draft"


def test_a_draft_of_what_is_in_force_is_found() -> None:
    journal = told()
    assert finding([*journal, journal[at(journal, "rule_drafted")]]) == "rule_version_drafted_in_force"


def test_a_version_of_a_program_that_is_not_higher_is_found_drafted_or_published() -> None:
    journal = told()
    drafted, published = journal[at(journal, "program_drafted")], journal[at(journal, "program_published")]
    assert finding([*journal, drafted]) == "program_version_not_next"
    later = [replace(entry, fact=replace(entry.fact, version=3)) for entry in (drafted, published)]
    between = [replace(entry, fact=replace(entry.fact, version=2)) for entry in (drafted, published)]
    assert finding([*journal, *later]) == ""
    assert finding([*journal, between[0], *later]) == ""
    assert finding([*journal, between[0], *later, between[1]]) == "program_version_not_next"
    assert finding([*journal, published]) == "approved_before_it_was_drafted"


def _of_old(journal: list[Entry]) -> list[Entry]:
    """Give a journal whose operator was granted what operators were when one person published programs."""
    granted = next(place for place, entry in enumerate(journal) if isinstance(entry.fact, ClientGranted))
    fact = journal[granted].fact
    assert isinstance(fact, ClientGranted)
    permissions = sorted({*fact.permissions, "programs.publish"} - {"programs.draft"})
    return [
        replace(entry, fact=replace(fact, permissions=tuple(permissions))) if place == granted else entry
        for place, entry in enumerate(journal)
    ]


def _published_alone(journal: list[Entry]) -> list[Entry]:
    """Let whoever was granted first publish the program, and nobody draft it."""
    kept = [entry for entry in journal if not entry.kind.startswith("program_")]
    first = next(entry.fact for entry in journal if isinstance(entry.fact, ClientGranted))
    made = journal[at(journal, "program_published")]
    actor = replace(made.actor, client=first.client, person=first.person, organization=first.organization)
    return [*kept, replace(made, actor=actor)]


def test_terms_of_a_program_that_no_hold_can_be_priced_by_are_found() -> None:
    journal = [
        replace(entry, fact=replace(entry.fact, terms={"price": 600})) if entry.kind.startswith("program_") else entry
        for entry in told()
    ]
    assert finding(journal) == "program_terms_not_sound"
    assert finding(_published_alone(_of_old(journal))) == "program_terms_not_sound"


def test_an_old_operator_published_programs_alone_and_was_in_its_right() -> None:
    assert finding(_published_alone(_of_old(told()))) == ""
    assert finding(_published_alone(told())) == "actor_without_authority"


def test_an_old_operator_publishes_no_draft_neither_its_own_nor_anothers() -> None:
    """The old permission reaches as far as it did then, when there were no drafts."""
    journal = told()
    drafted = journal[at(journal, "program_drafted")]
    alone = _published_alone(_of_old(journal))
    assert isinstance(alone[-1].fact, ProgramPublished)
    another = next(e.fact for e in journal if isinstance(e.fact, ClientGranted) and e.fact.role == "operator_approver")
    granted = [
        replace(e, fact=replace(e.fact, permissions=(*e.fact.permissions, "programs.draft")))
        if e.fact == another
        else e
        for e in alone
    ]
    actor = replace(drafted.actor, client=another.client, person=another.person)
    assert finding([*granted[:-1], replace(drafted, actor=actor), granted[-1]]) == "actor_without_authority"
