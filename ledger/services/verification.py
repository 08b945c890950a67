"""Verification: everything re-derived from the journal and compared with what is stored; it reports, never repairs.

The journal's bytes are replayed under every rule (``domain.verification``); their leaves rebuild the log, which must
have the head's root and extend every checkpoint; the entries' columns, the postings and each projection must be what
the replay gives. Memory holds the books and one page of the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from ledger.domain.books.books import Books
from ledger.domain.books.rows import KEYS
from ledger.domain.books.trails import trail_of
from ledger.domain.control_accounts import control_findings
from ledger.domain.decided import SealedEntry
from ledger.domain.finding import Finding
from ledger.domain.journal.facts import AccrualPosted
from ledger.domain.journal.merkle import Frontier
from ledger.domain.journal.merkle import Node as LogNode
from ledger.domain.journal.notes import Checkpoint
from ledger.domain.verification import NotVerified, Replay
from ledger.services.node import Node
from ledger.services.vault_checks import VaultWalk
from ledger.store.errors import HeadUnreadable
from ledger.store.reads import journal, log
from ledger.store.units import ReadingUnit
from ledger.store.writing import entry_row, posting_rows

PAGE = 1_000
Progress = Callable[[int, int], None]


DIFFERING: Final = frozenset({"award_not_reproducible", "award_recomputes_differently", "award_posts_other_points"})
"""Findings that say that an award is not what its inputs give."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what is wrong: the first thing in the journal, and each projection that differs.

    ``awards`` is how many awards were computed again from their inputs; the one that differs is among them. ``texts``
    of the vault opened their commitments, and ``erased`` ones are there no more; ``accesses`` is how many reads were
    noted.
    """

    entries: int
    postings: int
    awards: int
    root: str
    findings: tuple[Finding, ...]
    texts: int = 0
    erased: int = 0
    accesses: int = 0

    @property
    def differing(self) -> int:
        """How many of the awards differ: none or the first, at which the walk ended."""
        return sum(finding.code in DIFFERING for finding in self.findings)


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def verify(
    node: Node, kept: Checkpoint | None = None, progress: Progress = silent, *, projections: bool = True
) -> Report:
    """Re-derive everything in one snapshot.

    Args:
        kept: a checkpoint that somebody kept aside; the journal must still contain it.
        progress: told the position reached and the head's position.
        projections: whether the sums that are stored beside the journal are compared too.
    """
    try:
        with node.store.reading() as unit:
            return _verify(unit, kept, progress, projections)
    except HeadUnreadable as damaged:
        return without_head(damaged)


def without_head(damaged: HeadUnreadable) -> Report:
    """Report a ledger whose head cannot be read: without it there is no place to stand on."""
    return Report(
        0, 0, 0, "", (Finding("head_unreadable", "head", "the journal's position and frontier", str(damaged)),)
    )


def _verify(unit: ReadingUnit, kept: Checkpoint | None, progress: Progress, projections: bool) -> Report:
    walk = _Walk(unit, kept, progress, VaultWalk(unit) if projections else None)
    try:
        walk.run()
    except NotVerified as wrong:
        awards = walk.awards + (wrong.finding.code in DIFFERING)
        return Report(walk.replay.books.position, walk.postings, awards, "", (wrong.finding,))
    findings = (*walk.findings, *walk.replay.linking.unfinished(), *control_findings(walk.replay.books))
    if projections:
        findings += tuple(compare(unit, walk.replay.books))
    texts = walk.vault
    if texts is None:
        return Report(walk.replay.books.position, walk.postings, walk.awards, walk.frontier.root().hex(), findings)
    findings += tuple(texts.findings())
    told = walk.replay.books.position, walk.postings, walk.awards, walk.frontier.root().hex(), findings
    return Report(*told, texts.proven, texts.erased, texts.accesses)


def rebuild_check(node: Node, progress: Progress = silent) -> Report:
    """Rebuild every projection from the journal and compare it with the stored one."""
    return verify(node, None, progress)


def compare(unit: ReadingUnit, books: Books) -> Iterator[Finding]:
    """Compare each stored projection with the books, row by row; the first difference of each is a finding."""
    for row_type, shelf in books.shelves().items():
        table, key = row_type.__name__, len(KEYS[row_type])
        expected = {shelf.key_of(row): row for row in shelf.rows()}
        stored: Iterator[Any] = journal.rows(unit, row_type)
        for row in stored:
            wanted = expected.pop(shelf.key_of(row), None)
            if wanted != row:
                yield Finding("projection_differs", f"{table} {row[:key]}", str(wanted), str(row))
                break
        else:
            if expected:
                missing = next(iter(expected.values()))
                yield Finding("projection_differs", f"{table} {missing[:key]}", str(missing), "nothing")


class _Walk:
    """The journal walked page by page."""

    def __init__(
        self, unit: ReadingUnit, kept: Checkpoint | None, progress: Progress, texts: VaultWalk | None = None
    ) -> None:
        self.unit = unit
        self.kept = kept
        self.vault = texts
        self.progress = progress
        self.replay = Replay()
        self.frontier = Frontier()
        self.postings = 0
        self.awards = 0
        self.findings: list[Finding] = []
        self._nodes: list[LogNode] = []

    def run(self) -> None:
        page: list[SealedEntry] = []
        for stored in journal.entries(self.unit, 1, PAGE):
            page.append(self._step(stored))
            if len(page) == PAGE:
                self._finish(page)
                page = []
        self._finish(page)
        self._check_end()

    def _step(self, stored: journal.StoredEntry) -> SealedEntry:
        where = f"entry {self.replay.books.position + 1}"
        if stored.position != self.replay.books.position + 1:
            _differs(
                "entry_missing", where, f"position {self.replay.books.position + 1}", f"position {stored.position}"
            )
        entry, leaf = self.replay.step(stored.data)
        self.awards += isinstance(entry.fact, AccrualPosted)
        if leaf != stored.leaf_hash:
            _differs("leaf_hash_differs", where, leaf.hex(), stored.leaf_hash.hex())
        sealed = SealedEntry(entry, stored.data, leaf, trail_of(self.replay.books, entry))
        if entry_row(sealed) != stored.columns:
            _differs("entry_columns_differ", where, entry_row(sealed)[:-2], stored.columns[:-2])
        return sealed

    def _finish(self, page: list[SealedEntry]) -> None:
        """Close a page: its postings, its leaves, and the checkpoints that end in it."""
        if not page:
            return
        if self.vault is not None:
            self.vault.take(page)
        first, last = page[0].entry.position, page[-1].entry.position
        wanted = [row for sealed in page for row in posting_rows(sealed)]
        found = [tuple(row) for row in journal.postings_of(self.unit, first, last)]
        for expected, stored in zip_longest(wanted, found):
            if expected != stored:
                row = min(row for row in (expected, stored) if row)
                _differs("posting_differs", f"entry {row[0]} line {row[1]}", expected, stored)
        self.postings += len(wanted)
        ends = {checkpoint.size: checkpoint.root for checkpoint in self._checkpoints(first, last)}
        start = first
        for end in sorted({*ends, last}):
            leaves = [sealed.leaf_hash for sealed in page[start - first : end - first + 1]]
            self.frontier, nodes = self.frontier.extend(leaves)
            self._nodes += nodes
            if end in ends and ends[end] != self.frontier.root():
                _differs("checkpoint_not_extended", f"checkpoint of {end}", ends[end].hex(), self.frontier.root().hex())
            start = end + 1
        self.progress(last, self.unit.head.position)

    def _checkpoints(self, first: int, last: int) -> Iterator[Checkpoint | log.Checkpoint]:
        yield from log.checkpoints_between(self.unit, first, last)
        if self.kept is not None and first <= self.kept.size <= last:
            yield self.kept

    def _check_end(self) -> None:
        head, books = self.unit.head, self.replay.books
        if self.kept is not None and self.kept.size > books.position:
            _differs(
                "journal_truncated", f"checkpoint of {self.kept.size}", f"{self.kept.size} entries", books.position
            )
        replayed = books.position, books.recorded_at, books.closed_through
        if (found := (head.position, head.recorded_at, head.closed_through)) != replayed:
            _differs("head_differs", "head", replayed, found)
        if head.frontier != self.frontier:
            _differs("head_root_differs", "head", self.frontier.root().hex(), head.frontier.root().hex())
        last = log.last_checkpoint(self.unit)
        if last is not None and last.size > books.position:
            _differs("journal_truncated", f"checkpoint of {last.size}", f"{last.size} entries", books.position)
        nodes = sorted(self._nodes, key=lambda node: (node.level, node.index))
        for expected, stored in zip_longest(nodes, journal.nodes(self.unit)):
            if expected != stored:
                _differs("log_node_differs", "log nodes", expected, stored)
        stray = journal.stray_posting(self.unit, books.position)
        if stray is not None:
            _differs("posting_without_entry", f"posting {stray.position} line {stray.line}", "no posting", stray)


def _differs(code: str, where: str, expected: Any, found: Any) -> None:
    raise NotVerified(Finding(code, where, str(expected), str(found)))
