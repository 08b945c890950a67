"""Fixtures for every test: one PostgreSQL for the session, and each test of a database on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.database import create_store_engine
from ledger.store.store import Store
from tests.support.engines import ENGINES, fresh_database
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.stores import migrate


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server as long as the session, one for each xdist worker."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine the test runs on: once "sqlite", once "postgresql"."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty database of the engine, dropped after the test."""
    with fresh_database(engine_name, tmp_path, lambda: request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Give a migrated, empty store of the engine."""
    migrate(database_url)
    engine = create_store_engine(database_url)
    yield Store(engine)
    engine.dispose()
