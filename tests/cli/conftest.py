"""Fixtures of the command line: an empty installation, and one with a small demo, on each engine.

The demo is loaded once for each engine; tests work on copies.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.cli.demo_file import read_demo_file, write_demo_file
from tests.cli.installation import Installation
from tests.support.engines import ENGINES, SQLITE, fresh_database, once_for_each_engine, sqlite_url
from tests.support.postgres import PostgresServer

DEMO_ACCRUALS = 150


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Installation:
    """Give an installation with an empty database."""
    return Installation(tmp_path, database_url)


@pytest.fixture
def sqlite_installation(tmp_path: Path) -> Installation:
    """Give an installation with no SQLite file yet, for what does not depend on the engine."""
    return Installation(tmp_path, sqlite_url(tmp_path / "ledger.db"))


@pytest.fixture(scope="session")
def demos(
    postgres: Callable[[], PostgresServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Installation]]:
    """Give the small demo on an engine, loaded when it is first asked for; nobody works on it but its copies."""

    @contextmanager
    def loaded(engine: str) -> Iterator[Installation]:
        folder = tmp_path_factory.mktemp(f"loaded-{engine}")
        with fresh_database(engine, folder, postgres) as url:
            installation = Installation(folder, url)
            done = installation.run("demo", "--accruals", str(DEMO_ACCRUALS))
            assert done.returncode == 0, done.stderr
            yield installation

    with once_for_each_engine(loaded) as demos:
        yield demos


@pytest.fixture(scope="session", params=ENGINES)
def loaded_demo(request: pytest.FixtureRequest, demos: Callable[[str], Installation]) -> Installation:
    """Give a small demo that was loaded once for each engine."""
    return demos(request.param)


@pytest.fixture(scope="module")
def with_demo(
    loaded_demo: Installation, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Give an installation with a small demo that the tests of a module share."""
    with copy_of(loaded_demo, tmp_path_factory.mktemp("with-demo"), request) as installation:
        yield installation


@pytest.fixture
def own_demo(loaded_demo: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Give an installation with a small demo for one test alone."""
    with copy_of(loaded_demo, tmp_path, request) as installation:
        yield installation


@pytest.fixture(scope="module")
def sqlite_demo(
    demos: Callable[[str], Installation], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Give an installation with a small demo that a module shares, for what does not depend on the engine."""
    with copy_of(demos(SQLITE), tmp_path_factory.mktemp("sqlite-demo"), request) as installation:
        yield installation


@pytest.fixture
def own_sqlite_demo(
    demos: Callable[[str], Installation], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Installation]:
    """Give an installation with a small demo for one test alone, for what does not depend on the engine."""
    with copy_of(demos(SQLITE), tmp_path, request) as installation:
        yield installation


@contextmanager
def copy_of(template: Installation, folder: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """Copy a database, its keys and its demo file; nobody is connected to the template."""
    shutil.copytree(template.folder / "keys", folder / "keys")
    url, server = sqlite_url(folder / "ledger.db"), None
    if template.database_url.startswith(SQLITE):
        shutil.copy(template.folder / "ledger.db", folder / "ledger.db")
    else:
        server = request.getfixturevalue("postgres_server")
        assert isinstance(server, PostgresServer)
        url = server.create_database(template.database_url)
    demo_file = Path("build") / "demo.json"
    write_demo_file(folder / demo_file, {**(read_demo_file(template.folder / demo_file) or {}), "database_url": url})
    yield Installation(folder, url)
    if server is not None:
        server.drop_database(url)
