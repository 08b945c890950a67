"""Rows: what is measured, and what is put beside what.

To add a row, add its subjects to a group and a comparison that names them. Subjects of one group take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from bench.conversations import Accruals, HoldsAndCaptures, Tokens, balances, history_pages
from bench.house import House, Served
from bench.load import Talk
from bench.measuring import Quantity, Slice, Subject
from bench.world import World
from tests.support.engines import POSTGRESQL, SQLITE

CLIENTS: Final = (1, 16, 64)
USUAL: Final = 16
SEVERAL: Final = "pgbench, several statements"
SINGLE: Final = "pgbench, single statement"
HOT: Final = "pgbench, several statements, one hot account"
TITLES: Final = {POSTGRESQL: "PostgreSQL", SQLITE: "SQLite"}
"""The engines in the order of the rows."""
PER_SECOND: Final = "1/s"
MILLISECONDS: Final = "ms"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: a quantity of ours beside one of a reference."""

    name: str
    ours: str
    reference: str
    unit: str = PER_SECOND
    ours_of: Quantity = "rate"
    reference_of: Quantity = "rate"


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects that take turns."""

    subjects: tuple[Subject, ...]
    batches: bool = False


def _at(what: str, clients: int) -> str:
    return f"{what}, {clients} client{'s' if clients > 1 else ''}"


def _on(what: str, engine: str) -> str:
    return f"{what}, {TITLES[engine]}"


def _single(clients: int, engine: str) -> str:
    return _on(_at("single accruals over HTTP", clients), engine)


def _comparisons() -> list[Comparison]:
    found = []
    for engine in TITLES:
        for clients in CLIENTS:
            ours = _single(clients, engine)
            for reference in (SEVERAL, SINGLE, "hello"):
                found.append(Comparison(f"{ours} / {reference}", ours, _at(reference, clients)))
        one, usual, many = (_single(clients, engine) for clients in CLIENTS)
        hot = _on(_at("one hot company", USUAL), engine)
        found += [
            Comparison(f"{one} / {SEVERAL}, median latency", one, _at(SEVERAL, 1), MILLISECONDS, "p50_ms", "p50_ms"),
            Comparison(f"{usual}, p99 / p50", usual, usual, MILLISECONDS, "p99_ms", "p50_ms"),
            Comparison(f"{many} / {USUAL} clients", many, usual),
            Comparison(f"{hot} / spread", hot, usual),
            Comparison(f"{hot} / {HOT}", hot, _at(HOT, USUAL)),
            Comparison(_on("hold + capture, requests", engine) + f" / {SEVERAL}", _spend(engine), _at(SEVERAL, USUAL)),
        ]
        for read in ("balance", "history page of 50"):
            ours = _read(read, engine)
            found.append(Comparison(f"{ours} / hello", ours, _at("hello", USUAL)))
        for way in ("over HTTP", "in process"):
            ours = _batch(way, engine)
            for kind in ("bare", "indexed"):
                found.append(Comparison(f"{ours} / raw COPY, {kind}", ours, _copy(kind)))
    return found


def _spend(engine: str) -> str:
    return _on(_at("hold + capture over HTTP", USUAL), engine)


def _read(what: str, engine: str) -> str:
    return _on(_at(f"{what} over HTTP", USUAL), engine)


def _batch(way: str, engine: str) -> str:
    return _on(f"batch of 10,000 {way}", engine)


def _copy(kind: str) -> str:
    return f"raw COPY of a batch's rows, {kind}"


COMPARISONS: Final = tuple(_comparisons())


def groups(house: House) -> list[Group]:
    """Give every subject, in groups."""
    one_client, more_clients = [
        tuple(subject for clients in counts for subject in _posting_subjects(house, clients))
        for counts in (CLIENTS[:1], CLIENTS[1:])
    ]
    served = house.served.items()
    hot = tuple(_talking(_on(_at("one hot company", USUAL), engine), one, USUAL, _hot) for engine, one in served)
    spending = tuple(_talking(_spend(engine), one, USUAL, HoldsAndCaptures) for engine, one in served)
    reading = tuple(
        _talking(_read(what, engine), one, USUAL, talk)
        for engine, one in served
        for what, talk in (("balance", balances), ("history page of 50", history_pages))
    )
    return [
        Group(one_client),
        Group((*more_clients, *hot, _pgbench(house, HOT, USUAL), *spending)),
        Group(reading),
        Group(_batch_subjects(house), batches=True),
    ]


def _spread(world: World, tokens: Tokens) -> Accruals:
    return Accruals(world, tokens, world.companies)


def _hot(world: World, tokens: Tokens) -> Accruals:
    return Accruals(world, tokens, world.companies[:1])


def _posting_subjects(house: House, clients: int) -> list[Subject]:
    """Give what posts with so many clients, ours and references next to each other."""
    ours = [_talking(_single(clients, engine), one, clients, _spread) for engine, one in house.served.items()]
    references = [_pgbench(house, name, clients) for name in (SEVERAL, SINGLE)]
    hello = Subject(_at("hello", clients), lambda seconds: house.say_hello(clients, seconds), house.hello_service.trees)
    return [subject for pair in zip(ours, references, strict=True) for subject in pair] + [hello]


def _talking(name: str, served: Served, clients: int, make_talk: Callable[[World, Tokens], Talk]) -> Subject:
    """Make a subject of clients that talk; what they will say is rendered at their first turn, which is a warm-up."""

    @cache
    def talk() -> Talk:
        return make_talk(served.world, served.tokens)

    return Subject(name, lambda seconds: served.talk(clients, talk(), seconds), served.service.trees)


def _pgbench(house: House, name: str, clients: int) -> Subject:
    script = name.removeprefix("pgbench, ")
    return Subject(_at(name, clients), lambda seconds: house.pgbench.run(script, clients, seconds))


def _batch_subjects(house: House) -> tuple[Subject, ...]:
    subjects = []
    for engine, kind in zip(TITLES, ("bare", "indexed"), strict=True):
        served, in_process = house.served[engine], house.in_process[engine]
        subjects.append(Subject(_batch("over HTTP", engine), _whole(served.batch), served.service.trees))
        subjects.append(Subject(_copy(kind), _whole(partial(house.raw_copy.run, kind))))
        subjects.append(Subject(_batch("in process", engine), _whole(in_process.batch)))
    return tuple(subjects)


def _whole(run: Callable[[], Slice]) -> Callable[[int], Slice]:
    """Make a turn of work that ends by itself."""
    return lambda seconds: run()
