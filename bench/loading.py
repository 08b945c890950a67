"""Loading: years of postings through the services, unit of work by unit of work, under a clock that moves along.

Every day has two: a university's activities with a few holds of companies, and the captures of these. All is priced,
metered, chained into the log and projected as ever, so that the ledger verifies. The *measured*
companies have the same history in a ledger of any size, spread over the same time; in a large one the *long* company
has a tenth of all there is, and the others share the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bench.measuring import Slice
from bench.sizes import COMPANIES, LedgerSize
from bench.world import PROGRAM, Place, World, furnish, require_posted
from ledger.domain import dates
from ledger.domain.commands import Answer, CaptureHold, Command, PlaceHold, Submission
from ledger.services.accruals import accrual_command
from ledger.services.clock import system_clock
from ledger.services.context import Caller, Request, private, submission
from ledger.services.demo import DemoClock
from ledger.services.demo_cast import Client
from ledger.services.node import Node
from ledger.services.posting import post

ACCRUALS: Final = 480
HOLDS: Final = 10
HELD_MINUTES: Final = 60
POSTINGS: Final = 2 * (ACCRUALS + 2 * HOLDS)
"""Of a day, where each hold takes from one lot only."""

SPAN: Final = timedelta(days=900)
"""From the first to the last; lots live longer, so none lapses meanwhile."""

SMALLEST: Final = 10_000
"""Postings of the ledger in which there is nobody but the measured companies."""

LONG_ONE_IN: Final = 10

Progress = Callable[[int, int], None]
"""Told how many days were posted, and of how many."""


def load(place: Place, size: LedgerSize, progress: Progress) -> tuple[World, Slice]:
    """Fill an empty place; gives the world in it, and how long its accruals took."""
    begins = dates.business_date(system_clock() - SPAN) - timedelta(days=1)
    clock = DemoClock(dates.start_of(begins))
    world = furnish(place, clock, size.companies, lots_each=0)
    rounds = size.postings // POSTINGS
    with place.opened(clock) as node:
        loading = _Loading(node, world, max(1, size.postings // SMALLEST))
        started = time.perf_counter()
        for number in range(rounds):
            day = begins + SPAN * number // rounds
            clock.go_to(day, 0)
            held = loading.post_day(number, day.isoformat())
            clock.go_to(day, HELD_MINUTES)
            loading.capture(held)
            progress(number + 1, rounds)
        seconds = time.perf_counter() - started
    middle = (begins + SPAN // 2).isoformat()
    return replace(world, day=middle), Slice(rounds * ACCRUALS, seconds)


def measured_companies(world: World) -> Sequence[Client]:
    """Give the companies whose histories are alike in ledgers of all sizes."""
    return world.companies[:COMPANIES]


def long_company(world: World) -> Client:
    """Give the company with a tenth of a large ledger; a small one has none."""
    return world.companies[COMPANIES]


class _Loading:
    """A ledger while it is loaded.

    Attributes:
        step: one accrual in so many is a measured company's.
    """

    def __init__(self, node: Node, world: World, step: int) -> None:
        self.node = node
        self.world = world
        self.step = step

    def post_day(self, number: int, day: str) -> list[str]:
        """Post a day's activities and holds; gives the redemptions. Whoever holds has earned on a day before."""
        holds = [self._hold(one) for one in range((number - 1) * HOLDS, number * HOLDS) if number]
        _, *held = self._post([self._accruals(number, day), *holds])
        return [str(answer.outcomes[0].result["id"]) for answer in held]

    def capture(self, redemptions: Sequence[str]) -> None:
        """Let the operator capture holds."""
        operator = self.world.operator.caller
        self._post([self._ask(operator, "redemptions.capture", one, [CaptureHold(one)]) for one in redemptions])

    def _post(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        answers = post(self.node, submissions) if submissions else ()
        for answer in answers:
            require_posted(answer)
        return answers

    def _accruals(self, number: int, day: str) -> Submission:
        numbers = range(number * ACCRUALS, (number + 1) * ACCRUALS)
        items = [replace(self.world.activity(f"{one:012d}", self._whose(one)), occurred_on=day) for one in numbers]
        university = self.world.universities[number % len(self.world.universities)]
        commands = [accrual_command(self.node, item) for item in items]
        return self._ask(university.caller, "accruals.post", f"load {number}", commands)

    def _hold(self, number: int) -> Submission:
        company = self._whose(number).caller
        reference = private(self.node, "reference", f"HMT-{number:012d}")
        hold = PlaceHold(company.organization_id, PROGRAM, 1, reference)
        return self._ask(company, "redemptions.hold", f"hold {number}", [hold])

    def _ask(self, caller: Caller, operation: str, key: str, commands: Sequence[Command]) -> Submission:
        return submission(self.node, Request(caller, operation, key), commands)

    def _whose(self, number: int) -> Client:
        """Give the company that an accrual, or the hold of the same number, is of."""
        turn, rest = divmod(number, self.step)
        if not rest:
            return self.world.companies[turn % COMPANIES]
        if number % LONG_ONE_IN == 1:
            return long_company(self.world)
        others = self.world.companies[COMPANIES + 1 :]
        return others[number % len(others)]
