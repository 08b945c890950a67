"""Output: what commands print. Results go to standard output, progress and remarks to standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ledger.services import parquet

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def require_form(form: str) -> None:
    """Let pass a form of files that can be written here; raises ``click.UsageError``."""
    if form == "parquet" and not parquet.INSTALLED:
        raise click.UsageError(parquet.MISSING)


def print_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], lines: Sequence[Mapping[str, Any]]) -> None:
    """Print lines under their columns; what a line does not have stays empty."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*("" if line.get(column) is None else str(line[column]) for column in columns))
    width = None if Console().is_terminal else 500
    Console(width=width, highlight=False).print(table)


def print_fields(fields: Mapping[str, Any]) -> None:
    """Print names and values, one pair on a line."""
    longest = max(len(name) for name in fields)
    for name, value in fields.items():
        click.echo(f"{name:<{longest}}  {value}")


def remark(words: str) -> None:
    """Say something beside the result."""
    click.echo(words, err=True)


class Bar:
    """A progress bar of one task."""

    def __init__(self, progress: Progress, words: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(words, total=total)

    def advance(self) -> None:
        """Count one step."""
        self._progress.advance(self._task)

    def reach(self, done: int, total: int | None = None) -> None:
        """Stand at ``done`` of ``total``."""
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def progress_bar(words: str, total: int | None = None) -> Iterator[Bar]:
    """Show a progress bar on standard error; where that is no terminal, one line at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bar(progress, words, total)
