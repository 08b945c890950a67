"""House: all that is measured under everyday load, up and running: both ledgers with their servers, the references.

Of each engine's world there are two copies: one is served over HTTP, the other is posted to in this process.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from bench.conversations import Accruals, Tokens, batch_request, hello
from bench.copying import RawCopy
from bench.ground import Ground
from bench.hordak import Hordak, running_hordak
from bench.importing import Importing
from bench.load import LoadFailed, Talk, connected, drive
from bench.measuring import Slice
from bench.neighbour import BatchNeighbour
from bench.posting import InProcess
from bench.references import Pgbench
from bench.servers import HELLO, LEDGER, Service, serving
from bench.sizes import BATCH_ITEMS
from bench.world import Place, World, copy_of, furnish, place_for
from ledger.services.verification import Report, verify
from tests.support.engines import POSTGRESQL, SQLITE


@dataclass(frozen=True, slots=True)
class Served:
    """A ledger that is served over HTTP, and who is in it.

    Attributes:
        settings: it is served with, other than the default.
    """

    place: Place
    world: World
    service: Service
    tokens: Tokens
    settings: Mapping[str, str]

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

    def singles_beside_batches(self, clients: int, seconds: int) -> Slice:
        """Let so many clients post single accruals while another posts batches, until the last batch is done."""
        singles = Accruals(self.world, self.tokens, self.world.companies)
        with BatchNeighbour(self.service.port, self.world, self.tokens).at_work(seconds) as busy:
            return drive(self.service.port, clients, singles, seconds, busy)


@dataclass(frozen=True, slots=True)
class House:
    """What there is to measure; ledgers by engine.

    Attributes:
        hordak: ``None`` where it is not installed.
    """

    served: dict[str, Served]
    in_process: dict[str, InProcess]
    importing: dict[str, Importing]
    hello_service: Service
    pgbench: Pgbench
    raw_copy: RawCopy
    hordak: Hordak | None

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
def serving_ledger(ground: Ground, place: Place, world: World) -> Iterator[Served]:
    """Serve the ledger in a place until the block ends."""
    with serving(LEDGER, place, ground.folder, ground.settings) as service:
        yield Served(place, world, service, Tokens(service.port), ground.settings)


@contextmanager
def opened_house(ground: Ground) -> Iterator[House]:
    """Bring everything up, and take it down without a trace."""
    folder, settings, new_database = ground.folder, ground.settings, ground.new_database
    with ExitStack() as stack:
        served, in_process, importing = {}, {}, {}
        for engine in (POSTGRESQL, SQLITE):
            template = place_for(engine, folder, new_database, "world")
            world = furnish(template)
            place = copy_of(template, folder, new_database, "served")
            served[engine] = stack.enter_context(serving_ledger(ground, place, world))
            place = copy_of(template, folder, new_database, "in-process")
            in_process[engine] = InProcess(place.url, stack.enter_context(place.opened()), world)
            place = copy_of(template, folder, new_database, "importing")
            importing[engine] = Importing(place, world, folder, settings)
        copied = in_process[POSTGRESQL]
        raw_copy = stack.enter_context(closing(RawCopy(copied.url, BATCH_ITEMS, copied.batch)))
        yield House(
            served=served,
            in_process=in_process,
            importing=importing,
            hello_service=stack.enter_context(serving(HELLO, served[POSTGRESQL].place, folder, settings, "/")),
            pgbench=Pgbench.on(ground.server.bin_dir, new_database(None)),
            raw_copy=raw_copy,
            hordak=stack.enter_context(running_hordak(new_database(None))),
        )
