"""A ledger in memory, mirrored on real engines: the same submissions, clock and seeds, compared after every step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ledger.domain.books.rows import KEYS
from ledger.domain.commands import Answer, Submission
from ledger.domain.decided import VaultText
from ledger.domain.journal.codec import to_plain
from ledger.domain.verification import Replay
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post, preview
from ledger.store.engines.backend import Question
from ledger.store.reads import access, journal
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
        expected = plain(answers)
        for store in self.stores:
            node = Node(store, lambda: now, self.keys, params)
            dry = preview(node, submissions)
            told = post(node, submissions)
            assert plain(dry.answers) == plain(told) == expected
            self._compare(store, before)
        return answers

    def preview(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Ask the model and every store what would become of submissions, and compare the answers."""
        now, answers = self.now, super().preview(submissions)
        for store in self.stores:
            asked = preview(Node(store, lambda: now, self.keys, self.ledger), submissions)
            assert plain(asked.answers) == plain(answers)
            self._compare(store, self.books.position)
        return answers

    def _compare(self, store: Store, before: int) -> None:
        with store.reading() as unit:
            assert (unit.head.position, unit.head.recorded_at) == (self.books.position, self.books.recorded_at)
            assert unit.head.frontier.root() == self.frontier.root()
            written = [bytes(record.data) for record in journal.entries(unit, before + 1)]
        assert written == [sealed.data for sealed in self.entries[before:]]

    def compare_projections(self) -> None:
        """Compare every projection of every store with the model, and with a replay of the journal from nothing.

        What stands beside the journal, the vault and the log of reads, is compared with the model.
        """
        fresh = Replay()
        for sealed in self.entries:
            fresh.step(sealed.data)
        assert not fresh.linking.unfinished()
        for row_type in KEYS:
            expected = sorted(self.books.shelves()[row_type].rows())
            assert sorted(fresh.books.shelves()[row_type].rows()) == expected
            for store in self.stores:
                with store.reading() as unit:
                    found = sorted(journal.rows(unit, row_type))
                assert found == expected, (store.engine.name, set(found) ^ set(expected))
        for store in self.stores:
            self._compare_beside(store)

    def _compare_beside(self, store: Store) -> None:
        with store.reading() as unit:
            assert list(access.every_line(unit)) == self.reads
            rows = unit.ask([Question("SELECT subject, field, salt, value FROM vault", ())])[0]
        kept = [VaultText(subject, field, bytes(salt), value) for subject, field, salt, value in rows]
        assert sorted(kept) == sorted(self.texts.values())


def plain(answers: Sequence[Answer]) -> Any:
    """Turn answers into JSON values, as a replayed answer comes back in them."""
    return json.loads(json.dumps([to_plain(answer) for answer in answers]))
