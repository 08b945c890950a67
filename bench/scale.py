"""Scale: ledgers of ten thousand and of a million postings, loaded, verified and served beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench.bundling import Bundles
from bench.conversations import own_reads
from bench.exporting import Exports
from bench.filtering import asked_by_operator
from bench.ground import Ground
from bench.house import Served, serving_ledger
from bench.keeping import LoadedLedger, Remark, loaded_ledger
from bench.load import Talk
from bench.loading import long_company, measured_companies
from bench.measuring import Record
from bench.sizes import LARGE, SMALL, LedgerSize


@dataclass(frozen=True, slots=True)
class Standing:
    """A loaded ledger that is served."""

    ledger: LoadedLedger
    served: Served

    def reads(self, path: str, *, long: bool) -> Talk:
        """Let the measured companies read their own in turn, or the one with the long history; as of the middle."""
        world = self.ledger.world
        companies = [long_company(world)] if long else measured_companies(world)
        return own_reads(path, companies, self.served.tokens, position=self.ledger.position // 2, day=world.day)

    def pages(self, name: str) -> Talk:
        """Let the operator ask for pages of a name in ``filtering.PAGES``."""
        return asked_by_operator(name, self.ledger, self.served.service.port, self.served.tokens)


@dataclass(frozen=True, slots=True)
class Scale:
    """What there is to measure, by engine and size."""

    standing: dict[tuple[str, LedgerSize], Standing]
    exports: dict[str, Exports]
    bundles: dict[str, Bundles]

    def loadings(self, name: Callable[[str], str]) -> dict[str, Record]:
        """Give how long the accruals of the large ledgers took when they were loaded, named by their engine."""
        large = {engine: one for (engine, size), one in self.standing.items() if size == LARGE}
        return {name(engine): Record([one.ledger.loading], [{}]) for engine, one in large.items()}

    def told(self) -> str:
        """Tell what the ledgers hold."""
        held = [
            f"{engine}: {one.ledger.postings:,} postings in {one.ledger.position:,} entries"
            for (engine, _), one in self.standing.items()
        ]
        return f"Loaded ledgers, all verified: {'; '.join(held)}."


@contextmanager
def opened_scale(ground: Ground, engines: Iterable[str], remark: Remark) -> Iterator[Scale]:
    """Load what is not kept on these engines, serve all, and end the servers; what was loaded stays."""
    standing: dict[tuple[str, LedgerSize], Standing] = {}
    exports: dict[str, Exports] = {}
    bundles: dict[str, Bundles] = {}
    with ExitStack() as stack:
        for engine in engines:
            for size in (SMALL, LARGE):
                ledger = loaded_ledger(engine, size, ground, remark)
                served = stack.enter_context(serving_ledger(ground, ledger.place, ledger.world))
                standing[engine, size] = Standing(ledger, served)
            exports[engine] = Exports(ledger, served, ground.server)
            bundles[engine] = Bundles(ledger, served, ground.server, ground.folder)
        yield Scale(standing, exports, bundles)
