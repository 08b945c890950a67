"""Disclosed: texts of the vault that a bundle shows with their salts, held to what the journal committed to.

A bundle shows texts only where somebody entitled to them put them in (``disclosures.ndjson``, in the order of the
entries). What was erased is shown by nobody; the journal says that it was, and the proofs hold without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.domain.finding import Finding
from ledger.domain.journal.disclosures import Disclosure, DisclosureInvalid, verdict
from ledger.domain.journal.entries import Entry
from ledger.verifier.names import DISCLOSURES

LINE_BYTES_MAX: Final = 400_000
ERASED: Final = "texts_erased"
"""Kind of the entries that say that texts were erased."""


class Disclosed:
    """Disclosures as they come, in step with the entries.

    Attributes:
        proven: how many texts are those that the journal committed to.
        erasures: how many entries tell that texts were erased.
        finding: the first text that is not.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.proven = 0
        self.erasures = 0
        self.finding: Finding | None = None
        self._lines = _lines(chunks)
        self._number = 0
        self._waiting: Disclosure | None = None
        self._advance()

    def take(self, entry: Entry) -> None:
        """Open what is shown of an entry."""
        self.erasures += entry.kind == ERASED
        while self._waiting is not None and self._waiting.position <= entry.position:
            where = f"{DISCLOSURES} line {self._number}"
            if self._waiting.position != entry.position:
                self._fail("disclosures_out_of_order", where, f"entry {entry.position} or later")
            elif verdict(self._waiting, entry) != "proven":
                self._fail("disclosure_differs", where, f"what entry {entry.position} committed to")
            else:
                self.proven += 1
                self._advance()

    def end(self) -> None:
        """Say that there are no more entries."""
        if self._waiting is not None:
            self._fail("disclosure_differs", f"{DISCLOSURES} line {self._number}", "an entry of the journal")

    def _advance(self) -> None:
        line, self._waiting = next(self._lines, b""), None
        if not line:
            return
        self._number += 1
        where = f"{DISCLOSURES} line {self._number}"
        try:
            told = Disclosure.from_line(line.decode().removesuffix("\n"))
        except (DisclosureInvalid, RecursionError, UnicodeDecodeError):
            return self._fail("disclosure_not_readable", where, "a disclosure")
        if f"{told.to_line()}\n".encode() != line:
            return self._fail("disclosure_not_readable", where, "a disclosure as it is written")
        self._waiting = told

    def _fail(self, code: str, where: str, expected: str) -> None:
        """Keep the finding; the text itself is nobody's business in a report."""
        self.finding = Finding(code, where, expected, "something else")
        self._waiting, self._lines = None, iter(())


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Walk the lines with their ends; one that is too long is cut, and so is none."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        yield from (line[:LINE_BYTES_MAX] + b"\n" for line in whole)
        held = held[: LINE_BYTES_MAX + 1]
    if held:
        yield held
