"""A ledger in memory, mirrored on real engines: the same submissions, clock and seeds, compared after every step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ledger.domain.books.rows import KEYS
from ledger.domain.commands import Answer, Submission
from ledger.domain.journal.codec import to_plain
from ledger.domain.verification import Replay
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post, preview
from ledger.store.reads import journal
from ledger.store.store import Store
from tests.support.memory import MemoryLedger


class MirroredLedger(MemoryLedger):
    """Memory is the model; each store must answer, write and add up to the same bytes."""

    def __init__(self, stores: Sequence[Store], keys: Keys) -> None:
        super().__init__()
        self.stores = stores
        self.keys = keys
        self.replay = Replay()

    def submit(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Submit to the model and to every store, and compare answers, entries and roots."""
        before, params, now = self.books.position, self.ledger, self.now
        answers = super().submit(submissions)
        for sealed in self.entries[before:]:
            self.replay.step(sealed.data)
        for store in self.stores:
            node = Node(store, lambda: now, self.keys, params)
            dry = preview(node, submissions)
            told = post(node, submissions)
            assert plain(dry.answers) == plain(told) == plain(answers)
            self._compare(store, before)
        return answers

    def _compare(self, store: Store, before: int) -> None:
        with store.reading() as unit:
            assert (unit.head.position, unit.head.recorded_at) == (self.books.position, self.books.recorded_at)
            assert unit.head.frontier.root() == self.frontier.root()
            written = [bytes(record.data) for record in journal.entries(unit, before + 1)]
        assert written == [sealed.data for sealed in self.entries[before:]]

    def compare_projections(self) -> None:
        """Compare every projection of every store with the model, and with a replay of the journal from nothing."""
        fresh = Replay()
        for sealed in self.entries:
            fresh.step(sealed.data)
        for row_type in KEYS:
            expected = sorted(self.books.shelves()[row_type].rows())
            assert sorted(fresh.books.shelves()[row_type].rows()) == expected
            for store in self.stores:
                with store.reading() as unit:
                    found = sorted(journal.rows(unit, row_type))
                assert found == expected, (store.engine.name, set(found) ^ set(expected))

    def check_books(self) -> None:
        """Hold the model's books to what must always add up."""
        books = self.books
        lots: dict[str, int] = {}
        for part in books.lot_balances.rows():
            assert part.kind == "arrears" or part.amount <= 0, part
            lots[part.account] = lots.get(part.account, 0) + part.amount
        total = 0
        for balance in books.balances.rows():
            total += balance.balance
            if balance.holder:
                assert lots.get(balance.account, 0) == balance.balance, balance
        assert total == 0
        held: dict[str, int] = {}
        for part in books.redemption_lots.rows():
            holder = books.redemptions.require(part.redemption).organization
            held[holder] = held.get(holder, 0) + part.held
        for holder, points in held.items():
            row = books.balances.get(f"{holder}:held")
            assert points == (-row.balance if row else 0)
        issued: dict[str, int] = {}
        for award in books.accruals.rows():
            issued[award.rule] = issued.get(award.rule, 0) + award.points - award.reversed_points
        for part in books.parts.rows():
            assert 0 <= part.reversed_points <= part.points, part
            if part.role != "share":
                issued[part.rule] = issued.get(part.rule, 0) + part.points - part.reversed_points
        for rule, points in issued.items():
            row = books.balances.get(f"issued:{rule}")
            assert points == (row.balance if row else 0)


def plain(answers: Sequence[Answer]) -> Any:
    """Turn answers into JSON values, as a replayed answer comes back in them."""
    return json.loads(json.dumps([to_plain(answer) for answer in answers]))
