"""Moments: days, instants and journal positions as options of a command; what is none is refused where it is read.

They end as what services know: a day as ISO 8601, an instant in UTC with milliseconds, a position as a whole number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import click

from ledger.domain.dates import instant_text


class Day(click.ParamType[str]):
    """A calendar date that exists, as ISO 8601 text."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a day; the command ends where it is none."""
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"expected a day such as 2026-08-31, found {value}", param, ctx)


class Instant(click.ParamType[Any]):
    """A point in time with its offset, read as UTC with milliseconds."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read an instant; the command ends where it is none."""
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            self.fail(f"expected a time such as 2026-09-01T00:00:00+09:00, found {value}", param, ctx)
        return instant_text(at)


class PositionOrInstant(Instant):
    """A journal position, or a point in time."""

    name = "POSITION|TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read either; the command ends where it is none of them."""
        told = str(value)
        return int(told) if told.isascii() and told.isdecimal() else super().convert(value, param, ctx)


_AS_OF: Final = (
    click.option("--effective-as-of", type=Day(), help="What was effective on that accounting day."),
    click.option("--recorded-as-of", type=PositionOrInstant(), help="What had been recorded by then."),
)


def as_of_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the two axes on which a figure is asked for."""
    for option in _AS_OF:
        command = option(command)
    return command
