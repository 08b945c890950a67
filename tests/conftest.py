"""Fixtures for every test: one PostgreSQL for the session, and each test of a database on both engines."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from ledger.services import secrets
from ledger.store.database import create_store_engine
from ledger.store.store import Store
from tests.support.engines import ENGINES, SQLITE, fresh_database, sqlite_url
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.stores import migrate

# The same examples each time, however slow the machine is; LEDGER_NEW_EXAMPLES=1 draws others.
settings.register_profile(
    "ledger",
    deadline=None,
    derandomize=not os.environ.get("LEDGER_NEW_EXAMPLES"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ledger")

LONGEST: Final = (
    "tests/promises/test_due_killed.py",
    "tests/cli/test_server.py",
    "tests/docs/test_examples.py",
    "tests/promises/test_kill.py",
    "tests/promises/test_tampering.py",
    "tests/promises/test_refusals.py",
    "tests/promises/test_caps.py",
    "tests/promises/test_last_one.py",
    "tests/promises/test_concurrency.py",
    "tests/promises/test_walk.py",
    "tests/promises/test_objections_raced.py",
    "tests/cli/test_imports.py",
    "tests/cli/test_demo_large.py",
    "tests/cli/test_socket_folder.py",
)
"""The modules that take longest, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest: the last one to begin is what one worker does while the others wait."""
    ranks = {config.rootpath / module: rank for rank, module in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session", autouse=True)
def costly_hasher() -> Iterator[PasswordHasher]:
    """Hash secrets cheaply, by the same algorithm; gives the hasher that the service has outside of tests.

    Tests let in hundreds of clients, and what a guess costs is asked by one test alone.
    """
    costly = secrets._HASHER
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield costly


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], PostgresServer]]:
    """Give what starts a PostgreSQL server when it is first asked for, one for each xdist worker.

    It runs as long as the session, and longer than any fixture that asks for this one.
    """
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(running_postgres()))


@pytest.fixture(scope="session")
def postgres_server(postgres: Callable[[], PostgresServer]) -> PostgresServer:
    """Give the PostgreSQL server."""
    return postgres()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine the test runs on: once "sqlite", once "postgresql"."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty database of the engine, dropped after the test."""
    with fresh_database(engine_name, tmp_path, lambda: request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy from."""
    file = tmp_path_factory.mktemp("migrated") / "ledger.db"
    migrate(sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of a migrated PostgreSQL database to copy from."""
    url = postgres_server.create_database()
    migrate(url)
    yield url
    postgres_server.drop_database(url)


@pytest.fixture
def migrated_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a migrated, empty database."""
    if engine_name == SQLITE:
        yield sqlite_url(shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "ledger.db"))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(request.getfixturevalue("migrated_template"))
    yield url
    server.drop_database(url)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    """Give a migrated, empty store of the engine."""
    engine = create_store_engine(migrated_url)
    yield Store(engine)
    engine.dispose()
