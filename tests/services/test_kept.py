"""Kept books: the next unit of work goes on with them, and nobody else's work is ever missed by that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.domain.books.books import Books
from ledger.domain.commands import (
    Answer,
    ApproveRule,
    Command,
    DraftRule,
    Outcome,
    PlaceHold,
    PostAccrual,
    RecordSimulation,
    RevokeClient,
    Submission,
)
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.kept import ROWS_MAX, Kept, KeptBooks
from ledger.store.store import Store
from tests.support.memory import MemoryLedger, private
from tests.support.mirrored import plain
from tests.support.world import furnish, rule_terms


class TwoNodes(MemoryLedger):
    """Memory is the model; what is submitted goes through two stores on one database, every third time the other."""

    def __init__(self, stores: Sequence[Store], keys: Keys) -> None:
        super().__init__()
        self.stores, self.keys, self.count = stores, keys, 0

    def node(self, store: Store) -> Node:
        """Give the node on a store, at the model's time."""
        now = self.now
        return Node(store, lambda: now, self.keys, self.ledger)

    def submit(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Submit to the model and to one of the stores, and compare the answers."""
        node = self.node(self.stores[1 if self.count % 3 == 2 else 0])
        self.count += 1
        answers = super().submit(submissions)
        assert plain(post(node, submissions)) == plain(answers)
        return answers


def two_nodes(store: Store, folder: Path) -> TwoNodes:
    ledger = TwoNodes((store, Store(store.engine)), Keys.load_or_create(folder / "keys"))
    furnish(ledger)
    return ledger


def accrual(ledger: MemoryLedger, event: str, activity: str = "HIRE") -> PostAccrual:
    company = ledger.clients["gijang-robotics"][1]
    return PostAccrual(private("source_event_id", event), activity, company, "2026-08-31", {"allowance_krw": 50_000})


def test_two_nodes_in_turns_answer_as_one_ledger_in_memory(store: Store, tmp_path: Path) -> None:
    ledger = two_nodes(store, tmp_path)
    company = ledger.clients["gijang-robotics"][1]
    for number in range(12):
        ledger.do("pukyong", accrual(ledger, f"E-{number}", "INT"))
        ledger.do("gijang-robotics", PlaceHold(company, "VOUCHER", 1, private("reference", f"R-{number}")))
    assert verify(ledger.node(store)).findings == ()


def test_what_another_node_has_published_and_revoked_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    ledger = two_nodes(store, tmp_path)
    here, there = (ledger.node(each) for each in ledger.stores)

    def outcome(node: Node, who: str, command: Command) -> Outcome:
        return post(node, [ledger.submission(who, [command])])[0].outcomes[0]

    def ask(node: Node, who: str, command: Command) -> str:
        return outcome(node, who, command).code

    assert ask(here, "pukyong", accrual(ledger, "too early", "LATER")) == "activity_unknown"
    draft = outcome(there, "operator", DraftRule("LATER", 1, "2020-01-01", rule_terms())).result["position"]
    simulation = RecordSimulation("LATER", 1, draft, "2020-01-01", "2020-01-01", draft, 0, 0, 0, 0, "00" * 32)
    assert ask(here, "operator", simulation) == ""
    assert ask(there, "approver", ApproveRule("LATER", 1)) == ""
    assert ask(here, "pukyong", accrual(ledger, "in time", "LATER")) == ""
    assert ask(there, "operator", RevokeClient(ledger.clients["pukyong"][0])) == ""
    assert ask(here, "pukyong", accrual(ledger, "too late", "LATER")) == "client_not_active"
    assert verify(here).findings == ()


def test_books_of_another_head_are_not_gone_on_with(store: Store, tmp_path: Path) -> None:
    ledger = two_nodes(store, tmp_path)
    kept = store.kept.take()
    assert kept is not None
    assert len(kept.books) > 0
    store.kept.keep(Kept(kept.head._replace(position=kept.head.position + 1), kept.books))
    ledger.count = 0
    ledger.do("pukyong", accrual(ledger, "after somebody else"))
    assert verify(ledger.node(store)).findings == ()


def test_books_are_had_by_one_at_a_time_and_let_go_when_they_are_many(store: Store, tmp_path: Path) -> None:
    two_nodes(store, tmp_path)
    kept = store.kept.take()
    assert kept is not None
    assert store.kept.take() is None

    class Crowded(Books):
        def __len__(self) -> int:
            return ROWS_MAX + 1

    shelf = KeptBooks()
    shelf.keep(kept)
    shelf.keep(Kept(kept.head, Crowded()))
    assert shelf.take() is None
