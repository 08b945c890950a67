"""Rows: what a row of a file says, field by field, and everything that is wrong with it, column by column.

A *draft* is a row whose cells were read; whether its company and its documents are known is another question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ledger.domain.refusals import Params, Refused
from ledger.services.imports.files import cells
from ledger.services.imports.files.detecting import Detection
from ledger.services.imports.files.mapping import EVIDENCE, INPUT, MappingFile
from ledger.services.imports.files.reading import Cell, Row

COMPANY: Final = "organization_id or registration_number"
_REQUIRED: Final = ("source_event_id", "activity", "occurred_on")
_READERS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "source_event_id": cells.text,
    "activity": cells.code,
    "organization_id": cells.organization,
    "registration_number": cells.registration_number,
    "occurred_on": cells.day,
    "started_on": cells.day,
    "agreement_reference": cells.text,
    "subject_reference": cells.text,
}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row: the header of the column, "" where it is none's, and a refusal's code and params."""

    column: str
    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Draft:
    """A row whose cells were read; fields that a cell leaves empty are missing."""

    number: int
    fields: Mapping[str, str]
    inputs: Mapping[str, int]
    evidence: Mapping[str, str]
    """Kind of document to its digest."""
    errors: tuple[RowError, ...]


class _Reading(NamedTuple):
    """One field of every row: where its cell is, what it is called, and how it is read."""

    field: str
    place: int
    header: str
    read: Callable[[Cell], Any]
    constant: Cell


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, detection: Detection, mapping: MappingFile) -> None:
        places = detection.places
        self._activities = mapping.activities
        self._readings = [
            _Reading(
                field,
                places[field].index if field in places else -1,
                places[field].header if field in places else field,
                self._reader(field),
                mapping.constants.get(field, ""),
            )
            for field in places.keys() | mapping.constants.keys()
        ]
        self._readings.sort(key=lambda reading: (reading.place, reading.field))
        self.headers = {reading.field: reading.header for reading in self._readings}

    def _reader(self, field: str) -> Callable[[Cell], Any]:
        if field == "activity":
            return lambda cell: cells.code(self._activities.get(str(cell).strip(), cell))
        if field.startswith(INPUT):
            return cells.whole
        return cells.digest if field.startswith(EVIDENCE) else _READERS[field]

    def read(self, row: Row) -> Draft:
        """Read a row; every cell that cannot be read is an error of its own."""
        fields: dict[str, str] = {}
        inputs: dict[str, int] = {}
        evidence: dict[str, str] = {}
        errors: list[RowError] = []
        for field, place, header, read, constant in self._readings:
            cell = row.cells[place] if 0 <= place < len(row.cells) else ""
            cell = constant if cells.is_blank(cell) else cell
            if cells.is_blank(cell):
                continue
            try:
                value = read(cell)
            except Refused as refused:
                errors.append(RowError(header, refused.refusal.code, refused.refusal.params))
                continue
            if field.startswith(INPUT):
                inputs[field.removeprefix(INPUT)] = value
            elif field.startswith(EVIDENCE):
                evidence[field.removeprefix(EVIDENCE)] = value
            else:
                fields[field] = value
        errors += self._missing(fields, {error.column for error in errors})
        return Draft(row.number, fields, inputs, evidence, tuple(errors))

    def _missing(self, fields: Mapping[str, str], wrong: set[str]) -> list[RowError]:
        """Name the required fields that no cell gives, unless its cell is wrong anyway."""
        missing = [field for field in _REQUIRED if field not in fields and self.headers[field] not in wrong]
        errors = [RowError(self.headers[field], "cell_missing", {"field": field}) for field in missing]
        named = [self.headers[field] for field in ("organization_id", "registration_number") if field in self.headers]
        if not fields.keys() & {"organization_id", "registration_number"} and not wrong & set(named):
            errors.append(RowError(named[0], "cell_missing", {"field": COMPANY}))
        return errors

    def column_of(self, pointer: str) -> str:
        """Give the header of the column that a refusal of the ledger speaks of, "" where it is none's.

        Args:
            pointer: JSON pointer into an activity, such as ``/inputs/students``.
        """
        field = pointer.removeprefix("/")
        if field.startswith("inputs/"):
            field = INPUT + field.removeprefix("inputs/")
        if field == "organization_id" and field not in self.headers:
            field = "registration_number"
        return self.headers.get(field, "")
