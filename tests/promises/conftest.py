"""Fixtures of the promises, for each engine: a house behind real servers, and copies of a story to be damaged."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.promises.damaged import Copy, Original
from tests.promises.wire import WiredHouse, wired_house
from tests.support.engines import ENGINES, POSTGRESQL, fresh_database, once_for_each_engine
from tests.support.postgres import PostgresServer

SETTINGS = {
    "LEDGER_BRAKE_FAILURES_MAX": "3",
    "LEDGER_DOOR_BODY_BYTES_MAX": "1000000",
    "LEDGER_DATABASE_LOCK_TIMEOUT_MS": "4000",
}
"""Where tests would otherwise have to wait, or to send much."""


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WiredHouse]:
    """Give the house on one engine: one server process on SQLite, two on PostgreSQL."""
    folder = tmp_path_factory.mktemp("wired")
    with (
        fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url,
        wired_house(request.param, url, folder, SETTINGS) as built,
    ):
        yield built


@pytest.fixture(scope="session")
def originals(
    postgres: Callable[[], PostgresServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Original]]:
    """Tell the story on an engine, once."""

    def tell(engine: str) -> closing[Original]:
        server = postgres() if engine == POSTGRESQL else None
        return closing(Original(tmp_path_factory.mktemp("original"), server))

    with once_for_each_engine(tell) as originals:
        yield originals


@pytest.fixture(scope="session", params=ENGINES)
def original(request: pytest.FixtureRequest, originals: Callable[[str], Original]) -> Original:
    """Give the story as it was told on one engine."""
    return originals(request.param)


@pytest.fixture
def copy(original: Original) -> Iterator[Copy]:
    """Give a copy that takes any change."""
    with original.copied() as made:
        made.disarm()
        made.loosen()
        yield made
