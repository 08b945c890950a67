"""Judging: what became, or would become, of each row of a file, and what that adds up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import msgspec

from ledger.domain.commands import Outcome
from ledger.domain.refusals import Refused
from ledger.services.imports.files.rows import RowError
from ledger.services.imports.first_rows import FirstRows
from ledger.services.imports.preparing import Prepared
from ledger.store.documents import Documents

ERRORS_TOLD_MAX: Final = 100
_MEMORY_BYTES: Final = 1 << 20
_OF_THE_REQUEST: Final = frozenset({"client_not_active", "permission_missing"})
"""Refusals that speak of whoever asks and of no row."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row: posted for so many points, or not, with its errors.

    Attributes:
        points_cut: how many points a limit took; None where nobody looked.
    """

    row: int
    activity: str = ""
    points: int = 0
    points_cut: int | None = None
    errors: tuple[RowError, ...] = ()


_decoder: Final = msgspec.json.Decoder(Judged)


class Judge:
    """Turns the ledger's outcomes into what is said of rows; knows which row was the first to name an event.

    Args:
        columns: gives the header of the column that a JSON pointer into an activity speaks of.
    """

    def __init__(self, columns: Callable[[str], str]) -> None:
        self._columns = columns
        self._first_rows = FirstRows()

    def repeated(self, prepared: Prepared) -> Judged | None:
        """Give what is said of a row that names an event of an earlier row, None for any other."""
        first = self._first_rows.row_of(prepared.item.source_event_id) if prepared.item else None
        if first is None:
            return None
        column = self._columns("/source_event_id")
        return Judged(prepared.row, errors=(RowError(column, "source_event_repeated", {"row": first}),))

    def judged(self, prepared: Prepared, outcome: Outcome, points_cut: int | None = None) -> Judged:
        """Give what is said of a row that the ledger decided.

        Raises:
            Refused: whoever asks may not post.
        """
        if outcome.code in _OF_THE_REQUEST:
            raise Refused(outcome.code, outcome.pointer, **outcome.params)
        if outcome.code == "source_event_already_posted" and (repeated := self.repeated(prepared)):
            return repeated
        if outcome.code:
            error = RowError(self._columns(outcome.pointer), outcome.code, outcome.params)
            return Judged(prepared.row, errors=(error,))
        if prepared.item is None:
            raise ValueError(f"row {prepared.row} was not decided")
        self._first_rows.remember(prepared.item.source_event_id, prepared.row)
        return Judged(prepared.row, prepared.item.activity, outcome.result["points"], points_cut)


@dataclass(slots=True)
class Tally:
    """What the rows of a file add up to; grows with activities and codes, never with rows."""

    rows: int = 0
    posted: int = 0
    points: int = 0
    rows_cut: int | None = None
    points_cut: int | None = None
    activities: dict[str, list[int]] = field(default_factory=dict)
    """Activity to its rows and its points."""
    refusals: dict[str, int] = field(default_factory=dict)
    """Code to how many rows it refused."""
    errors: list[Judged] = field(default_factory=list)
    """The first rows that were refused."""

    def add(self, judged: Judged) -> None:
        """Count a row."""
        self.rows += 1
        if judged.errors:
            for code in dict.fromkeys(error.code for error in judged.errors):
                self.refusals[code] = self.refusals.get(code, 0) + 1
            if len(self.errors) < ERRORS_TOLD_MAX:
                self.errors.append(judged)
            return
        self.posted += 1
        self.points += judged.points
        known = self.activities.setdefault(judged.activity, [0, 0])
        known[0] += 1
        known[1] += judged.points
        if judged.points_cut is not None:
            self.rows_cut = (self.rows_cut or 0) + (judged.points_cut > 0)
            self.points_cut = (self.points_cut or 0) + judged.points_cut

    def counts(self) -> dict[str, Any]:
        """Give the sums in the words of the wire."""
        return {
            "rows": self.rows,
            "posted": self.posted,
            "refused": self.rows - self.posted,
            "points": self.points,
            "rows_cut": self.rows_cut,
            "points_cut": self.points_cut,
            "activities": [
                {"activity": activity, "rows": rows, "points": points}
                for activity, (rows, points) in sorted(self.activities.items())
            ],
            "refusals": [{"code": code, "rows": rows} for code, rows in sorted(self.refusals.items())],
        }


def line_of(judged: Judged) -> bytes:
    """Write what became of a row as a line."""
    return msgspec.json.encode(judged) + b"\n"


def settled(judgements: Iterator[Judged]) -> Iterator[Judged]:
    """Judge all rows now and walk those with errors at leisure: whoever is slow holds no snapshot of the database."""
    file = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 (the walk closes it)
    file.writelines(line_of(judged) for judged in judgements if judged.errors)
    file.seek(0)
    return _walked(file)


def _walked(file: IO[bytes]) -> Iterator[Judged]:
    with file:
        for line in file:
            yield _decoder.decode(line)


def kept_judgements(documents: Documents, digest: str) -> Iterator[Judged]:
    """Walk what became of rows, as it is kept under a digest."""
    return _walked(documents.open(digest))
