"""Profiling: where the time of an accrual goes, function by function, on the posting path in this process.

``single`` and ``batch`` begin at the services, ``door`` at the WSGI application with a whole HTTP request. The profiler
slows every call alike, so its figures tell shares; the time of an accrual without it is told first.
"""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import Any, Final

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.conversations import activity_body
from bench.posting import InProcess, PostingRefused
from bench.servers import benchmark_postgres
from bench.sizes import BATCH_ITEMS
from bench.world import Place, World, furnish, place_for
from ledger.app import create_app
from tests.support.engines import ENGINES, POSTGRESQL

SINGLES: Final = 2_000
LINES: Final = 45
NAMES: Final = tuple(f"{path}-{engine}" for path in ("single", "batch", "door") for engine in ENGINES)


def profile(name: str, output: Path) -> str:
    """Profile one of ``NAMES``; gives the report, and leaves the raw profile for other tools in ``output``."""
    path, _, engine = name.partition("-")
    with _place(engine) as place:
        world = furnish(place)
        with ExitStack() as stack:
            run, count = _work(path, place, world, stack)
            run()
            started, used = time.perf_counter(), time.process_time()
            run()
            plain_us = (time.perf_counter() - started) / count * 1e6
            used_us = (time.process_time() - used) / count * 1e6
            profiler = cProfile.Profile()
            profiler.runcall(run)
    output.parent.mkdir(parents=True, exist_ok=True)
    profiler.dump_stats(output)
    plain = f"{plain_us:,.0f} us an accrual without the profiler, {used_us:,.0f} of them at work in this process"
    return f"{name}: {plain}; {count:,} accruals\n{_told(profiler, count)}"


def _work(path: str, place: Place, world: World, stack: ExitStack) -> tuple[Callable[[], Any], int]:
    """Give what to do once, and how many accruals that is."""
    if path == "door":
        # Its log is written as ever, to where nobody reads it.
        with redirect_stderr(stack.enter_context(open(os.devnull, "w", encoding="utf-8"))):
            app = create_app(place.settings)
        return _knocking(app, world), SINGLES
    in_process = InProcess(place.url, stack.enter_context(place.opened()), world)
    if path == "batch":
        return in_process.batch, BATCH_ITEMS
    return lambda: in_process.singles(SINGLES), SINGLES


def _knocking(app: Flask, world: World) -> Callable[[], None]:
    """Post activities through the application, one request each."""
    university = world.universities[0]
    form = {"grant_type": "client_credentials", "client_id": university.caller.client_id}
    answer = app.test_client().post("/oauth/token", data=form | {"client_secret": university.secret})
    headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    statuses: list[str] = []

    def start_response(status: str, *_: Any) -> None:
        statuses.append(status)

    def run() -> None:
        for item in world.activities(SINGLES):
            body = activity_body(item)
            told = [*headers.items(), ("Idempotency-Key", item.source_event_id)]
            environ = EnvironBuilder(path="/api/v1/accruals", method="POST", json=body, headers=told).get_environ()
            b"".join(app.wsgi_app(environ, start_response))  # type: ignore[arg-type]
        wrong = [status for status in statuses if not status.startswith("201")]
        if wrong:
            raise PostingRefused(f"expected 201, found {wrong[0]}")

    return run


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
    """Write the costliest functions, microseconds of an accrual."""
    said = io.StringIO()
    for order, title in (("tottime", "by their own time"), ("cumulative", "with all they called")):
        stats: Any = pstats.Stats(profiler).strip_dirs()
        ranked = sorted(stats.stats.items(), key=_COST[order], reverse=True)[:LINES]
        said.write(f"\n{title}: own us, total us and calls of an accrual\n")
        for (file, line, function), (_, calls, own, total, _) in ranked:
            figures = f"{own / count * 1e6:9.1f} {total / count * 1e6:9.1f} {calls / count:8.2f}"
            said.write(f"{figures}  {file}:{line} {function}\n")
    return said.getvalue()


_COST: Final[dict[str, Callable[[Any], float]]] = {
    "tottime": lambda item: item[1][2],
    "cumulative": lambda item: item[1][3],
}
