"""The tables as the write path knows them: names, columns, types and keys, read off the schema once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table as SqlTable

from ledger.store.engines.backend import Table
from ledger.store.schema import PROJECTIONS, Base

_POSTGRESQL_TYPES: Final = {str: "text", int: "bigint", bytes: "bytea"}


def _table(name: str) -> Table:
    table = Base.metadata.tables[name]
    return Table(
        name,
        tuple(column.name for column in table.columns),
        tuple(_POSTGRESQL_TYPES[column.type.python_type] for column in table.columns),
        tuple(column.name for column in table.primary_key.columns),
    )


TABLES: Final[dict[str, Table]] = {name: _table(name) for name in Base.metadata.tables}
"""Every table by its name."""

OF_ROW: Final[dict[type, Table]] = {row_type: TABLES[name] for row_type, name in PROJECTIONS.items()}
"""The table of each projection's row class."""


def projection(row_type: type) -> SqlTable:
    """Give the table of a row class as SQLAlchemy knows it; its columns are the fields of the class, in order."""
    return Base.metadata.tables[PROJECTIONS[row_type]]
