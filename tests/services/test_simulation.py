"""Simulation on real engines: the walk over stored awards, the record of it, and the same report at any later time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger.domain.commands import Answer, DraftRule, Outcome, PostAccrual, RecordSimulation, ReverseAccrual, Submission
from ledger.services.context import Caller, Request
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.simulation import simulate_rule
from ledger.services.verification import verify
from ledger.store.reads.activities import Wanted, activities
from ledger.store.store import Store
from tests.support.memory import MemoryLedger, private
from tests.support.mirrored import plain
from tests.support.world import documents, following_terms, furnish, rule_terms

PERIOD = ("2026-01-01", "2026-12-31")
DOUBLE = {"kind": "per_amount", "krw_per_point": 5_000, "amount": {"of": "allowance_krw", "less": []}}


class Mirrored(MemoryLedger):
    """Memory is the model; what is submitted goes into a store too."""

    def __init__(self, store: Store, keys: Keys) -> None:
        super().__init__()
        self.store, self.keys = store, keys

    @property
    def node(self) -> Node:
        """The node on the store, at the model's time."""
        now = self.now
        return Node(self.store, lambda: now, self.keys, self.ledger)

    def submit(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Submit to both, and compare the answers."""
        node, told = self.node, super().submit(submissions)
        assert plain(post(node, submissions)) == plain(told)
        return told

    def simulate_year(self, key: str = "", rule: str = "INT") -> Outcome:
        """Let the operator simulate the draft of a rule in the store alone."""
        client, organization = self.clients["operator"]
        permissions = frozenset({"rules.simulate"})
        caller = Caller(client, organization, "operator", "", "operator", permissions)
        request = Request(caller, "rules.simulate", key, b"payload")
        return simulate_rule(self.node, request, rule, 2, *PERIOD).outcomes[0]


def busy(store: Store, folder: Path) -> tuple[Mirrored, list[str]]:
    """Make a ledger with a draft of twice the points, and seven awards of 100 of two companies."""
    ledger = Mirrored(store, Keys.load_or_create(folder / "keys"))
    furnish(ledger)
    ledger.accept("operator", DraftRule("INT", 2, "2027-01-01", rule_terms(formula=DOUBLE, limits=[])))
    companies = ("gijang-robotics", "haeundae-marine-tech")
    awards = [
        ledger.accrue("pukyong", f"E-{number}", "INT", companies[number % 2], "2026-08-31", allowance_krw=1_000_000)
        for number in range(7)
    ]
    return ledger, [str(award.result["id"]) for award in awards]


def test_the_same_report_can_be_had_after_more_was_posted_and_taken_back(store: Store, tmp_path: Path) -> None:
    ledger, awards = busy(store, tmp_path)
    ledger.accept("pukyong", ReverseAccrual(awards[0], private("reason", "이유")))
    first = ledger.simulate_year("a key")
    assert first.result["totals"] == {"activities": 6, "refused": 0, "before": 600, "after": 1_200, "difference": 600}
    node = ledger.node
    for undone in (awards[1], awards[2]):
        command = ReverseAccrual(undone, private("reason", "이유"))
        post(node, [ledger.submission("pukyong", [command])])
    again = ledger.simulate_year("a key")
    assert plain([Answer((again,), "")]) == plain([Answer((first,), "")])
    assert ledger.simulate_year().result["totals"]["before"] == 400
    assert verify(ledger.node).findings == ()


def test_a_mirror_is_compared_with_what_it_gave(store: Store, tmp_path: Path) -> None:
    ledger = Mirrored(store, Keys.load_or_create(tmp_path / "keys"))
    furnish(ledger)
    ledger.accept("operator", DraftRule("MIRROR", 2, "2027-01-01", following_terms("DOC", factor="0.2")))
    awards = [ledger.accept("pukyong", documented(ledger, number))["id"] for number in range(3)]
    reason = private("reason", "이유")
    ledger.accept("pukyong", ReverseAccrual(awards[0], reason, 50))
    told = ledger.simulate_year("a key", "MIRROR").result
    assert told["totals"] == {"activities": 3, "refused": 0, "before": 25, "after": 50, "difference": 25}
    (line,) = told["organizations"]
    assert line["organization_id"] == ledger.clients["pukyong"][1]
    post(ledger.node, [ledger.submission("pukyong", [ReverseAccrual(awards[1], reason)])])
    assert ledger.simulate_year("a key", "MIRROR").result["totals"] == told["totals"]


def documented(ledger: Mirrored, number: int) -> PostAccrual:
    """Make an activity of 100 points with all its documents."""
    source, company = private("source_event_id", f"D-{number}"), ledger.clients["gijang-robotics"][1]
    evidence = documents("report", "receipt")
    return PostAccrual(source, "DOC", company, "2026-08-31", {"allowance_krw": 1_000_000}, evidence=evidence)


def test_awards_are_walked_once_each_whatever_the_page(store: Store, tmp_path: Path) -> None:
    ledger, awards = busy(store, tmp_path)
    ledger.accrue("pukyong", "E-HIRE", "HIRE", "gijang-robotics", "2026-08-31", allowance_krw=1_000_000)
    wanted = Wanted({"INT", "HIRE"}, {"INT"}, *PERIOD)

    def walked(page: int) -> list[Any]:
        with store.reading() as unit:
            return list(activities(unit, wanted, unit.head.position, page))

    everything = walked(1_000)
    assert len(everything) == len(awards) + 1
    assert all(walked(page) == everything for page in (1, 2, 3, 8))
    inputs = [dict(activity.inputs) for _, activity in everything]
    assert inputs == [{"allowance_krw": 1_000_000}] * len(awards) + [{}]


def test_a_draft_that_was_replaced_meanwhile_was_not_simulated(store: Store, tmp_path: Path) -> None:
    ledger, _ = busy(store, tmp_path)
    draft = ledger.books.rule_drafts.require(("INT", 2)).position
    ledger.accept("operator", DraftRule("INT", 2, "2027-01-01", rule_terms()))
    before = ledger.books.position
    outcome = ledger.do("operator", RecordSimulation("INT", 2, draft, *PERIOD, draft, 0, 0, 0, 0, "00" * 32))
    assert (outcome.code, ledger.books.position) == ("rule_draft_changed", before)
    assert ledger.books.rule_drafts.require(("INT", 2)).status == "draft"


def test_a_draft_that_is_replaced_while_it_is_simulated_stays_a_draft(store: Store, tmp_path: Path) -> None:
    ledger, _ = busy(store, tmp_path)
    node, client = ledger.node, ledger.clients["operator"]
    caller = Caller(client[0], client[1], "operator", "", "operator", frozenset({"rules.simulate"}))

    def replace_it(done: int, total: int) -> None:
        if done == total:
            ledger.accept("operator", DraftRule("INT", 2, "2028-01-01", rule_terms()))

    told = simulate_rule(node, Request(caller, "rules.simulate"), "INT", 2, *PERIOD, replace_it)
    assert told.outcomes[0].code == "rule_draft_changed"
