"""A stage: a ledger as it was furnished once, and houses on copies of it, which is quicker than furnishing each."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.application import create_app
from tests.api.house import House, StandingClock, settings_for
from tests.support.engines import SQLITE, sqlite_url
from tests.support.postgres import PostgresServer

Build = Callable[[str, Path], House]
"""Furnishes the ledger in an empty database, with its keys and documents in a folder."""


class Stage:
    """A furnished ledger on one engine, on which nobody works but on its copies."""

    def __init__(self, engine: str, folder: Path, server: Callable[[], PostgresServer], build: Build) -> None:
        self._folder = folder
        self._copies = folder.with_name(f"{folder.name}-copies")
        self._numbers = itertools.count()
        self._server = None if engine == SQLITE else server()
        self._url = self._server.create_database() if self._server else sqlite_url(folder / "ledger.db")
        self._house = build(self._url, folder)
        self._house.node.store.engine.dispose()
        self._serial = next(self._house.serial)

    @contextmanager
    def set(self) -> Iterator[House]:
        """Give a house on a copy of the ledger, its keys and its documents; the copy is gone afterwards."""
        folder = self._copies / str(next(self._numbers))
        shutil.copytree(self._folder, folder)
        url = self._server.create_database(self._url) if self._server else sqlite_url(folder / "ledger.db")
        clock = StandingClock(self._house.clock.now)
        app = create_app(settings_for(url, folder), clock)
        app.testing = True
        clients = {name: replace(client) for name, client in self._house.clients.items()}
        house = replace(
            self._house,
            app=app,
            node=app.extensions["ledger"],
            clock=clock,
            clients=clients,
            serial=itertools.count(self._serial),
        )
        try:
            yield house
        finally:
            house.node.store.engine.dispose()
            if self._server:
                self._server.drop_database(url)
            shutil.rmtree(folder)

    def close(self) -> None:
        """Remove it."""
        if self._server:
            self._server.drop_database(self._url)


@contextmanager
def staged(
    server: Callable[[], PostgresServer], folders: pytest.TempPathFactory, build: Build, engine: str
) -> Iterator[Stage]:
    """Give a stage on an engine as long as a fixture lives."""
    stage = Stage(engine, folders.mktemp("stage"), server, build)
    yield stage
    stage.close()
