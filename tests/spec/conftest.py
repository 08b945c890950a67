"""Fixtures of the stories: for each engine one empty scheme with its people, and a copy of it for each story."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.application import create_app
from ledger.services.demo_cast import registration_number
from tests.api.house import House, StandingClock, open_house, settings_for
from tests.spec.verbs_scheme import OWNERS
from tests.support.engines import ENGINES, SQLITE, sqlite_url
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


class Stage:
    """A ledger in which nothing has happened but that everybody came in; stories are played on copies of it."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self._folder = folder
        self._server = server
        self._numbers = itertools.count()
        self._file = folder / "stage.db"
        self._url = server.create_database() if server else sqlite_url(self._file)
        self._house = open_house(self._url, folder, OPENED_AT)
        for name, kind, number in PEOPLE:
            self._house.clock.pass_by(seconds=1)  # ids are in the order of time: the sweep takes Haeundae before Gijang
            self._house.onboard(name, kind, number, "program_owner" if kind == "agency" else "")
        self._house.grant("approver", "operator", "operator_approver")
        self._house.grant("operator-again", "operator", "operator_approver", same_person_as="operator")
        profile = f"/api/v1/organizations/{self._house.of('technopark')}/profile"
        assert self._house.post("operator", profile, {"owner": OWNERS["Technopark"]}).status_code == 200
        self._house.node.store.engine.dispose()

    @contextmanager
    def set(self) -> Iterator[House]:
        """Give a copy of the house, gone afterwards; its clock stands where everybody had come in."""
        file = self._folder / f"story-{next(self._numbers)}.db"
        if self._server:
            url = self._server.create_database(template_url=self._url)
        else:
            url = sqlite_url(file)
            shutil.copyfile(self._file, file)
        clock = StandingClock(self._house.clock.now)
        app = create_app(settings_for(url, self._folder), clock)
        house = replace(self._house, app=app, node=app.extensions["ledger"], clock=clock)
        try:
            yield house
        finally:
            house.node.store.engine.dispose()
            if self._server:
                self._server.drop_database(url)
            else:
                file.unlink()

    def close(self) -> None:
        """Remove it."""
        if self._server:
            self._server.drop_database(self._url)


@pytest.fixture(scope="session", params=ENGINES)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Give the stage on one engine."""
    server = None if request.param == SQLITE else request.getfixturevalue("postgres_server")
    built = Stage(tmp_path_factory.mktemp("stage"), server)
    yield built
    built.close()


@pytest.fixture
def house(stage: Stage) -> Iterator[House]:
    """Give a house for one story."""
    with stage.set() as built:
        yield built
