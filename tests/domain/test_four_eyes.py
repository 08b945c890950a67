"""Four eyes in a replay: what was approved by its maker, unseen or otherwise than made, is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.journal.entries import Entry
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger
from tests.support.world import rule_terms


def told() -> list[Entry]:
    """Give a journal in which a rule and an allotment are made by one person and approved by another."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    ledger.set_allotment("pukyong", 2026, 50_000)
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
    ("kind", "made"), [("rule_published", "rule_drafted"), ("allotment_set", "allotment_proposed")]
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
    ],
)
def test_a_step_that_is_left_out_is_found(left_out: str, found: str) -> None:
    journal = told()
    place = at(journal, left_out)
    journal = [entry for entry in journal if entry.kind != left_out]
    for later in journal[place:]:
        if later.kind == "rule_simulated":
            journal[journal.index(later)] = replace(later, fact=replace(later.fact, draft=place + 1))
    if left_out == "allotment_proposed":
        assert finding(journal) == found
    else:
        assert finding([entry for entry in journal if not entry.kind.startswith("allotment")]) == found


def test_what_was_approved_is_what_was_made() -> None:
    for kind, change in (("rule_published", {"valid_from": "2019-01-01"}), ("allotment_set", {"points_max": 50_001})):
        journal = told()
        place = at(journal, kind)
        journal[place] = replace(journal[place], fact=replace(journal[place].fact, **change))
        assert finding(journal) == "approved_differs_from_draft"


def test_a_draft_of_what_is_in_force_is_found() -> None:
    journal = told()
    assert finding([*journal, journal[at(journal, "rule_drafted")]]) == "rule_version_drafted_in_force"
