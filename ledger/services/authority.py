"""Authority: who could do what at any position of the journal, told by the journal itself."""

from __future__ import annotations

from typing import Any

from ledger.domain.authorities import KINDS, authorities
from ledger.domain.dates import business_date
from ledger.domain.journal.entries import Entry
from ledger.services.as_of import point
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.visibility import require_all
from ledger.store.reads.journal import entries_of


def authority(node: Node, caller: Caller, recorded_as_of: int | str | None = None) -> dict[str, Any]:
    """Give every grant, rule, program, allotment and bound there was at a point, with who made and approved each.

    Raises:
        Refused: ``permission_missing``, ``position_unknown``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        when = point(node, unit, recorded_as_of, None)
        entries = (Entry.from_bytes(data) for data in entries_of(unit, KINDS, when.position))
        told = authorities(entries, business_date(when.at).isoformat())
    return {**told, "position": when.position, "root": when.root}
