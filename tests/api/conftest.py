"""Fixtures of the door's tests: one house for each engine, as long as the session, or one that nobody shares."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api.house import House, build_house
from tests.support.engines import ENGINES, fresh_database


@pytest.fixture(scope="session", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give the house on one engine."""
    with _built(request, tmp_path_factory) as built:
        yield built


@pytest.fixture(scope="module", params=ENGINES)
def own_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a module a house of its own on one engine, whose clock it may move."""
    with _built(request, tmp_path_factory) as built:
        yield built


@contextmanager
def _built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        built = build_house(url, folder)
        yield built
        built.node.store.engine.dispose()
