"""Tables: what a list looks like as lines under columns, whatever the file that they are written into.

A table knows its columns, which of them hold whole numbers, and the lines that an item of a list makes; nothing else
has to be known to write it as CSV, as a sheet of a workbook or as Parquet, so every list has all of these forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]
Cell = str | int | None
Pages = Iterable[Sequence[Item]]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as lines under columns.

    Attributes:
        name: what the sheet is called, at most 25 characters of those that a sheet's name may have.
        whole: the columns of whole numbers; all others hold text.
        lines_of: gives the lines of an item, a cell for each column; a number may be told in digits.
    """

    name: str
    columns: tuple[str, ...]
    whole: frozenset[str]
    lines_of: Callable[[Any], Iterable[Sequence[Cell]]]

    def lines(self, pages: Pages) -> Iterator[list[Cell]]:
        """Walk the lines of all pages, numbers as numbers; what is not known, or is "", is ``None``."""
        are_whole = [name in self.whole for name in self.columns]
        for page in pages:
            for item in page:
                for line in self.lines_of(item):
                    yield [_cell(cell, is_whole) for cell, is_whole in zip(line, are_whole, strict=True)]


def flat(name: str, columns: Sequence[str], whole: Iterable[str]) -> Table:
    """Make the table of a list whose items have a member for each column, and one line each."""
    return Table(name, tuple(columns), frozenset(whole), lambda item: ([item[column] for column in columns],))


def _cell(cell: Cell, is_whole: bool) -> Cell:
    if cell is None or cell == "":
        return None
    return int(cell) if is_whole else str(cell)
