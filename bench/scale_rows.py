"""Scale rows: what is measured on ledgers of ten thousand and of a million postings, and what is put beside what."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache, partial
from typing import Final

from bench.bundling import BARE
from bench.comparison import MEBIBYTES, MICROSECONDS, MILLISECONDS, TITLES, USUAL, Comparison, Group, on, whole
from bench.conversations import AS_OF_DAY, AS_OF_POSITION, BALANCE, PAGE
from bench.exporting import COPIES, CSV, NDJSON
from bench.filtering import PAGES
from bench.load import Talk
from bench.measuring import Slice, Subject
from bench.scale import Scale, Standing
from bench.sizes import LARGE, SMALL, LedgerSize
from tests.support.engines import POSTGRESQL

READS: Final = {
    "balance": BALANCE,
    "balance as of a position": AS_OF_POSITION,
    "balance as of a day": AS_OF_DAY,
    "history page of 50": PAGE,
}
COMMANDS: Final = {NDJSON: "ledger export, NDJSON", CSV: "ledger export, CSV"}
STREAM: Final = "GET transactions, NDJSON"
BUNDLE: Final = "ledger export bundle"
BARE_BUNDLE: Final = "ledger export bundle, without exports"
ENTRY_COPY: Final = "COPY TO, entries"
QUICK_PROOF: Final = "verifier, hashes and proofs"
PROOF: Final = "verifier, everything"
HASHES: Final = "SHA-256 of the bundle's files"


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
        for what in (*READS, *PAGES):
            ours, small = (_read(what, size, engine) for size in (LARGE, SMALL))
            name = f"{ours} / at {SMALL.title}, processor's time"
            found.append(Comparison(name, ours, small, MICROSECONDS, "cpu_us", "cpu_us"))
        for way in (*COMMANDS.values(), STREAM):
            ours = _export(way, engine)
            found += [Comparison(f"{ours} / {copy}", ours, _export(copy, POSTGRESQL)) for copy in COPIES]
            found += [_by_processor(ours, _export(copy, POSTGRESQL), copy) for copy in COPIES]
        entries, hashes = _export(ENTRY_COPY, POSTGRESQL), _export(HASHES, engine)
        for way in (BUNDLE, BARE_BUNDLE):
            found.append(_by_processor(_export(way, engine), entries, ENTRY_COPY))
        quick, whole_proof = _export(QUICK_PROOF, engine), _export(PROOF, engine)
        found += [
            _by_processor(quick, hashes, HASHES),
            _by_processor(whole_proof, quick, QUICK_PROOF),
            Comparison(
                f"{whole_proof}, memory / {QUICK_PROOF}", whole_proof, quick, MEBIBYTES, "memory_mib", "memory_mib"
            ),
        ]
    return found


def _by_processor(ours: str, reference: str, called: str) -> Comparison:
    return Comparison(f"{ours} / {called}, processor's time", ours, reference, MICROSECONDS, "cpu_us", "cpu_us")


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
    pages = [
        _talking(
            _read(what, size, engine), scale.standing[engine, size], partial(scale.standing[engine, size].pages, what)
        )
        for engine in scale.exports
        for what in PAGES
        for size in (SMALL, LARGE)
    ]
    return [
        Group(tuple(reads), "reads"),
        Group(tuple(pages), "reads"),
        Group(_exporting(scale), "exports"),
        Group(_bundling(scale), "exports"),
    ]


def _reading(name: str, standing: Standing, path: str, *, long: bool = False) -> Subject:
    return _talking(name, standing, partial(standing.reads, path, long=long))


def _talking(name: str, standing: Standing, make_talk: Callable[[], Talk]) -> Subject:
    @cache
    def talk() -> Talk:
        return make_talk()

    served = standing.served
    return Subject(name, lambda seconds: served.talk(USUAL, talk(), seconds), served.service.trees)


def _exporting(scale: Scale) -> tuple[Subject, ...]:
    subjects = []
    if copying := scale.exports.get(POSTGRESQL):
        subjects = [Subject(_export(form, POSTGRESQL), whole(partial(copying.by_copy, form))) for form in COPIES]
    for engine, exports in scale.exports.items():
        for form, command in COMMANDS.items():
            subjects.append(Subject(_export(command, engine), whole(partial(exports.by_command, form))))
        subjects.append(Subject(_export(STREAM, engine), whole(exports.over_http), exports.served.service.trees))
    return tuple(subjects)


def _bundling(scale: Scale) -> tuple[Subject, ...]:
    subjects = []
    if copying := scale.bundles.get(POSTGRESQL):
        subjects = [Subject(_export(ENTRY_COPY, POSTGRESQL), whole(copying.by_copy))]
    for engine, bundles in scale.bundles.items():
        ways: dict[str, Callable[[], Slice]] = {
            BUNDLE: bundles.by_command,
            BARE_BUNDLE: partial(bundles.by_command, *BARE),
            HASHES: bundles.hashed,
            QUICK_PROOF: partial(bundles.verified, "--quick"),
            PROOF: bundles.verified,
        }
        subjects += [Subject(_export(way, engine), whole(run)) for way, run in ways.items()]
    return tuple(subjects)
