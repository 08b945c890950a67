"""Posting: accruals posted in this process, through the services, as any door would have them posted."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bench.measuring import Slice
from bench.sizes import BATCH_ITEMS
from bench.world import World, require_posted
from ledger.services.accruals import post_accrual, post_accruals
from ledger.services.context import Request
from ledger.services.node import Node


@dataclass(frozen=True, slots=True)
class InProcess:
    """The services on a ledger of their own."""

    url: str
    node: Node
    world: World

    def batch(self) -> Slice:
        """Post a whole batch, each item for itself."""
        items = self.world.activities(BATCH_ITEMS)
        request = self._request()
        started = time.perf_counter()
        answer = post_accruals(self.node, request, items, "independent")
        seconds = time.perf_counter() - started
        require_posted(answer)
        return Slice(len(items), seconds)

    def singles(self, count: int) -> Slice:
        """Post activities one by one, each in a unit of work of its own."""
        latencies_ms = []
        for item in self.world.activities(count):
            request = self._request()
            started = time.perf_counter()
            answer = post_accrual(self.node, request, item)
            latencies_ms.append((time.perf_counter() - started) * 1000)
            require_posted(answer)
        return Slice(count, sum(latencies_ms) / 1000, latencies_ms)

    def _request(self) -> Request:
        number = next(self.world.serial)
        university = self.world.universities[number % len(self.world.universities)]
        key = f"bench-{number:012d}"
        return Request(university.caller, "accruals.post", key, key.encode(), "trace")
