"""Revisions: where a database's schema stands, and where this code needs it.

A revision is the number with which the name of its migration's file begins. It is read without the library that brings
a schema there, which every process would else load to read two words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

FOLDER: Final = Path(__file__).resolve().parents[2] / "migrations"
TABLE: Final = "alembic_version"


def current_revision(connection: Connection) -> str | None:
    """Give the revision of the database, ``None`` before the first migration."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {TABLE}").scalar_one_or_none()
    return found


def expected_revision() -> str:
    """Give the revision that this code needs: that of the last migration there is."""
    return max(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))
