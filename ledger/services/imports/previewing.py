"""Previewing: what posting a file would come to at this moment, row by row, leaving no trace.

Rows are decided by the ledger's own rules on one snapshot, in the order of the file, each chunk seeing the effects of
those before it; so caps across the file are cut exactly where the commit would cut them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.domain.decide import Decision
from ledger.services.accruals import accrual_command
from ledger.services.context import Caller, Request, submission
from ledger.services.imports.files.rows import RowReader
from ledger.services.imports.judging import Judge, Judged
from ledger.services.imports.preparing import Prepared, prepared_rows
from ledger.services.imports.records import ImportRecord
from ledger.services.node import Node
from ledger.services.rehearsing import Rehearsal

OPERATION: Final = "imports.preview"
_LIMIT: Final = "limit_"
"""How the steps begin by which limits cut an award."""


def previewed(node: Node, caller: Caller, record: ImportRecord) -> Iterator[Judged]:
    """Walk what would become of each row of an import's file, in constant memory.

    Raises:
        Refused: ``import_file_unreadable``; ``client_not_active`` and ``permission_missing``.
    """
    judge = Judge(RowReader(record.detection, record.mapping).column_of)
    request = Request(caller, OPERATION, dry_run=True)
    with node.store.reading() as unit:
        rehearsal = Rehearsal(node, unit)
        for chunk in prepared_rows(node, unit, record):
            fresh = [row for row in chunk if row.item and not judge.repeated(row)]
            decided = dict(_decided(node, request, rehearsal, judge, fresh))
            for row in chunk:
                yield decided.get(row.row) or judge.repeated(row) or Judged(row.row, errors=row.errors)


def _decided(
    node: Node, request: Request, rehearsal: Rehearsal, judge: Judge, rows: Sequence[Prepared]
) -> Iterator[tuple[int, Judged]]:
    if not rows:
        return
    commands = [accrual_command(node, row.item) for row in rows if row.item]
    decision = rehearsal.decide(submission(node, request, commands))
    cuts = _cuts(decision)
    for row, outcome in zip(rows, decision.answers[0].outcomes, strict=True):
        cut = 0 if outcome.code else cuts.get(outcome.result["id"], 0)
        yield row.row, judge.judged(row, outcome, cut)


def _cuts(decision: Decision) -> dict[str, int]:
    """Give the points that limits took from awards, by accrual."""
    found = {}
    for sealed in decision.decided.entries:
        fact: Any = sealed.entry.fact
        steps = getattr(fact, "steps", ())
        cut = next((place for place, step in enumerate(steps) if step.step.startswith(_LIMIT)), 0)
        if cut:
            found[fact.accrual] = int(steps[cut - 1].value) - fact.points
    return found
