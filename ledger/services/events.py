"""Events: what a caller should be told of, oldest first, behind the last position it has seen.

A position names an event for ever, and what is recorded never changes: whoever asks again behind the last one it
handled misses nothing and is told nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.journal.canonical import encode
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry
from ledger.services.context import Caller
from ledger.services.exports import Form, forms_of
from ledger.services.node import Node
from ledger.services.tables import Cell, Table
from ledger.services.visibility import narrowed
from ledger.store.reads import events as read
from ledger.store.reads.events import EventRecord

PAGE: Final = 500
COLUMNS: Final = ("position", "kind", "recorded_at", "organization_id", "subject", "fact")


def events(
    node: Node, caller: Caller, organization_id: str, kind: str, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` events behind position ``after``, oldest first.

    Args:
        organization_id: whom they concern; "" is everybody the caller may see.
        kind: of which kind of entry; "" is all of them.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    return _page(node, narrowed(caller, organization_id), kind, after, limit)


def event_pages(
    node: Node, caller: Caller, organization_id: str = "", kind: str = "", after: int | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Walk all events behind position ``after``, oldest first, a page at a time in constant memory.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``; at once, before the first page is asked for.
    """
    return _pages(node, narrowed(caller, organization_id), kind, after)


def _pages(node: Node, organization: str, kind: str, after: int | None) -> Iterator[list[dict[str, Any]]]:
    while page := _page(node, organization, kind, after, PAGE):
        yield page
        after = page[-1]["position"]


def _page(node: Node, organization: str, kind: str, after: int | None, limit: int) -> list[dict[str, Any]]:
    with node.store.reading() as unit:
        found = read.events(unit, organization, kind, after, limit)
    return [_shown(record) for record in found]


def _shown(record: EventRecord) -> dict[str, Any]:
    entry = Entry.from_bytes(record.data)
    return {
        "position": record.position,
        "kind": record.kind,
        "recorded_at": entry.recorded_at,
        "organization_id": record.organization,
        "subject": record.subject or None,
        "fact": to_plain(entry.fact),
    }


def _cells(item: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Give the line of an event; the fact's own fields are JSON in one cell."""
    yield [*(item[name] for name in COLUMNS[:-1]), encode(item["fact"]).decode()]


FORMS: Final[Mapping[str, Form]] = forms_of(Table("events", COLUMNS, frozenset({"position"}), _cells))
"""How pages are written, by the name of the form, which is a file's extension too."""
