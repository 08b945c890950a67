"""Paging: cut a list along positions, which never change, so that a page is found by an index and not by counting."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

Rows = TypeVar("Rows", bound=Select[Any])


def along_positions(
    chosen: Rows, position: InstrumentedAttribute[int], after: int | None, limit: int, *, newest_first: bool = False
) -> Rows:
    """Cut the page behind ``after``: above it, or below it where the newest come first; ``None`` is the first page."""
    if after is not None:
        chosen = chosen.where(position < after if newest_first else position > after)
    return chosen.order_by(position.desc() if newest_first else position).limit(limit)
