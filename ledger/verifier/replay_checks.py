"""Replay checks: the journal replayed from nothing, and what the bundle says of it in sums and exports.

They follow the log checks: what is replayed here is what was hashed there, and the replay's own log says so again.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import tee, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger.domain.books.shelf import Shelf
from ledger.domain.control_accounts import control_findings
from ledger.domain.finding import Finding
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.entry_bundles import unpack
from ledger.domain.journal.tiles import TILE_WIDTH, tile_path
from ledger.domain.verification import NotVerified, Replay
from ledger.verifier.bundles import Bundle, BundleUnreadable, whole
from ledger.verifier.certified import Certificate, Certified
from ledger.verifier.disclosed import Disclosed
from ledger.verifier.exports import EXPORTS, Comparing
from ledger.verifier.log_checks import Progress
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import DISCLOSURES, places
from ledger.verifier.results import BY_REPLAY, Check, Results
from ledger.verifier.spilling import ROWS_AT_HAND, Folder
from ledger.verifier.tallies import Tally
from ledger.verifier.trust import Trust

Shelves = Callable[..., Shelf[Any]]

SPILLED_FROM: Final = 50_000
"""From how many entries on the rows of a replay go into a file: in memory they take some 2.4 MiB a thousand entries."""


def check_replay(bundle: Bundle, manifest: Manifest, trust: Trust, results: Results, progress: Progress) -> None:
    """Replay every entry, and compare what the manifest and the exports say of them."""
    with _without_garbage_collection(), _shelves(results.size) as shelf:
        _check(_Walk(bundle, results.size, trust.certificates, progress, shelf), bundle, manifest, results)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Let nobody look for garbage: a replay makes no circles, and its many rows would be walked again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _shelves(size: int) -> Iterator[Shelves]:
    """Give what makes the shelves of a replay; a temporary file goes away with it, whatever it ends with."""
    if size < SPILLED_FROM:
        yield Shelf
        return
    with TemporaryDirectory(prefix="ledger-verify-") as place:
        folder = Folder(Path(place), ROWS_AT_HAND)
        try:
            yield folder.shelf
        finally:
            folder.close()


def _check(walk: _Walk, bundle: Bundle, manifest: Manifest, results: Results) -> None:
    try:
        differing = walk.run(results.origin)
    except NotVerified as wrong:
        check = Check.ENTRIES if wrong.finding.code == "entry_not_canonical" else Check.REPLAY
        results.failed(check, wrong.finding)
        for later in BY_REPLAY:
            if later not in results.by_check:
                results.not_checked(later, "replay_ended", walk.replay.books.position)
        return
    tally = walk.tally
    results.proven(Check.ENTRIES, "entries_canonical", results.size)
    _check_replayed(walk, results)
    findings = list(control_findings(walk.replay.books))
    if findings:
        results.failed(Check.CONTROL_ACCOUNTS, *findings)
    else:
        results.proven(Check.CONTROL_ACCOUNTS, "control_totals", len(tally.totals))
    _check_manifest(manifest, tally, results)
    _tell_certified(walk.certified, results)
    _tell_disclosed(walk.disclosed, DISCLOSURES in bundle.sizes, results)
    present = [name for name in EXPORTS if name in bundle.sizes]
    if not present:
        results.not_asked(Check.EXPORTS, "no_exports")
    elif differing:
        results.failed(Check.EXPORTS, *differing)
    else:
        results.proven(Check.EXPORTS, "exports_follow", ", ".join(present))


def _tell_certified(certified: Certified, results: Results) -> None:
    certified.end()
    if certified.findings:
        results.failed(Check.CERTIFICATES, *certified.findings)
    elif certified.holding:
        results.proven(Check.CERTIFICATES, "certified", certified.told())
    else:
        results.not_asked(Check.CERTIFICATES, "no_certificate")


def _tell_disclosed(disclosed: Disclosed, shown: bool, results: Results) -> None:
    disclosed.end()
    if disclosed.finding is not None:
        results.failed(Check.DISCLOSURES, disclosed.finding)
    elif shown:
        results.proven(Check.DISCLOSURES, "texts_open", disclosed.proven, disclosed.erasures)
    else:
        results.not_asked(Check.DISCLOSURES, "no_disclosures", disclosed.erasures)


def _check_replayed(walk: _Walk, results: Results) -> None:
    findings = walk.replay.linking.unfinished()
    if findings:
        results.failed(Check.REPLAY, *findings)
    elif (root := walk.replay.log.root()) != results.root:
        results.failed(Check.REPLAY, Finding("replayed_another_log", "the replay", results.root, root))
    else:
        results.proven(Check.REPLAY, "replayed", results.size, walk.tally.postings, walk.tally.awards)


def _check_manifest(manifest: Manifest, tally: Tally, results: Results) -> None:
    """Hold the manifest's sums to those of the replay."""
    expected = replace(
        manifest, parameters=tally.parameters, kinds=tally.kinds, postings=tally.postings, totals=tally.totals
    )
    names = {"parameters": "parameters", "kinds": "entries", "postings": "postings", "totals": "control_totals"}
    for field, name in names.items():
        wanted, found = getattr(expected, field), getattr(manifest, field)
        if wanted == found:
            continue
        where, told = name, (str(wanted), str(found))
        if not isinstance(wanted, int):
            odd = min(key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key))
            where, told = f"{name} {odd[:120]}", (str(wanted.get(odd, "-")), str(found.get(odd, "-"))[:120])
        results.failed(Check.MANIFEST, Finding("manifest_differs", f"manifest.json {where}", *told))
        return
    if Check.MANIFEST not in results.by_check:
        results.proven(Check.MANIFEST, "manifest_follows", len(tally.kinds), len(tally.totals))


