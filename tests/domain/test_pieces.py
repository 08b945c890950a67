"""Pieces: whatever one person proposes piece by piece, one other person never lets through what takes two.

Somebody at the centre proposes adjustments and sanctions of Haeundae Marine Tech, in any sizes and over any days, and
others decide them in any order.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.bounds import DEFAULTS
from ledger.domain.commands import (
    ApproveProposal,
    ApproveSanction,
    Command,
    ProposeAdjustment,
    ProposeBound,
    ProposeSanction,
    ProposeWriteOff,
    WithdrawProposal,
)
from ledger.domain.journal.entries import Entry
from tests.domain.test_sanction_checks import finding
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents

EXAMPLES = int(os.environ.get("LEDGER_PIECES_EXAMPLES", "30"))
REASON = private("reason", "the hours were typed twice")
REACH = {"adjustment": DEFAULTS["adjustment"][:2], "sanction": (8_000, 5_000)}
"""Most points of an act, and from how many on two others must approve."""


def opened() -> MemoryLedger:
    """Give a ledger of a company, with two who approve beside the operator."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("haeundae", "company", "1" * 10)
    ledger.grant("second", "operator", "operator_approver")
    return ledger


def adjustment(ledger: MemoryLedger, points: int) -> Command:
    (document,) = documents("decision")
    told = ledger.clients["haeundae"][1], "credit", points, "data_error", REASON, document
    return ProposeAdjustment(*told, expires_on="2030-12-31")


def sanction(ledger: MemoryLedger, points: int) -> Command:
    (document,) = documents("decision")
    return ProposeSanction(ledger.clients["haeundae"][1], "sanction", REASON, document, points)


PROPOSING = st.tuples(
    st.just("propose"),
    st.sampled_from(("adjustment", "sanction")),
    st.sampled_from((1, 300, 1_000, 2_500, 4_999, 5_000, 9_999, 40_000, 60_000)),
)
DECIDING = st.tuples(st.just("decide"), st.sampled_from(("approver", "second", "withdraw")), st.integers(0, 5))
WAITING = st.tuples(st.just("wait"), st.just(""), st.integers(1, 3))


class Centre:
    """A ledger in which a company has some points and sanctions reach not far, and what waits for a decision."""

    def __init__(self) -> None:
        self.ledger = opened()
        for command in (adjustment(self.ledger, 9_000), ProposeBound("sanction", 8_000, 5_000, 14, REASON)):
            self.ledger.accept("approver", ApproveProposal(self.ledger.accept("operator", command)["id"]))
        self.ledger.now = self.ledger.now.replace(day=2)
        self.begins = len(self.ledger.entries)
        self.waiting: list[tuple[str, str]] = []

    def wait(self, _: str, days: int) -> None:
        self.ledger.now = self.ledger.now.replace(day=min(self.ledger.now.day + days, 28))

    def propose(self, act: str, points: int) -> None:
        make = adjustment if act == "adjustment" else sanction
        outcome = self.ledger.do("operator", make(self.ledger, points))
        if not outcome.code:
            self.waiting.append((act, str(outcome.result["id"])))

    def decide(self, who: str, number: int) -> None:
        if not self.waiting:
            return
        act, one = self.waiting[number % len(self.waiting)]
        if who != "withdraw":
            self.ledger.do(who, ApproveProposal(one) if act == "adjustment" else ApproveSanction(one))
        elif act == "adjustment":
            self.ledger.do("operator", WithdrawProposal(one, REASON))

    def moved(self) -> Iterator[tuple[str, str, int, int]]:
        """Give what was carried out: the act, its day, its points, and how many others approved it."""
        checks: Counter[str] = Counter()
        for entry in (sealed.entry for sealed in self.ledger.entries[self.begins :]):
            fact: Any = entry.fact
            one = getattr(fact, "proposal", "") or getattr(fact, "sanction", "")
            if entry.kind in ("proposal_checked", "sanction_checked", *REACH):
                checks[one] += 1
            if entry.kind in REACH:
                yield entry.kind, entry.effective_on, fact.points, checks[one]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.one_of(PROPOSING, DECIDING, DECIDING, WAITING), min_size=4, max_size=16))
def test_nobody_moves_in_pieces_with_one_other_person_what_takes_two(steps: list[tuple[str, str, int]]) -> None:
    centre = Centre()
    for what, name, number in steps:
        getattr(centre, what)(name, number)
    alone, in_all = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for act, day, points, checks in centre.moved():
        in_all[act, day] += points
        alone[act, day] += points if checks == 1 else 0
    assert all(points < REACH[act][1] for (act, _), points in alone.items()), alone
    assert all(points <= REACH[act][0] for (act, _), points in in_all.items()), in_all
    assert finding([sealed.entry for sealed in centre.ledger.entries]) == ""


