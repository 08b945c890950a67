"""Schema names: of columns, constraints and indexes, table by table, as the code expects them and as they are there."""

from __future__ import annotations

import warnings
from collections import defaultdict
from typing import Final

from sqlalchemy import Connection, Table, inspect
from sqlalchemy.exc import SAWarning

_INDEXES: Final = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema()",
}
"""Names of every index, by their table."""


def expected_names(table: Table) -> set[str]:
    """Give the names of the constraints and indexes that a table should have."""
    constraints = {str(item.name) for item in table.constraints if item is not table.primary_key}
    return constraints | {str(item.name) for item in table.indexes}


def live_names(connection: Connection) -> tuple[dict[str, set[str]], dict[str, set[str | None]]]:
    """Give the names of the columns, and of the constraints and indexes, that there are, by their table."""
    names: dict[str, set[str | None]] = defaultdict(set)
    for table, index in connection.exec_driver_sql(_INDEXES[connection.dialect.name]):
        names[table].add(index)
    inspector = inspect(connection)
    with warnings.catch_warnings():
        # It warns of SQLite's indexes of expressions, which it does not tell: they were told above.
        warnings.simplefilter("ignore", SAWarning)
        columns = {key[1]: {item["name"] for item in found} for key, found in inspector.get_multi_columns().items()}
        for found in (
            inspector.get_multi_check_constraints(),
            inspector.get_multi_unique_constraints(),
            inspector.get_multi_foreign_keys(),
        ):
            for (_, name), items in found.items():
                names[name].update(item["name"] for item in items)
    return columns, names