class _Walk:
    """The entries replayed one by one, and the exports written of them again."""

    def __init__(
        self, bundle: Bundle, size: int, certificates: Sequence[Certificate], progress: Progress, shelf: Shelves
    ) -> None:
        self.replay = Replay(shelf)
        self.tally = Tally()
        self.certified = Certified(certificates)
        self.disclosed = Disclosed(bundle.chunks(DISCLOSURES) if DISCLOSURES in bundle.sizes else iter(()))
        self._bundle = bundle
        self._size = size
        self._progress = progress

    def run(self, origin: str) -> list[Finding]:
        """Replay to the end; gives what differs in the exports.

        The exports are written in step with the replay, so that hardly more than one entry waits between them.

        Raises:
            NotVerified: see ``Replay``.
        """
        present = [name for name in EXPORTS if name in self._bundle.sizes]
        *copies, own = tee(self._entries(), len(present) + 1)
        comparing = [Comparing(name, self._bundle.chunks(name)) for name in present]
        writing = [EXPORTS[name](origin, copy) for name, copy in zip(present, copies, strict=True)]
        del copies
        for _, chunks in zip_longest(own, zip_longest(*writing), fillvalue=()):
            for each, chunk in zip(comparing, chunks, strict=False):
                if chunk is not None:
                    each.take(chunk)
        return [finding for each in comparing if (finding := each.finding()) is not None]

    def _entries(self) -> Iterator[tuple[Entry, bytes]]:
        for place, width in places(self._size):
            for data in unpack(whole(self._bundle, tile_path("entries", place, width)), width):
                entry, leaf = self._step(data)
                self.tally.take(entry)
                self.certified.take(entry, leaf)
                self.disclosed.take(entry)
                yield entry, leaf
            self._progress(place * TILE_WIDTH + width, self._size)

    def _step(self, data: bytes) -> tuple[Entry, bytes]:
        try:
            return self.replay.step(data)
        except (NotVerified, BundleUnreadable):
            raise
        except Exception as error:  # an entry may be made so that a rule stumbles over it; that is a finding too
            where = f"entry {self.replay.books.position + 1}"
            found = f"{type(error).__name__}: {error}"[:300]
            raise NotVerified(
                Finding("entry_not_replayable", where, "an entry that the rules can judge", found)
            ) from None
