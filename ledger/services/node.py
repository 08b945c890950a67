"""Node: one installation at work on one ledger; every service takes it first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.domain.decide import BEFORE_GENESIS
from ledger.domain.journal.facts import LedgerOpened
from ledger.domain.ledger_parameters import LedgerParameters
from ledger.services.clock import Clock
from ledger.services.keys import Keys
from ledger.services.seal_options import EMBEDDED, SealOptions
from ledger.services.user_options import DEFAULT_USERS, UserOptions
from ledger.services.writer.channel import WriterChannel
from ledger.store.documents import NO_DOCUMENTS, Documents
from ledger.store.store import Store


@dataclass(frozen=True, slots=True)
class Node:
    """What the services work with.

    Attributes:
        ledger: what the genesis entry fixed; ``BEFORE_GENESIS`` while there is none.
        writer: the way to the node's writer process; ``None`` where this process posts by itself.
        documents: where files are kept.
        users: how users come in and how long they stay.
        seal: who signs the log's checkpoints, and which witnesses are asked.
    """

    store: Store
    clock: Clock
    keys: Keys
    ledger: LedgerParameters
    writer: WriterChannel | None = None
    documents: Documents = NO_DOCUMENTS
    users: UserOptions = DEFAULT_USERS
    seal: SealOptions = EMBEDDED

    @property
    def is_open(self) -> bool:
        """Tell whether the ledger has its genesis entry."""
        return self.ledger is not BEFORE_GENESIS

    def opened(self) -> Node:
        """Read the genesis entry again, after the ledger was opened."""
        return replace(self, ledger=read_parameters(self.store))


def read_parameters(store: Store) -> LedgerParameters:
    """Read what the genesis entry fixed; ``BEFORE_GENESIS`` where there is none."""
    with store.reading() as unit:
        entry = unit.genesis()
    if entry is None:
        return BEFORE_GENESIS
    fact = entry.fact
    if not isinstance(fact, LedgerOpened):
        raise ValueError(f"expected the genesis entry at position 1, found {entry.kind}")
    return LedgerParameters(fact.ledger, fact.origin, fact.clock, fact.opened_on)
