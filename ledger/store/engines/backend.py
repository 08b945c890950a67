"""Backend: what the store asks of an engine on its hot path, where it speaks to the driver itself.

A *question* is SQL text with the driver's placeholders and its parameters. Keys travel as one parameter however many
there are, so the number of statements never depends on the number of commands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Engine, PoolProxiedConnection


class Trouble(Enum):
    """Why an engine did not answer."""

    BUSY = "busy"
    """It is there but would not wait any longer; nothing was committed."""
    LOST = "lost"
    """The connection is gone; what was under way at COMMIT may have happened."""


class Question(NamedTuple):
    """One SELECT with its parameters."""

    sql: str
    parameters: tuple[Any, ...]


class Table(NamedTuple):
    """A table as the write path knows it; ``types`` are PostgreSQL's names of the columns' types."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    key: tuple[str, ...]


class Write(NamedTuple):
    """Rows for a table; with ``replace`` a row takes the place of the one with its key."""

    table: Table
    rows: Sequence[tuple[Any, ...]]
    replace: bool


class Backend(Protocol):
    """One engine."""

    name: str
    placeholder: str
    one_writer_per_process: bool
    """Whether threads of one process queue here rather than at the engine."""

    def prepare(self, engine: Engine) -> None:
        """Make every new connection of the engine durable and strict."""

    def writing_options(self) -> dict[str, Any]:
        """Give the execution options of a connection that is going to write."""

    def reading_options(self) -> dict[str, Any]:
        """Give the execution options of a connection that reads one snapshot."""

    def commit_by_itself(self, connection: Any) -> None:
        """Make a driver's connection commit each statement by itself."""

    def lock_head(self, connection: Connection, questions: Sequence[Question]) -> tuple[Any, list[list[Any]]]:
        """Take the head lock; gives the head's row, as ``head_of`` reads it, and what was asked under it."""

    def ask(self, connection: Connection, questions: Sequence[Question]) -> list[list[Any]]:
        """Answer questions that do not depend on each other, in as few round trips as the engine allows."""

    def ask_once(self, connection: PoolProxiedConnection, question: Question) -> list[Any]:
        """Answer one question on a connection that commits by itself."""

    def write(self, connection: Connection, writes: Iterable[Write], *, commit: bool) -> None:
        """Write rows, in order, one statement for each table; ``commit`` says that nothing follows."""

    def among(self, column: str) -> str:
        """Give the condition that a column is among keys that travel as one parameter (``keys``)."""

    def keys(self, keys: Collection[Any]) -> Any:
        """Give the one parameter of ``among``."""

    def pairs(self, first: str, second: str) -> str:
        """Give a FROM item ``k(first, second)`` over pairs: text and text, or text and whole number."""

    def pair_parameters(self, pairs: Collection[tuple[Any, Any]]) -> tuple[Any, ...]:
        """Give the parameters of ``pairs``."""

    def first_lots(self, columns: str) -> str:
        """Give the SELECT of the first n available lots of holders, over the pairs (holder, n), 0 for all."""

    def diagnose(self, error: BaseException) -> Trouble | None:
        """Tell whether an error of the driver means that the engine did not answer."""


def driver_error(error: BaseException) -> BaseException:
    """Give the driver's own error where SQLAlchemy wrapped it."""
    original = getattr(error, "orig", None)
    return original if isinstance(original, BaseException) else error


def select_list(columns: Sequence[str], alias: str) -> str:
    """Write columns with their table's alias."""
    return ", ".join(f"{alias}.{column}" for column in columns)
