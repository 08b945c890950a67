"""Paging: cut a list along positions, which never change, so that a page is found by an index and not by counting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from ledger.store.engines.postgresql import Postgresql
from ledger.store.units import ReadingUnit

Rows = TypeVar("Rows", bound=Select[Any])

NO_POSITION: Final = 2**62
"""Behind every position there will be."""


def along_positions(chosen: Rows, position: InstrumentedAttribute[int], after: int | None, limit: int) -> Rows:
    """Cut the page behind ``after``, ``None`` for the first."""
    if after is not None:
        chosen = chosen.where(position > after)
    return chosen.order_by(position).limit(limit)


def along_index(
    unit: ReadingUnit,
    chosen: Rows,
    wanted: Sequence[tuple[InstrumentedAttribute[str], str]],
    position: InstrumentedAttribute[int],
    after: int | None,
    limit: int,
) -> Rows:
    """Cut the page behind ``after`` of what has the wanted values, along the index that leads by the first of them.

    Told to find equal values, PostgreSQL may walk all positions instead, past any number that do not match; told the
    places, SQLite walks all positions with the value. SQLite takes any index that it is not kept from.

    Args:
        wanted: columns that lead an index over positions, the narrowest first; "" does not matter.
    """
    given = [(column, value) for column, value in wanted if value]
    if not given:
        return along_positions(chosen, position, after, limit)
    lead, *others = given
    if isinstance(unit.backend, Postgresql):
        chosen = chosen.where(*(column == other for column, other in others))
    else:
        chosen = chosen.where(*(column.concat(literal("")) == other for column, other in others))
    return along_places(unit, chosen, [lead], position, after, limit)


def along_places(
    unit: ReadingUnit,
    chosen: Rows,
    leads: Sequence[tuple[InstrumentedAttribute[str], str]],
    position: InstrumentedAttribute[int],
    after: int | None,
    limit: int,
) -> Rows:
    """Cut the page behind ``after`` along the index that leads by all of these columns, each of which has its value."""
    columns, values = [column for column, _ in leads], [value for _, value in leads]
    if isinstance(unit.backend, Postgresql):
        place = tuple_(*columns, position)
        chosen = chosen.where(place > (*values, after or 0), place <= (*values, NO_POSITION))
    else:
        chosen = chosen.where(*(column == value for column, value in leads), position > (after or 0))
    return chosen.order_by(*columns, position).limit(limit)
