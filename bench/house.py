"""House: all that is measured, up and running: PostgreSQL, both ledgers with their servers, the references.

Of each engine's world there are two copies: one is served over HTTP, the other is posted to in this process.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.conversations import Tokens, batch_request, hello
from bench.copying import RawCopy
from bench.load import LoadFailed, Talk, connected, drive
from bench.measuring import Slice
from bench.posting import InProcess
from bench.references import Pgbench
from bench.servers import HELLO, LEDGER, Service, benchmark_postgres, postmaster_of, serving, version_of
from bench.sizes import BATCH_ITEMS
from bench.world import Place, World, copy_of, furnish, place_for
from ledger.services.verification import Report, verify
from tests.support.engines import POSTGRESQL, SQLITE


@dataclass(frozen=True, slots=True)
class Served:
    """A ledger that is served over HTTP, and who is in it."""

    place: Place
    world: World
    service: Service
    tokens: Tokens

    def talk(self, clients: int, talk: Talk, seconds: int) -> Slice:
        """Let so many clients talk to it."""
        return drive(self.service.port, clients, talk, seconds)

    def batch(self) -> Slice:
        """Post a batch in one request, from its first byte sent to its last outcome received."""
        request = batch_request(self.world, self.tokens, self.world.activities(BATCH_ITEMS))
        with connected(self.service.port) as connection:
            started = time.perf_counter()
            answer = connection.ask(request)
            seconds = time.perf_counter() - started
        refused = [outcome for outcome in json.loads(answer)["outcomes"] if outcome["status"] != 201]
        if refused:
            raise LoadFailed(f"expected every item to be posted, found {len(refused)} that were not: {refused[0]}")
        return Slice(BATCH_ITEMS, seconds)


@dataclass(frozen=True, slots=True)
class House:
    """What there is to measure; ledgers by engine."""

    postgres_version: str
    database_trees: dict[str, int]
    served: dict[str, Served]
    in_process: dict[str, InProcess]
    hello_service: Service
    pgbench: Pgbench
    raw_copy: RawCopy

    def verified(self) -> dict[str, Report]:
        """Let each served ledger prove that all it acknowledged follows from its journal."""
        reports = {}
        for engine, one in self.served.items():
            with one.place.opened() as node:
                reports[engine] = verify(node)
        return reports

    def say_hello(self, clients: int, seconds: int) -> Slice:
        """Let so many clients ask the smallest application."""
        return drive(self.hello_service.port, clients, hello(), seconds)


@contextmanager
def opened_house(settings: Mapping[str, str]) -> Iterator[House]:
    """Bring everything up, the servers with settings other than the default, and take it down without a trace."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ledger-bench-")))
        server = stack.enter_context(benchmark_postgres())

        def new_database(template_url: str | None) -> str:
            url = server.create_database(template_url)
            stack.callback(server.drop_database, url)
            return url

        served, in_process = {}, {}
        for engine in (POSTGRESQL, SQLITE):
            template = place_for(engine, folder, new_database, "world")
            world = furnish(template)
            place = copy_of(template, folder, new_database, "served")
            service = stack.enter_context(serving(LEDGER, place, folder, settings))
            served[engine] = Served(place, world, service, Tokens(service.port))
            place = copy_of(template, folder, new_database, "in-process")
            in_process[engine] = InProcess(place.url, stack.enter_context(place.opened()), world)
        copied = in_process[POSTGRESQL]
        raw_copy = stack.enter_context(closing(RawCopy(copied.url, BATCH_ITEMS, copied.batch)))
        postmaster = postmaster_of(server)
        yield House(
            postgres_version=version_of(server),
            database_trees={} if postmaster is None else {"database": postmaster},
            served=served,
            in_process=in_process,
            hello_service=stack.enter_context(serving(HELLO, served[POSTGRESQL].place, folder, settings, "/")),
            pgbench=Pgbench.on(server.bin_dir, new_database(None)),
            raw_copy=raw_copy,
        )
