"""Fresh migrated stores, quickly: migrated once as a template, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from ledger.store.database import create_store_engine
from ledger.store.migrations import upgrade
from ledger.store.store import Store
from tests.support.engines import sqlite_url
from tests.support.postgres import PostgresServer


class StoreFactory:
    """Makes empty stores of one engine; ``close`` ends the last one, ``drop`` removes the template."""

    def __init__(self, copy: Callable[[], str], remove: Callable[[str], None], drop: Callable[[], None]) -> None:
        self._copy = copy
        self._remove = remove
        self.drop = drop
        self._open: list[tuple[str, Engine]] = []

    def __call__(self) -> Store:
        """Make an empty store."""
        url = self._copy()
        engine = create_store_engine(url)
        self._open.append((url, engine))
        return Store(engine)

    def close(self) -> None:
        """Close and remove every store made so far."""
        while self._open:
            url, engine = self._open.pop()
            engine.dispose()
            self._remove(url)

    @classmethod
    def sqlite(cls, folder: Path) -> StoreFactory:
        """Make SQLite stores in a folder."""
        template = folder / "template.db"
        migrate(sqlite_url(template))
        made: list[Path] = []

        def copy() -> str:
            target = folder / f"ledger-{len(made)}.db"
            shutil.copyfile(template, target)
            made.append(target)
            return sqlite_url(target)

        return cls(copy, lambda url: None, lambda: None)

    @classmethod
    def postgresql(cls, server: PostgresServer) -> StoreFactory:
        """Make PostgreSQL stores on a server."""
        template = server.create_database()
        migrate(template)
        return cls(
            lambda: server.create_database(template_url=template),
            server.drop_database,
            lambda: server.drop_database(template),
        )


def migrate(url: str) -> None:
    """Bring the database at an address to the present schema, and let go of it."""
    engine = create_store_engine(url)
    upgrade(engine)
    engine.dispose()
