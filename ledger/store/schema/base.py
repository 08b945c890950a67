"""What all tables share: the types of their columns, their names, and how SQLite keeps them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    TextClause,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

WORDS: Final = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE: Final = BigInteger().with_variant(Integer(), "sqlite")

Words = Annotated[str, mapped_column(WORDS)]
Whole = Annotated[int, mapped_column(WHOLE, autoincrement=False)]
Octets = Annotated[bytes, mapped_column(LargeBinary)]
WordsKey = Annotated[str, mapped_column(WORDS, primary_key=True)]
WholeKey = Annotated[int, mapped_column(WHOLE, primary_key=True, autoincrement=False)]

STRICT: Final[dict[str, Any]] = {"sqlite_strict": True}
CLUSTERED: Final[dict[str, Any]] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""SQLite keeps such a table in the order of its key, without a second index."""


class Base(DeclarativeBase):
    """The tables of the ledger."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def present(column: Any) -> ColumnElement[bool]:
    """Say in literal words that a column is not "": neither engine sees by itself that a parameter is not."""
    condition: ColumnElement[bool] = column != literal_column("''")
    return condition


def partial(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """Make an index of the rows where a condition is true; a query finds it only if it says the same words."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))