def test_what_was_proposed_before_counts_until_it_is_dropped_or_its_day_is_over() -> None:
    ledger = opened()
    first = ledger.accept("operator", adjustment(ledger, 6_000))
    second = ledger.accept("operator", adjustment(ledger, 4_000))
    assert (first["together"], first["checks"]) == (6_000, 1)
    assert (second["together"], second["checks"]) == (10_000, 2)
    ledger.accept("operator", WithdrawProposal(second["id"], REASON))
    third = ledger.accept("operator", adjustment(ledger, 3_999))
    assert (third["together"], third["checks"]) == (9_999, 1)
    ledger.accept("approver", ApproveProposal(first["id"]))
    ledger.now = ledger.now.replace(day=2)
    assert ledger.accept("operator", adjustment(ledger, 1))["together"] == 4_000
    refused = ledger.do("operator", adjustment(ledger, 96_001))
    assert (refused.code, refused.params["together"]) == ("bound_exceeded", 100_001)


def test_other_acts_other_organizations_and_other_persons_do_not_count() -> None:
    ledger = opened()
    ledger.register("gijang", "company", "2" * 10)
    ledger.grant("another", "operator", "operator")
    ledger.accept("operator", adjustment(ledger, 9_999))
    (document,) = documents("decision")
    told = "credit", 5, "data_error", REASON, document, "2030-12-31"
    assert ledger.accept("operator", ProposeAdjustment(ledger.clients["gijang"][1], *told))["together"] == 5
    assert ledger.accept("another", adjustment(ledger, 7))["together"] == 7
    refused = ledger.do("operator", ProposeWriteOff(ledger.clients["haeundae"][1], 9, "goodwill", REASON, document))
    assert refused.code == "exceeds_arrears"


def _journal() -> list[Entry]:
    ledger = opened()
    for points in (6_000, 5_000):
        proposed = ledger.accept("operator", adjustment(ledger, points))["id"]
        ledger.accept("approver", ApproveProposal(proposed))
    ledger.accept("second", ApproveProposal(proposed))
    return [sealed.entry for sealed in ledger.entries]


def _last(journal: list[Entry], kind: str, **changes: Any) -> None:
    at = [at for at, entry in enumerate(journal) if entry.kind == kind][-1]
    fact: Any = journal[at].fact
    journal[at] = replace(journal[at], fact=replace(fact, **changes))


@pytest.mark.parametrize(
    "changes", [{"together": 0, "checks": 1}, {"together": 5_000, "checks": 1}, {"together": 11_000, "checks": 1}]
)
def test_a_piece_that_counts_for_less_is_found(changes: dict[str, int]) -> None:
    journal = _journal()
    assert finding(journal) == ""
    _last(journal, "proposal", **changes)
    assert finding(journal) == "proposal_not_sound"


def test_a_journal_of_before_this_was_counted_replays() -> None:
    old = []
    for entry in _journal():
        if entry.kind != "proposal_checked":
            fact: Any = entry.fact
            told = {"together": 0, "checks": 1} if entry.kind == "proposal" else {}
            old.append(replace(entry, fact=replace(fact, **told)))
    last_approval = old.pop()
    by_the_first = next(entry.actor for entry in old if entry.kind == "adjustment")
    old.append(replace(last_approval, actor=by_the_first))
    assert finding(old) == ""


def test_a_sanction_of_pieces_that_one_other_person_imposed_is_found() -> None:
    centre = Centre()
    for points in (3_000, 2_500):
        centre.propose("sanction", points)
        centre.decide("approver", len(centre.waiting) - 1)
    assert [checks for *_, checks in centre.moved()] == [1]
    centre.decide("second", 1)
    assert [checks for *_, checks in centre.moved()] == [1, 2]
    journal = [sealed.entry for sealed in centre.ledger.entries]
    assert finding(journal) == ""
    assert finding([entry for entry in journal if entry.kind != "sanction_checked"]) == "approved_by_too_few"


@pytest.mark.parametrize("changes", [{"act_by": "2099-12-31"}, {"act_by": ""}, {"points": 8_001}])
def test_a_sanction_that_is_bounded_otherwise_is_found(changes: dict[str, Any]) -> None:
    centre = Centre()
    for points in (10, 20):
        centre.propose("sanction", points)
    journal = [sealed.entry for sealed in centre.ledger.entries]
    assert finding(journal) == ""
    _last(journal, "sanction_proposed", **changes)
    assert finding(journal) == "sanction_not_proposable"


def test_a_sanction_that_was_imposed_after_its_last_day_is_found() -> None:
    centre = Centre()
    centre.propose("sanction", 10)
    centre.wait("", 2)
    centre.decide("approver", 0)
    journal = [sealed.entry for sealed in centre.ledger.entries]
    at = next(at for at, entry in enumerate(journal) if entry.kind == "sanction")
    late = replace(journal[at], recorded_at="2026-12-31T03:00:00.000Z", effective_on="2026-12-31")
    assert finding([*journal[:at], late]) == "decided_too_late"
