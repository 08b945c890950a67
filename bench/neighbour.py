"""Neighbour: a client that posts batches of 10,000 one after the other while others are measured.

It works in a thread of its own, which waits nearly all the time: a batch is rendered by joining bytes, and its answer
is only searched for items that were not posted.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bench.conversations import NUMBER, Tokens, activity_body, cut, numbered, render
from bench.load import LoadFailed, connected
from bench.sizes import BATCH_ITEMS
from bench.world import World

_POSTED: Final = b'"status":201'


class BatchNeighbour:
    """A client with batches; each has new activities of all companies in turn."""

    def __init__(self, port: int, world: World, tokens: Tokens) -> None:
        self._port = port
        self._world = world
        self._token = tokens.of(world.universities)[0]
        self._templates = [
            cut(json.dumps(activity_body(world.activity(NUMBER, company))).encode()) for company in world.companies
        ]
        self._failure: Exception | None = None

    @contextmanager
    def at_work(self, seconds: float) -> Iterator[Callable[[], bool]]:
        """Post batches while the block runs, and end with the one that is under way after so many seconds.

        The block is given what tells whether batches are still being posted.

        Raises:
            LoadFailed: not every item of every batch was posted.
        """
        worker = threading.Thread(target=self._post_batches, args=(time.perf_counter() + seconds,), name="batches")
        worker.start()
        try:
            yield worker.is_alive
        finally:
            worker.join()
        if self._failure is not None:
            raise LoadFailed("the batches beside the single accruals failed") from self._failure

    def _post_batches(self, until: float) -> None:
        try:
            with connected(self._port) as connection:
                while time.perf_counter() < until:
                    answer = connection.ask(self._batch())
                    posted = answer.count(_POSTED)
                    if posted != BATCH_ITEMS:
                        raise LoadFailed(f"expected {BATCH_ITEMS} items to be posted, found {posted} that were")
        except Exception as error:  # told to whoever waits for the thread
            self._failure = error

    def _batch(self) -> bytes:
        serial, templates = self._world.serial, self._templates
        numbers = [next(serial) for _ in range(BATCH_ITEMS)]
        items = b", ".join(numbered(templates[number % len(templates)], number) for number in numbers)
        body = b'{"mode": "independent", "items": [' + items + b"]}"
        return numbered(cut(render("POST", "/api/v1/accruals/batch", self._token, body)), next(serial))
