"""Journals: every entry there is as it was written, for whoever reads all histories.

Grants, rules, programs, closings and transactions stand in one sequence. What is told of an entry is its canonical
bytes, to the byte, so that whoever has them can hash the leaf and needs to trust nobody's reading of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from ledger.domain.refusals import Refused
from ledger.services.as_of import point
from ledger.services.context import Caller
from ledger.services.exports import Form, forms_of
from ledger.services.histories import actor_of
from ledger.services.history_filters import TransactionFilter, check_ranges, store_filter
from ledger.services.node import Node
from ledger.services.tables import Cell, Table
from ledger.services.visibility import require_all
from ledger.store.reads import history
from ledger.store.reads.history import PAGE, EntryRecord
from ledger.store.reads.history_pages import HistoryFilter

COLUMNS: Final = (
    "position",
    "id",
    "kind",
    "recorded_at",
    "effective_on",
    "client_id",
    "person_id",
    "organization_id",
    "leaf_hash",
    "entry",
)


ASKED_CHARACTERS_MAX: Final = 40
_POSITION: Final = re.compile("[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Journal:
    """Entries as they stood at a position, which can be asked for again for ever; ``root`` is that of the log."""

    node: Node
    chosen: HistoryFilter
    position: int
    root: str

    def page(self, after: int | None, limit: int) -> list[dict[str, Any]]:
        """Give up to ``limit`` entries behind the one at position ``after``, in the order that was asked for."""
        return [_shown(record) for record in history.entries(self.node.store, self.chosen, after, limit)]

    def pages(self, after: int | None = None) -> Iterator[list[dict[str, Any]]]:
        """Walk all entries behind the one at position ``after``, a page at a time in constant memory."""
        while page := self.page(after, PAGE):
            yield page
            after = page[-1]["position"]


def journal_of(node: Node, caller: Caller, wanted: TransactionFilter, position: int | None = None) -> Journal:
    """Find the entries that a caller asks for; those that move no points are among them.

    Args:
        position: where the journal stood when the first page was read, ``None`` for the first page.

    Raises:
        Refused: ``permission_missing``, ``period_ends_before_it_begins``, ``position_unknown``.
    """
    require_all(caller)
    check_ranges(wanted)
    with node.store.reading() as unit:
        when = point(node, unit, wanted.recorded_as_of if position is None else position, wanted.effective_as_of)
    chosen = replace(store_filter(node, caller, wanted, when.position), every_entry=True)
    return Journal(node, chosen, when.position, when.root)


def entry_at(node: Node, caller: Caller, position: str) -> dict[str, Any]:
    """Give the entry at a position, which is a whole number as somebody wrote it.

    Raises:
        Refused: ``permission_missing``, ``position_unknown``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        when = point(node, unit, None, None)
    at = int(position) if _POSITION.fullmatch(position) else 0
    if not 1 <= at <= when.position:
        raise Refused("position_unknown", position=when.position, asked=position[:ASKED_CHARACTERS_MAX])
    wanted = HistoryFilter(position_max=at, every_entry=True)
    (found,) = history.entries(node.store, wanted, at - 1, 1)
    return _shown(found)


def _shown(record: EntryRecord) -> dict[str, Any]:
    return {
        "position": record.position,
        "id": record.id,
        "kind": record.kind,
        "recorded_at": record.recorded_at,
        "effective_on": record.effective_on,
        "actor": actor_of(record),
        "leaf_hash": record.leaf_hash.hex(),
        "entry": msgspec.Raw(record.data),
    }


def _cells(item: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Give the line of an entry; its canonical bytes are JSON in one cell."""
    told = {**item, **item["actor"], "entry": bytes(item["entry"]).decode()}
    yield [told[name] for name in COLUMNS]


FORMS: Final[Mapping[str, Form]] = forms_of(Table("journal", COLUMNS, frozenset({"position"}), _cells))
"""How pages are written, by the name of the form, which is a file's extension too."""
