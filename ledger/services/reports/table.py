"""Tables: what every report is: rows under columns, read at a point, that can be taken up behind any row.

A row is read from the same point however late its page is asked for: the place of a row names the position and the
instant with its key, so that a walk over all pages is one answer. Rows are made as they are taken, in constant memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from ledger.domain.dates import instant_text, parse_instant
from ledger.services.as_of import Point, point
from ledger.services.context import Caller
from ledger.services.exports import Form, forms_of
from ledger.services.node import Node
from ledger.services.tables import flat
from ledger.services.visibility import require_all
from ledger.store.reads import log
from ledger.store.reads.reports_parts import Where

ROWS_AT_ONCE: Final = 500
Wanted = Mapping[str, str]
"""What a report is asked for besides the point; "" does not matter."""


class Column(NamedTuple):
    """A column: its name, whether it holds ``text``, a ``day``, or a ``whole`` number, and what it says.

    ``optional`` is one in which a row may have nothing.
    """

    name: str
    kind: str = "text"
    optional: bool = False
    told: str = ""


class Option(NamedTuple):
    """What a report can be asked for: a text, a ``day``, an ``organization``, a ``whole`` number, or one of
    ``choices``; the first of those counts where nothing is said."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    told: str = ""


class Row(NamedTuple):
    """A row, and the key behind which the next one stands."""

    key: str
    cells: Mapping[str, Any]


class Placed(NamedTuple):
    """A row, and the place behind which a later page begins."""

    place: str
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report.

    Attributes:
        title: one sentence.
        rows: gives its rows behind a key ("" for the first), as of a point.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    options: tuple[Option, ...]
    rows: Callable[[Node, Point, str, Wanted], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """A report's answer; ``rows`` can be walked once."""

    report: Report
    asked: Wanted
    point: Point
    rows: Iterator[Placed]

    @property
    def about(self) -> dict[str, Any]:
        """Tell what it was read at: the same question about this position gives the same rows for ever."""
        when = self.point
        return {
            "report": self.report.name,
            "position": when.position,
            "root": when.root,
            "at": instant_text(when.at),
            "effective_as_of": when.effective_on,
            "asked": {name: value for name, value in self.asked.items() if value},
        }

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """Walk the rows, a page at a time."""
        while page := [dict(row.cells) for row in islice(self.rows, ROWS_AT_ONCE)]:
            yield page

    def forms(self) -> Mapping[str, Form]:
        """Give the ways to write the rows, by the name of the form, which is a file's extension too."""
        columns = self.report.columns
        names, whole = (
            [column.name for column in columns],
            [column.name for column in columns if column.kind == "whole"],
        )
        return forms_of(flat(self.report.name, names, whole=whole))


OF_HOLDER: Final = Option("organization_id", "organization", told="whose wallet")
EFFECTIVE_FROM: Final = Option("effective_from", "day", told="first accounting day")
TRANSACTIONS: Final = Column("transactions", optional=True, told="address of the transactions that the figure is of")
POSTINGS: Final = Column("postings", optional=True, told="address of the postings that add up to the figure")


def table(
    node: Node,
    caller: Caller,
    report: Report,
    wanted: Wanted,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
    place: str = "",
) -> Table:
    """Open a report behind a place, "" for all of it.

    Raises:
        Refused: ``permission_missing``, ``position_unknown``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        if place:
            position, at, key = place.split("|", 2)
            root = log.root_at(unit, int(position)).hex()
            when = Point(int(position), root, parse_instant(at), effective_as_of, is_now=False)
        else:
            when, key = point(node, unit, recorded_as_of, effective_as_of), ""
    mark = f"{when.position}|{instant_text(when.at)}|"
    return Table(
        report, wanted, when, (Placed(mark + row.key, row.cells) for row in report.rows(node, when, key, wanted))
    )


def where_of(when: Point) -> Where:
    """Give the point as the store knows it."""
    return Where(when.position, when.effective_on)


def numbered(rows: Iterable[Mapping[str, Any]], after: str) -> Iterator[Row]:
    """Number the rows of a short report, and give those behind a number."""
    last = int(after) if after else 0
    for number, cells in enumerate(rows, start=1):
        if number > last:
            yield Row(str(number), cells)


def transactions_link(when: Point, **filters: str) -> str:
    """Write the address of the transactions that a filter finds at a point."""
    return _link("/api/v1/transactions", when, filters)


def postings_link(when: Point, **legs: str) -> str:
    """Write the address of the postings behind a figure."""
    return _link("/api/v1/reports/postings", when, legs)


def report_link(when: Point, name: str, **options: str) -> str:
    """Write the address of another report at the same point."""
    return _link(f"/api/v1/reports/{name}", when, options)


def _link(path: str, when: Point, told: Mapping[str, str]) -> str:
    days = {} if "effective_as_of" in told or not when.effective_on else {"effective_as_of": when.effective_on}
    asked = {name: value for name, value in told.items() if value}
    return f"{path}?{urlencode({**asked, 'recorded_as_of': str(when.position), **days})}"
