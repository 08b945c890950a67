"""Fixtures of the stories: for each engine one empty scheme with its people, and a copy of it for each story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from ledger.services.demo_cast import registration_number
from tests.api.house import House, open_house
from tests.api.stage import Stage, staged
from tests.spec.verbs_scheme import OWNERS
from tests.support.engines import ENGINES, once_for_each_engine
from tests.support.postgres import PostgresServer

OPENED_AT = datetime(2022, 1, 3, 3, 0, tzinfo=UTC)
PEOPLE = (
    ("pukyong", "university", None),
    ("haeundae", "company", registration_number(1)),
    ("gijang", "company", registration_number(2)),
    ("saha", "company", registration_number(3)),
    ("technopark", "agency", None),
    ("council", "auditor", None),
)


def build(url: str, folder: Path) -> House:
    """Open a ledger in which nothing has happened but that everybody came in."""
    house = open_house(url, folder, OPENED_AT)
    for name, kind, number in PEOPLE:
        house.clock.pass_by(seconds=1)  # ids are in the order of time: the sweep takes Haeundae before Gijang
        house.onboard(name, kind, number, "program_owner" if kind == "agency" else "")
    house.grant("approver", "operator", "operator_approver")
    house.grant("operator-again", "operator", "operator_approver", same_person_as="operator")
    profile = f"/api/v1/organizations/{house.of('technopark')}/profile"
    assert house.post("operator", profile, {"owner": OWNERS["Technopark"]}).status_code == 200
    return house


@pytest.fixture(scope="session")
def stages(
    postgres: Callable[[], PostgresServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Stage]]:
    """Give the stage on an engine."""
    with once_for_each_engine(partial(staged, postgres, tmp_path_factory, build)) as stages:
        yield stages


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, stages: Callable[[str], Stage]) -> Iterator[House]:
    """Give a house for one story; its clock stands where everybody had come in."""
    with stages(request.param).set() as house:
        yield house
