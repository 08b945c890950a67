"""Interchange: the whole journal for hledger, ledger or beancount, as it stood when it was asked for.

Entries are read a page at a time, each let go before the next is asked for, and written by ``domain.interchange``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.domain.interchange.journals import JOURNALS
from ledger.domain.journal.entries import Entry
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.visibility import require_all
from ledger.store.reads.telling import telling_entries


def journal_lines(node: Node, caller: Caller, form: str) -> Iterator[bytes]:
    """Write the journal in one of the forms of ``JOURNALS``, a page at a time in constant memory.

    Raises:
        Refused: ``permission_missing``; at once, before the first page is asked for.
    """
    require_all(caller)
    with node.store.reading() as unit:
        last = unit.head.position
    texts = JOURNALS[form](node.ledger.origin, map(Entry.from_bytes, telling_entries(node.store, last)))
    return _chunks(texts)


def _chunks(texts: Iterator[str], size: int = 1 << 16) -> Iterator[bytes]:
    """Join texts to chunks of about so many characters."""
    held: list[str] = []
    length = 0
    for text in texts:
        held.append(text)
        length += len(text)
        if length >= size:
            yield "".join(held).encode()
            held, length = [], 0
    yield "".join(held).encode()
