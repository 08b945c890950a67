"""Fixtures of the door's tests: one house for each engine, as long as the session, or one that nobody shares."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.api.house import House, build_house
from tests.api.stage import Stage, staged
from tests.support.engines import ENGINES, once_for_each_engine
from tests.support.postgres import PostgresServer


@pytest.fixture(scope="session")
def stages(
    postgres: Callable[[], PostgresServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Stage]]:
    """Give a furnished ledger on an engine, to be copied."""
    with once_for_each_engine(partial(staged, postgres, tmp_path_factory, build_house)) as stages:
        yield stages


@pytest.fixture(scope="session")
def houses(stages: Callable[[str], Stage]) -> Iterator[Callable[[str], House]]:
    """Give the house on an engine that everybody shares."""
    with once_for_each_engine(lambda engine: stages(engine).set()) as houses:
        yield houses


@pytest.fixture(scope="session", params=ENGINES)
def house(request: pytest.FixtureRequest, houses: Callable[[str], House]) -> House:
    """Give the house on one engine."""
    return houses(request.param)


@pytest.fixture(scope="module", params=ENGINES)
def own_house(request: pytest.FixtureRequest, stages: Callable[[str], Stage]) -> Iterator[House]:
    """Give a module a house of its own on one engine, whose clock it may move."""
    with stages(request.param).set() as house:
        yield house
