"""Profiling: where the time of an accrual or a read goes, function by function, in this process.

``single`` and ``batch`` begin at the services, ``door`` at the WSGI application with a whole HTTP request; so do the
reads ``balance``, ``as-of-position``, ``as-of-day`` and ``page``, on a ledger of ten thousand postings, and ``export``,
which streams all of it: its unit is one entry. The profiler slows every call alike, so its figures tell shares; the
time without it is told first.
"""

from __future__ import annotations

import cProfile
import io
import itertools
import os
import pstats
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.conversations import AS_OF_DAY, AS_OF_POSITION, BALANCE, PAGE, activity_body
from bench.loading import load
from bench.posting import InProcess
from bench.servers import benchmark_postgres
from bench.sizes import BATCH_ITEMS, SMALL
from bench.world import Place, PostingRefused, World, furnish, place_for
from ledger.application import create_app
from ledger.services.demo_cast import Client
from tests.support.engines import ENGINES, POSTGRESQL

SINGLES: Final = 2_000
LINES: Final = 45
_IN_PROCESS: Final = ("single", "batch")
_READS: Final = {
    "balance": BALANCE,
    "as-of-position": AS_OF_POSITION,
    "as-of-day": AS_OF_DAY,
    "page": PAGE,
}
NAMES: Final = tuple(f"{path}-{engine}" for path in (*_IN_PROCESS, "door", *_READS, "export") for engine in ENGINES)


def profile(name: str, output: Path) -> str:
    """Profile one of ``NAMES``; gives the report, and leaves the raw profile for other tools in ``output``."""
    path, _, engine = name.rpartition("-")
    with _place(engine) as place, ExitStack() as stack:
        run, count = _work(path, place, stack)
        run()
        started, used = time.perf_counter(), time.process_time()
        run()
        plain_us = (time.perf_counter() - started) / count * 1e6
        used_us = (time.process_time() - used) / count * 1e6
        profiler = cProfile.Profile()
        profiler.runcall(run)
    output.parent.mkdir(parents=True, exist_ok=True)
    profiler.dump_stats(output)
    plain = f"{plain_us:,.0f} us each without the profiler, {used_us:,.0f} of them at work in this process"
    return f"{name}: {plain}; {count:,} times\n{_told(profiler, count)}"


def _work(path: str, place: Place, stack: ExitStack) -> tuple[Callable[[], Any], int]:
    """Make a ledger, and give what to do with it once, and how many units of work that is."""
    if path in _IN_PROCESS:
        world = furnish(place)
        in_process = InProcess(place.url, stack.enter_context(place.opened()), world)
        if path == "batch":
            return in_process.batch, BATCH_ITEMS
        return partial(in_process.singles, SINGLES), SINGLES
    if path == "door":
        world = furnish(place)
        return partial(_knock, _app(place, stack), world.universities[0], partial(_accruals, world)), SINGLES
    world, _ = load(place, SMALL, lambda done, total: None)
    with place.opened() as node, node.store.reading() as unit:
        position = unit.head.position
    knock = partial(_knock, _app(place, stack), world.operator)
    if path == "export":
        return partial(knock, _export), position
    filled = partial(_READS[path].format, position=position // 2, day=world.day)
    return partial(knock, partial(_reads, filled, world)), SINGLES


def _app(place: Place, stack: ExitStack) -> Flask:
    """Make the application; its log is written as ever, to where nobody reads it."""
    with redirect_stderr(stack.enter_context(open(os.devnull, "w", encoding="utf-8"))):
        return create_app(place.settings)


def _accruals(world: World) -> Iterator[EnvironBuilder]:
    """Post activities, one request each."""
    for item in world.activities(SINGLES):
        key = [("Idempotency-Key", item.source_event_id)]
        yield EnvironBuilder(path="/api/v1/accruals", method="POST", json=activity_body(item), headers=key)


def _reads(path: Callable[..., str], world: World) -> Iterator[EnvironBuilder]:
    """Read of companies in turn."""
    for company in itertools.islice(itertools.cycle(world.companies), SINGLES):
        address, _, query = path(organization_id=company.caller.organization_id).partition("?")
        yield EnvironBuilder(path=address, query_string=query)


def _export() -> Iterator[EnvironBuilder]:
    """Stream the whole history, one request."""
    yield EnvironBuilder(path="/api/v1/transactions", headers=[("Accept", "application/x-ndjson")])


def _knock(app: Flask, client: Client, requests: Callable[[], Iterator[EnvironBuilder]]) -> None:
    """Send a client's requests through the application."""
    authority = f"Bearer {_token(app, client)}"
    statuses: list[str] = []

    def start_response(status: str, *_: Any) -> None:
        statuses.append(status)

    for builder in requests():
        builder.headers["Authorization"] = authority
        b"".join(app.wsgi_app(builder.get_environ(), start_response))  # type: ignore[arg-type]
    wrong = [status for status in statuses if not status.startswith("2")]
    if wrong:
        raise PostingRefused(f"expected 2xx, found {wrong[0]}")


def _token(app: Flask, client: Client) -> str:
    form = {"grant_type": "client_credentials", "client_id": client.caller.client_id, "client_secret": client.secret}
    return str(app.test_client().post("/oauth/token", data=form).get_json()["access_token"])


@contextmanager
def _place(engine: str) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder, ExitStack() as stack:
        if engine != POSTGRESQL:
            yield place_for(engine, Path(folder), lambda _: "", "world")
            return
        server = stack.enter_context(benchmark_postgres())
        url = server.create_database()
        stack.callback(server.drop_database, url)
        yield place_for(engine, Path(folder), lambda _: url, "world")


def _told(profiler: cProfile.Profile, count: int) -> str:
    """Write the costliest functions, microseconds of a unit of work."""
    said = io.StringIO()
    for order, title in (("tottime", "by their own time"), ("cumulative", "with all they called")):
        stats: Any = pstats.Stats(profiler).strip_dirs()
        ranked = sorted(stats.stats.items(), key=_COST[order], reverse=True)[:LINES]
        said.write(f"\n{title}: own us, total us and calls, each\n")
        for (file, line, function), (_, calls, own, total, _) in ranked:
            figures = f"{own / count * 1e6:9.1f} {total / count * 1e6:9.1f} {calls / count:8.2f}"
            said.write(f"{figures}  {file}:{line} {function}\n")
    return said.getvalue()


_COST: Final[dict[str, Callable[[Any], float]]] = {
    "tottime": lambda item: item[1][2],
    "cumulative": lambda item: item[1][3],
}
