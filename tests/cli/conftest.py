"""Fixtures of the command line: an empty installation, and one with a small demo, on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.installation import Installation
from tests.support.engines import ENGINES, fresh_database

DEMO_ACCRUALS = 150


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Installation:
    """Give an installation with an empty database."""
    return Installation(tmp_path, database_url)


@pytest.fixture
def sqlite_installation(tmp_path: Path) -> Installation:
    """Give an installation with no SQLite file yet, for what does not depend on the engine."""
    return Installation(tmp_path, f"sqlite:///{tmp_path}/ledger.db")


@pytest.fixture(scope="module", params=ENGINES)
def with_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give an installation with a small demo; tests of a module share it and leave its ledger as it is."""
    folder = tmp_path_factory.mktemp(f"demo-{request.param}")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        installation = Installation(folder, url)
        done = installation.run("demo", "--accruals", str(DEMO_ACCRUALS))
        assert done.returncode == 0, done.stderr
        yield installation
