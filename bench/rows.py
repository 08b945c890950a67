"""Rows: what is measured under everyday load, and what is put beside what.

To add a row, add its subjects to a group and a comparison that names them. Subjects of one group take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Final

from bench.comparison import MEBIBYTES, MILLISECONDS, TITLES, USUAL, Comparison, Group, at, on, whole
from bench.conversations import BALANCE, PAGE, Accruals, HoldsAndCaptures, Tokens, own_reads
from bench.hordak import Hordak, Way
from bench.house import House, Served
from bench.load import Talk
from bench.measuring import Subject
from bench.sizes import BATCH_ITEMS, IMPORT_ROWS, IMPORT_ROWS_FEW, SINGLES_ITEMS
from bench.world import World

CLIENTS: Final = (1, 16, 64)
SEVERAL: Final = "pgbench, several statements"
SINGLE: Final = "pgbench, single statement"
HOT: Final = "pgbench, several statements, one hot account"
HORDAK: Final[dict[Way, str]] = {"single": "django-hordak, one by one", "bulk": "django-hordak, bulk"}
READS: Final = {"balance": BALANCE, "history page of 50": PAGE}


def _single(clients: int, engine: str) -> str:
    return on(at("single accruals over HTTP", clients), engine)


def _comparisons() -> list[Comparison]:
    found = []
    for engine in TITLES:
        for clients in CLIENTS:
            ours = _single(clients, engine)
            for reference in (SEVERAL, SINGLE, "hello"):
                found.append(Comparison(f"{ours} / {reference}", ours, at(reference, clients)))
        one, usual, many = (_single(clients, engine) for clients in CLIENTS)
        hot = on(at("one hot company", USUAL), engine)
        found += [
            Comparison(f"{one} / {SEVERAL}, median latency", one, at(SEVERAL, 1), MILLISECONDS, "p50_ms", "p50_ms"),
            Comparison(f"{usual}, p99 / p50", usual, usual, MILLISECONDS, "p99_ms", "p50_ms"),
            Comparison(f"{many} / {USUAL} clients", many, usual),
            Comparison(f"{hot} / spread", hot, usual),
            Comparison(f"{hot} / {HOT}", hot, at(HOT, USUAL)),
            Comparison(on("hold + capture, requests", engine) + f" / {SEVERAL}", _spend(engine), at(SEVERAL, USUAL)),
        ]
        for read in ("balance", "history page of 50"):
            ours = _read(read, engine)
            found.append(Comparison(f"{ours} / hello", ours, at("hello", USUAL)))
        beside = _beside(engine)
        found.append(Comparison(f"{beside}, p99 / without", beside, usual, MILLISECONDS, "p99_ms", "p99_ms"))
        file, small = _import(IMPORT_ROWS, engine), _import(IMPORT_ROWS_FEW, engine)
        found += [
            Comparison(f"{file} / of {IMPORT_ROWS_FEW:,}", file, small),
            Comparison(f"{file}, memory / of {IMPORT_ROWS_FEW:,}", file, small, MEBIBYTES, "memory_mib", "memory_mib"),
            Comparison(f"{_reimport(engine)} / first", _reimport(engine), file),
        ]
        single, bulk = HORDAK["single"], HORDAK["bulk"]
        for ours, reference in ((_alone(engine), single), (_batch("in process", engine), single)):
            found.append(Comparison(f"{ours} / {reference}", ours, reference))
        ours = _batch("in process", engine)
        found.append(Comparison(f"{ours} / {bulk}", ours, bulk))
        for way in ("over HTTP", "in process"):
            ours = _batch(way, engine)
            for kind in ("bare", "indexed"):
                found.append(Comparison(f"{ours} / raw COPY, {kind}", ours, _copy(kind)))
    return found


def _spend(engine: str) -> str:
    return on(at("hold + capture over HTTP", USUAL), engine)


def _read(what: str, engine: str) -> str:
    return on(at(f"{what} over HTTP", USUAL), engine)


def _beside(engine: str) -> str:
    return on(at("single accruals over HTTP beside a running batch of 10,000", USUAL), engine)


def _alone(engine: str) -> str:
    return on("single accruals in process", engine)


def _batch(way: str, engine: str) -> str:
    return on(f"batch of 10,000 {way}", engine)


def _import(rows: int, engine: str) -> str:
    return on(f"import of {rows:,} rows", engine)


def _reimport(engine: str) -> str:
    return on(f"import of {IMPORT_ROWS:,} rows again", engine)


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
    hot = tuple(_talking(on(at("one hot company", USUAL), engine), one, USUAL, _hot) for engine, one in served)
    spending = tuple(_talking(_spend(engine), one, USUAL, HoldsAndCaptures) for engine, one in served)
    beside = tuple(
        Subject(_beside(engine), partial(one.singles_beside_batches, USUAL), one.service.trees)
        for engine, one in served
    )
    reading = tuple(
        _talking(_read(what, engine), one, USUAL, partial(_own_reads, path))
        for engine, one in served
        for what, path in READS.items()
    )
    return [
        Group(one_client),
        Group((*more_clients, *hot, _pgbench(house, HOT, USUAL), *spending, *beside)),
        Group(reading),
        Group(_batch_subjects(house), "batches"),
        Group(_import_subjects(house), "exports"),
    ]


def _spread(world: World, tokens: Tokens) -> Accruals:
    return Accruals(world, tokens, world.companies)


def _hot(world: World, tokens: Tokens) -> Accruals:
    return Accruals(world, tokens, world.companies[:1])


def _own_reads(path: str, world: World, tokens: Tokens) -> Talk:
    return own_reads(path, world.companies, tokens)


def _posting_subjects(house: House, clients: int) -> list[Subject]:
    """Give what posts with so many clients, ours and references next to each other."""
    ours = [_talking(_single(clients, engine), one, clients, _spread) for engine, one in house.served.items()]
    references = [_pgbench(house, name, clients) for name in (SEVERAL, SINGLE)]
    hello = Subject(at("hello", clients), lambda seconds: house.say_hello(clients, seconds), house.hello_service.trees)
    return [subject for pair in zip(ours, references, strict=True) for subject in pair] + [hello]


def _talking(name: str, served: Served, clients: int, make_talk: Callable[[World, Tokens], Talk]) -> Subject:
    """Make a subject of clients that talk; what they will say is rendered at their first turn, which is a warm-up."""

    @cache
    def talk() -> Talk:
        return make_talk(served.world, served.tokens)

    return Subject(name, lambda seconds: served.talk(clients, talk(), seconds), served.service.trees)


def _pgbench(house: House, name: str, clients: int) -> Subject:
    script = name.removeprefix("pgbench, ")
    return Subject(at(name, clients), lambda seconds: house.pgbench.run(script, clients, seconds))


def _batch_subjects(house: House) -> tuple[Subject, ...]:
    subjects = []
    for engine, kind in zip(TITLES, ("bare", "indexed"), strict=True):
        served, in_process = house.served[engine], house.in_process[engine]
        subjects.append(Subject(_batch("over HTTP", engine), whole(served.batch), served.service.trees))
        subjects.append(Subject(_copy(kind), whole(partial(house.raw_copy.run, kind))))
        subjects.append(Subject(_batch("in process", engine), whole(in_process.batch)))
        subjects.append(Subject(_alone(engine), whole(partial(in_process.singles, SINGLES_ITEMS))))
    return (*subjects, *([] if house.hordak is None else _hordak_subjects(house.hordak)))


def _import_subjects(house: House) -> tuple[Subject, ...]:
    return tuple(
        subject
        for engine, one in house.importing.items()
        for subject in (
            Subject(_import(IMPORT_ROWS_FEW, engine), whole(partial(one.first, IMPORT_ROWS_FEW))),
            Subject(_import(IMPORT_ROWS, engine), whole(partial(one.first, IMPORT_ROWS))),
            Subject(_reimport(engine), whole(partial(one.again, IMPORT_ROWS))),
        )
    )


def _hordak_subjects(hordak: Hordak) -> list[Subject]:
    counts: dict[Way, int] = {"single": SINGLES_ITEMS, "bulk": BATCH_ITEMS}
    return [
        Subject(HORDAK[way], whole(partial(hordak.post, way, count)), hordak.trees) for way, count in counts.items()
    ]
