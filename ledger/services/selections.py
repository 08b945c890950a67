"""Selections: what an agency reports of a call: which applications won, and what of each is used.

Invariant: a report is sound as a whole or not at all, and all that is wrong with it is told at once, row by row.
Nothing is written and nothing decided here; a report only becomes values.

A row gives ``redemption_id``, or ``reference`` and ``organization_id`` in its place; ``result``, selected (선정) or
not_selected (미선정); and, where it is selected, what is used (``points``) and what is granted (``amount_krw``). Of a
row that is not selected these two say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from ledger.domain.journal.commitments import blind
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refused
from ledger.services.imports.files import cells
from ledger.services.imports.files.mapping import alike
from ledger.services.imports.files.reading import Cell
from ledger.services.node import Node
from ledger.services.selection_files import Record, ReportUnreadable, RowProblem, records
from ledger.store.reads import redemptions

Value = TypeVar("Value")
Named = str | tuple[str, str]
"""The id of a redemption; or an organization and its own reference, which lead to one."""

RESULTS: Final[Mapping[str, bool]] = {"selected": True, "선정": True, "not_selected": False, "미선정": False}
_RESULTS: Final = {alike(word): selected for word, selected in RESULTS.items()}
_REDEMPTION: Final = re.compile(r"red_[0-9a-f]{32}")
_EXAMPLE: Final = "01a0551da00070008000000000000000"
_EMPTY: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Reported:
    """One application's result; ``points`` is None for all that is held, ``amount_krw`` where none is told."""

    redemption_id: str
    selected: bool
    points: int | None
    amount_krw: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a selection: what it says, or what is wrong with it; one of the two is empty."""

    reported: tuple[Reported, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A row that was read; which redemption it names may have to be looked up."""

    row: int
    column: str
    named: Named
    selected: bool
    points: int | None
    amount_krw: int | None


def read_report(node: Node, program: str, data: bytes) -> Report:
    """Read an agency's report of a selection among the applications for a program.

    References are looked for among the applications for that program alone. Whether a redemption that is named by its
    id is one of them, and what it holds, is for whoever decides on it.
    """
    problems: list[RowProblem] = []
    try:
        drafts = [draft for record in records(data) if (draft := _draft(record, problems)) is not None]
    except ReportUnreadable as unreadable:
        return Report((), (unreadable.problem,))
    if not drafts and not problems:
        return Report((), (RowProblem(0, "", "selection_file_unreadable", "one application or more", "none"),))
    reported = _resolved(node, program, drafts, problems)
    return Report((), tuple(sorted(problems))) if problems else Report(tuple(reported), ())


def _draft(record: Record, problems: list[RowProblem]) -> _Draft | None:
    """Read a row; None where something is wrong with it, which is added to the problems."""
    before = len(problems)
    row, headers = record.row, record.headers
    column, named = _named(record, problems)
    selected = _cell(record, "result", _result, f"one of {', '.join(RESULTS)}", problems, "selection_result_unknown")
    if selected is None and "result" not in record.cells:
        told = f"one of {', '.join(RESULTS)}", _EMPTY
        problems.append(RowProblem(row, headers["result"], "selection_result_unknown", *told))
    points = amount_krw = None
    if selected:
        points = _cell(record, "points", _points, f"a whole number from 1 to {POINTS_MAX}", problems)
        amount_krw = _cell(record, "amount_krw", cells.whole, f"a whole number from 0 to {POINTS_MAX}", problems)
    if len(problems) > before or named is None or selected is None:
        return None
    return _Draft(row, column, named, selected, points, amount_krw)


def _named(record: Record, problems: list[RowProblem]) -> tuple[str, Named | None]:
    """Give what names the application, and the column that does; None where nothing usable does."""
    organization_id, redemption_id = f"an id such as org_{_EXAMPLE}", f"an id such as red_{_EXAMPLE}"
    if "redemption_id" in record.cells:
        return record.headers["redemption_id"], _cell(record, "redemption_id", _redemption, redemption_id, problems)
    if not {"reference", "organization_id"} & record.cells.keys() and "redemption_id" in record.headers:
        column = record.headers["redemption_id"]
        problems.append(RowProblem(record.row, column, "selection_cell_unreadable", redemption_id, _EMPTY))
        return column, None
    needed = {"reference": "a reference of at most 128 characters", "organization_id": organization_id}
    for field in needed.keys() - record.cells.keys():
        column = record.headers.get(field, field)
        problems.append(RowProblem(record.row, column, "selection_cell_unreadable", needed[field], _EMPTY))
    reference = _cell(record, "reference", cells.text, needed["reference"], problems)
    organization = _cell(record, "organization_id", cells.organization, needed["organization_id"], problems)
    named = (organization, reference) if organization is not None and reference is not None else None
    return record.headers.get("reference", "reference"), named


def _cell(
    record: Record,
    field: str,
    read: Callable[[Cell], Value],
    expected: str,
    problems: list[RowProblem],
    code: str = "selection_cell_unreadable",
) -> Value | None:
    """Read a field's cell; None where it says nothing or cannot be read, the latter a problem."""
    if field not in record.cells:
        return None
    cell = record.cells[field]
    try:
        return read(cell)
    except Refused:
        problems.append(RowProblem(record.row, record.headers[field], code, expected, cells.found_text(cell)))
        return None


def _redemption(cell: Cell) -> str:
    told = cells.text(cell)
    if _REDEMPTION.fullmatch(told):
        return told
    raise Refused("selection_cell_unreadable")


def _result(cell: Cell) -> bool:
    told = alike(cells.text(cell))
    if told in _RESULTS:
        return _RESULTS[told]
    raise Refused("selection_result_unknown")


def _points(cell: Cell) -> int:
    told = cells.whole(cell)
    if told:
        return told
    raise Refused("selection_cell_unreadable")


def _resolved(node: Node, program: str, drafts: Iterable[_Draft], problems: list[RowProblem]) -> list[Reported]:
    """Give what was reported of which redemption; an unknown reference or a second row of one is a problem."""
    key = node.keys.blind_key
    blinded = {
        draft.named: (draft.named[0], blind(key, "reference", draft.named[1]))
        for draft in drafts
        if isinstance(draft.named, tuple)
    }
    with node.store.reading() as unit:
        known = redemptions.ids_by_reference(unit, program, blinded.values())
    reported: dict[str, Reported] = {}
    rows: dict[str, int] = {}
    for draft in drafts:
        redemption = draft.named if isinstance(draft.named, str) else known.get(blinded[draft.named], "")
        if not redemption:
            told = f"a reference under which {draft.named[0]} applied for {program}", cells.found_text(draft.named[1])
            problems.append(RowProblem(draft.row, draft.column, "selection_redemption_unknown", *told))
        elif redemption in rows:
            told = "each application once", f"{redemption} in row {rows[redemption]} too"
            problems.append(RowProblem(draft.row, draft.column, "selection_row_repeated", *told))
        else:
            rows[redemption] = draft.row
            reported[redemption] = Reported(redemption, draft.selected, draft.points, draft.amount_krw)
    return list(reported.values())
