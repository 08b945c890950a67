"""The wired house: the house of the door's tests, behind real server processes and real HTTP.

Its ledger runs by a simulated clock that the house moves. On SQLite one server process serves it; on PostgreSQL two do,
on two ports, with one database and one folder of keys, and each request goes to the next of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Barrier
from typing import Any, TypeVar, cast

from sqlalchemy import select, text

from ledger.domain.dates import instant_text
from ledger.domain.journal.notes import Checkpoint
from ledger.services.access import anchor
from ledger.services.keys import Keys
from ledger.services.node import Node, read_parameters
from ledger.services.organizations import open_ledger
from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from ledger.store.migrations import upgrade
from ledger.store.schema import Base
from ledger.store.store import Store
from tests.api.description import Description
from tests.api.house import NOW, Client, House, StandingClock, furnish
from tests.cli.installation import Installation, free_port
from tests.support.engines import SQLITE
from tests.support.http import Answer, exchange, written
from tests.support.servers import Server

Row = tuple[Any, ...]
Given = TypeVar("Given")


class Wire:
    """Stands where the house has its application: the same calls, each to the next server."""

    def __init__(self, servers: list[Server]) -> None:
        self.servers = servers
        self._turns = itertools.cycle(servers)

    def test_client(self) -> Wire:
        """Give what calls the servers: this very wire."""
        return self

    def get(self, path: str, **more: Any) -> Answer:
        """Read."""
        return self._call("GET", path, **more)

    def post(self, path: str, **more: Any) -> Answer:
        """Write."""
        return self._call("POST", path, **more)

    def put(self, path: str, **more: Any) -> Answer:
        """Ask for what no resource does."""
        return self._call("PUT", path, **more)

    def _call(
        self,
        method: str,
        path: str,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content_type: str = "",
    ) -> Answer:
        body, own_type = written(data)
        kind = content_type or own_type
        told = {**(headers or {}), **({"Content-Type": kind} if kind else {})}
        return exchange(next(self._turns).port, method, path, body, told)


class FileClock(StandingClock):
    """The clock of a simulated ledger: it stands where its file says, for every process of the installation."""

    def __init__(self, now: datetime, path: Path) -> None:
        super().__init__(now)
        self._path = path
        self.pass_by()

    def pass_by(self, **much: int) -> None:
        """Let time pass, such as ``days=3``, for the servers too."""
        self.now += timedelta(**much)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(instant_text(self.now), encoding="ascii")
        fresh.replace(self._path)


class Undescribed:
    """Stands where the house compares answers with the OpenAPI document, which the door's own tests do."""

    def checked(self, method: str, answer: Answer) -> Answer:
        """Give an answer back."""
        return answer


@dataclass(kw_only=True)
class WiredHouse(House):
    """The house over HTTP, with a node of our own beside it to look into its database."""

    installation: Installation

    @property
    def wire(self) -> Wire:
        """What it has in place of an application."""
        return cast(Wire, self.app)

    @property
    def servers(self) -> list[Server]:
        """The server processes, in the order in which requests go to them."""
        return self.wire.servers

    def through(self, server: Server) -> WiredHouse:
        """Give this house through one of its servers."""
        return replace(self, app=cast(Any, Wire([server])))

    def get(self, who: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:  # type: ignore[override]
        """Read as somebody, over the wire."""
        return cast(Answer, super().get(who, path, headers))

    def post(self, who: str, path: str, body: Any = None, *more: Any, **told: Any) -> Answer:  # type: ignore[override]
        """Write as somebody, over the wire."""
        return cast(Answer, super().post(who, path, body, *more, **told))

    def contents(self) -> dict[str, list[Row]]:
        """Give every row of every table."""
        with self.node.store.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
                for name, table in Base.metadata.tables.items()
            }

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Hold that no row of any table changes meanwhile, but that an answer may be remembered under its key, and a
        read noted with its reason."""
        anchor(self.node)
        before = self.contents()
        yield
        after = self.contents()
        noted = len(before["access_log"])
        assert after["access_log"][:noted] == before.pop("access_log")
        reads = {row[1] for row in after.pop("access_log")[noted:]}
        after["vault"] = [row for row in after["vault"] if row[0] not in reads]
        assert set(before.pop("remembered")) <= set(after.pop("remembered"))
        changed = {name: set(after[name]) ^ set(rows) for name, rows in before.items() if after[name] != rows}
        assert not changed, changed

    def at_once(self, calls: Sequence[Callable[[], Given]]) -> list[Given]:
        """Make calls at the same moment, each on a thread of its own; gives what each of them gave."""
        start = Barrier(len(calls))

        def run(call: Callable[[], Given]) -> Given:
            start.wait()
            return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))

    def check_books(self, kept: Checkpoint | None = None) -> None:
        """Hold the database to gapless positions and versions and a sum of zero, and the ledger to its journal."""
        with self.node.store.engine.connect() as connection:
            count, first, last, head = connection.execute(
                text("SELECT count(*), min(position), max(position), (SELECT position FROM head) FROM entries")
            ).one()
            assert (first, last, head) == (1, count, count)
            assert connection.execute(text("SELECT sum(amount) FROM postings")).scalar_one() == 0
            versions_of = "SELECT count(*), min(account_version), max(account_version) FROM postings GROUP BY account"
            for versions, lowest, highest in connection.execute(text(versions_of)):
                assert (lowest, highest) == (1, versions)
        totals = self.get("council", "/api/v1/trial-balance").json["totals"]
        assert totals["debit"] == totals["credit"]
        report = verify(self.node, kept)
        assert report.findings == (), "\n".join(str(finding) for finding in report.findings)
        assert report.entries == count


@contextmanager
def wired_house(engine: str, url: str, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[WiredHouse]:
    """Open a ledger on an empty database, serve it, and furnish it; ``settings`` are environment variables."""
    sockets = mkdtemp(prefix="wired-")  # a server that is killed leaves its socket there, whose path must be short
    installation = Installation(folder, url, {"TMPDIR": sockets, **(settings or {})})
    keys = Keys.load_or_create(folder / "keys")
    clock = FileClock(NOW, keys.folder / "clock")
    store = Store(create_store_engine(url))
    upgrade(store.engine)
    unopened = Node(store, clock, keys, read_parameters(store))
    told = open_ledger(unopened, "wired.example/log", "simulated", "지산학협력센터", "Cooperation centre", "Kim")[
        "client"
    ]
    node = unopened.opened()
    servers = [Server(installation, free_port()) for _ in range(1 if engine == SQLITE else 2)]
    operator = Client(told["client_id"], told["client_secret"], told["organization_id"])
    house = WiredHouse(
        # The house takes the wire for its application, and its answers for those of the test client: they do the same.
        app=cast(Any, Wire(servers)),
        node=node,
        clock=clock,
        description=cast(Description, Undescribed()),
        clients={"operator": operator},
        installation=installation,
    )
    try:
        for server in servers:
            server.launch()
        for server in servers:
            server.wait_until_ready()
        furnish(house)
        yield house
    finally:
        for server in servers:
            server.stop()
        store.engine.dispose()
        rmtree(sockets)
