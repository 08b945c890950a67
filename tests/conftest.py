"""Fixtures for every test: one PostgreSQL for the session, and each test of a database on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engines import ENGINES, fresh_database
from tests.support.postgres import PostgresServer, running_postgres


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
