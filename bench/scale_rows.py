"""Scale rows: what is measured on ledgers of ten thousand and of a million postings, and what is put beside what."""

from __future__ import annotations

from collections.abc import Set
from functools import cache, partial
from typing import Final

from bench.comparison import MILLISECONDS, TITLES, USUAL, Comparison, Group, on, whole
from bench.conversations import AS_OF_DAY, AS_OF_POSITION, BALANCE, PAGE
from bench.exporting import COPIES
from bench.load import Talk
from bench.measuring import Subject
from bench.scale import Scale, Standing
from bench.sizes import LARGE, SMALL, LedgerSize
from tests.support.engines import POSTGRESQL

READS: Final = {
    "balance": BALANCE,
    "balance as of a position": AS_OF_POSITION,
    "balance as of a day": AS_OF_DAY,
    "history page of 50": PAGE,
}
COMMAND: Final = "ledger export, NDJSON"
STREAM: Final = "GET transactions, NDJSON"


def _read(what: str, size: LedgerSize, engine: str, *, long: bool = False) -> str:
    whose = " of a company with a long history" if long else ""
    return on(f"{what}{whose} at {size.title}", engine)


def _export(way: str, engine: str) -> str:
    return on(f"{way}, {LARGE.title} postings", engine)


def loading(engine: str) -> str:
    """Name the loading of a large ledger."""
    return on(f"loading {LARGE.title} postings, accruals", engine)


def _comparisons() -> list[Comparison]:
    found = []
    for engine in TITLES:
        for what in READS:
            small = _read(what, SMALL, engine)
            for ours in (_read(what, LARGE, engine), _read(what, LARGE, engine, long=True)):
                name = f"{ours} / at {SMALL.title}, median latency"
                found.append(Comparison(name, ours, small, MILLISECONDS, "p50_ms", "p50_ms"))
        for way in (COMMAND, STREAM):
            ours = _export(way, engine)
            found += [Comparison(f"{ours} / {copy}", ours, _export(copy, POSTGRESQL)) for copy in COPIES]
    return found


SCALE_COMPARISONS: Final = tuple(_comparisons())


def engines_of(subjects: Set[str]) -> list[str]:
    """Give the engines that some subject is on."""
    return [engine for engine, title in TITLES.items() if any(name.endswith(title) for name in subjects)]


def scale_groups(scale: Scale) -> list[Group]:
    """Give every subject of the engines there are, in groups; sizes take turns with each other."""
    reads = [
        subject
        for engine in scale.exports
        for what, path in READS.items()
        for subject in (
            _reading(_read(what, SMALL, engine), scale.standing[engine, SMALL], path),
            _reading(_read(what, LARGE, engine), scale.standing[engine, LARGE], path),
            _reading(_read(what, LARGE, engine, long=True), scale.standing[engine, LARGE], path, long=True),
        )
    ]
    return [Group(tuple(reads), "reads"), Group(_exporting(scale), "exports")]


def _reading(name: str, standing: Standing, path: str, *, long: bool = False) -> Subject:
    @cache
    def talk() -> Talk:
        return standing.reads(path, long=long)

    served = standing.served
    return Subject(name, lambda seconds: served.talk(USUAL, talk(), seconds), served.service.trees)


def _exporting(scale: Scale) -> tuple[Subject, ...]:
    subjects = []
    if copying := scale.exports.get(POSTGRESQL):
        subjects = [Subject(_export(form, POSTGRESQL), whole(partial(copying.by_copy, form))) for form in COPIES]
    for engine, exports in scale.exports.items():
        subjects.append(Subject(_export(COMMAND, engine), whole(exports.by_command)))
        subjects.append(Subject(_export(STREAM, engine), whole(exports.over_http), exports.served.service.trees))
    return tuple(subjects)
