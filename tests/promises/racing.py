"""Racing: two that ask for the same prize at the same moment, again and again, and the prizes that they race for.

The prizes are laid out in process, many with one unit of work; the racers come through real HTTP, each to a server of
its own where there are two, and change sides after every race.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import select

from ledger.domain.commands import (
    ApproveProgram,
    Command,
    DraftProgram,
    PlaceHold,
    PostAccrual,
    Submission,
    SubmitRedemption,
)
from ledger.services.context import private
from ledger.services.posting import post
from ledger.store.schema import Usage
from tests.promises.wire import WiredHouse
from tests.support.http import Answer

Call = Callable[[WiredHouse], Answer]
"""What a racer asks, through the server that it comes to."""

RACES = int(os.environ.get("LEDGER_RACES", "60"))
"""How many races a test runs; what takes longer to lay out runs a part of them."""

AT_ONCE = 500
WAIT_SECONDS_MAX = 180.0


def race(house: WiredHouse, contests: Sequence[tuple[Call, Call]]) -> list[tuple[Answer, Answer]]:
    """Let both of each contest ask at the same moment, one contest after the other; gives what the two were told."""
    start = Barrier(2, timeout=WAIT_SECONDS_MAX)
    servers = (house.servers * 2)[:2]

    def run(thread: int) -> list[Answer]:
        through, told = house.through(servers[thread]), []
        for nth, contest in enumerate(contests):
            start.wait()
            told.append(contest[(thread + nth) % 2](through))
        return told

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))
    pairs = zip(first, second, strict=True)
    return [(one, other) if nth % 2 == 0 else (other, one) for nth, (one, other) in enumerate(pairs)]


def lay_out(house: WiredHouse, who: str, commands: Iterable[Command]) -> list[Mapping[str, Any]]:
    """Let somebody do many things in process; all succeed, and what became of them is given."""
    client, every, told = house.clients[who], list(commands), []
    for at in range(0, len(every), AT_ONCE):
        some = tuple(every[at : at + AT_ONCE])
        one = Submission(client.client_id, client.organization_id, secrets.token_hex(16), some)
        (answer,) = post(house.node, [one])
        assert not [outcome for outcome in answer.outcomes if outcome.code]
        told += [outcome.result for outcome in answer.outcomes]
    return told


def publish(house: WiredHouse, word: str, every: Sequence[Mapping[str, Any]]) -> list[str]:
    """Bring programs with these terms into force; gives their codes."""
    codes = [house.unique(word).upper() for _ in every]
    lay_out(house, "operator", [DraftProgram(code, 1, terms) for code, terms in zip(codes, every, strict=True)])
    lay_out(house, "approver", [ApproveProgram(code, 1) for code in codes])
    return codes


def earn(house: WiredHouse, name: str, points: Sequence[int]) -> list[str]:
    """Let a company earn so many points, an award each; gives the awards."""

    def activity(krw: int) -> PostAccrual:
        source = private(house.node, "source_event_id", house.unique("PKNU-2026"))
        return PostAccrual(source, "INT", house.of(name), "2026-08-31", {"allowance_krw": krw})

    return [str(told["id"]) for told in lay_out(house, "pukyong", [activity(each * 10_000) for each in points])]


def company(house: WiredHouse, points: int) -> str:
    """Onboard a company that has so many points."""
    name = house.new_company()
    house.token(name)
    earn(house, name, [points])
    return name


def hold(house: WiredHouse, name: str, codes: Sequence[str], quantity: int = 1) -> list[str]:
    """Let a company hold units of each program; gives the redemptions."""
    references = [private(house.node, "reference", house.unique("HMT-2026")) for _ in codes]
    holds = [
        PlaceHold(house.of(name), code, quantity, reference) for code, reference in zip(codes, references, strict=True)
    ]
    return [str(told["id"]) for told in lay_out(house, name, holds)]


def apply(house: WiredHouse, name: str, codes: Sequence[str]) -> list[str]:
    """Let a company apply for each program, and hand in; gives the applications."""
    applied = hold(house, name, codes)
    lay_out(house, name, [SubmitRedemption(one) for one in applied])
    return applied


def used(house: WiredHouse, codes: Sequence[str], meter: str) -> list[int]:
    """Read what is used of each program's meter, such as ``quota:{}:2026:quantity``; nothing where it never counted."""
    with house.node.store.engine.connect() as connection:
        found = {name: count for name, count in connection.execute(select(Usage.meter, Usage.used))}
    return [found.get(meter.format(code), 0) for code in codes]
