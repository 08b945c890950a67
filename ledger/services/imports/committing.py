"""Committing: an import's rows are posted, once.

First it is settled which activities they are; then they are posted in units, each remembered under the import's id and
its own number, so a commit that was cut short is repeated whole and goes on where it stopped; last it is noted what
became of the rows that were not posted. Two commits of one import at once are one.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from ledger.domain.commands import Submission
from ledger.services.accruals import UNIT_ITEMS, accrual_command
from ledger.services.context import Caller, Request, submission
from ledger.services.imports.files.rows import RowReader
from ledger.services.imports.judging import Judge, Judged, Tally, line_of
from ledger.services.imports.preparing import Prepared, chunked, kept_rows, prepared_rows
from ledger.services.imports.preparing import line_of as prepared_line
from ledger.services.imports.records import COMMITTED, ImportRecord, complete, fix_rows
from ledger.services.node import Node
from ledger.services.posting import post_each

OPERATION: Final = "imports.commit"
Progress = Callable[[int], None]
"""Told after each unit how many rows are done."""


def commit(node: Node, caller: Caller, record: ImportRecord, trace_id: str, progress: Progress) -> ImportRecord:
    """Post an import's rows, unless that is done, and give the import as it stands then.

    Raises:
        Refused: ``import_file_unreadable``; ``client_not_active`` and ``permission_missing``.
        StoreUnavailable: what was posted stays; a repeat goes on from there.
    """
    if record.status == COMMITTED:
        return record
    prepared = record.prepared or fix_rows(node, record, _prepare(node, record))
    request = Request(caller, OPERATION, record.id, f"{record.id} {prepared}".encode(), trace_id)
    tally = Tally()

    def not_posted() -> Iterator[bytes]:
        for judged in _posted(node, request, record, prepared, progress):
            tally.add(judged)
            if judged.errors:
                yield line_of(judged)

    outcomes = node.documents.put(not_posted(), sys.maxsize)
    return complete(node, record, outcomes.sha256, tally.counts())


def _prepare(node: Node, record: ImportRecord) -> str:
    """Keep the rows of a file as activities, and give the digest under which they are."""
    with node.store.reading() as unit:
        lines = (prepared_line(row) for chunk in prepared_rows(node, unit, record) for row in chunk)
        return node.documents.put(lines, sys.maxsize).sha256


def _posted(node: Node, request: Request, record: ImportRecord, prepared: str, progress: Progress) -> Iterator[Judged]:
    """Post the prepared rows in units, and walk what became of each, in the order of the file."""
    judge = Judge(RowReader(record.detection, record.mapping).column_of)
    under_way: deque[list[Prepared]] = deque()

    def units() -> Iterator[Submission]:
        for number, unit in enumerate(chunked(kept_rows(node.documents, prepared), UNIT_ITEMS)):
            under_way.append(unit)
            commands = [accrual_command(node, row.item) for row in unit if row.item]
            yield submission(node, request, commands, part=number)

    done = 0
    for answer in post_each(node, units()):
        unit, outcomes = under_way.popleft(), iter(answer.outcomes)
        for row in unit:
            yield judge.judged(row, next(outcomes)) if row.item else Judged(row.row, errors=row.errors)
        done += len(unit)
        progress(done)
