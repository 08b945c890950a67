"""Exports: files of the bundle in other people's formats, written again from the journal and compared byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ledger.domain.finding import Finding
from ledger.domain.interchange.plaintext import hledger_journal
from ledger.domain.interchange.table import table_of
from ledger.domain.journal.entries import Entry
from ledger.verifier.names import HLEDGER, TRANSACTIONS

Entries = Iterable[tuple[Entry, bytes]]
"""Entries with their leaf hashes, in order."""


def _transactions(origin: str, entries: Entries) -> Iterator[bytes]:
    return table_of(entries)


def _hledger(origin: str, entries: Entries) -> Iterator[bytes]:
    return (text.encode() for text in hledger_journal(origin, (entry for entry, _ in entries)))


EXPORTS: Final[dict[str, Callable[[str, Entries], Iterator[bytes]]]] = {
    TRANSACTIONS: _transactions,
    HLEDGER: _hledger,
}
"""How each export is written, by its name: of the log's origin and the entries."""


class Comparing:
    """A file compared with what should be in it, as that comes."""

    def __init__(self, name: str, chunks: Iterator[bytes]) -> None:
        self._name = name
        self._chunks = chunks
        self._ahead = b""
        self._line = 1
        self._finding: Finding | None = None

    def take(self, expected: bytes) -> None:
        """Compare the next bytes."""
        if self._finding is not None:
            return
        found = self._next(len(expected))
        if found != expected:
            at = next((at for at, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), len(found))
            self._line += expected.count(b"\n", 0, at)
            self._differs(_line_at(expected, at), _line_at(found, at))
        self._line += expected.count(b"\n")

    def finding(self) -> Finding | None:
        """Tell what differs, after the last bytes: the file must end there too."""
        if self._finding is None and (more := self._next(1)):
            self._differs("the end", str(more))
        return self._finding

    def _next(self, count: int) -> bytes:
        while len(self._ahead) < count and (chunk := next(self._chunks, b"")):
            self._ahead += chunk
        found, self._ahead = self._ahead[:count], self._ahead[count:]
        return found

    def _differs(self, expected: str, found: str) -> None:
        self._finding = Finding("export_differs", f"{self._name} line {self._line}", expected, found)


def _line_at(text: bytes, at: int) -> str:
    """Give the line of a text in which a place lies, as far as it can be read."""
    begin = text.rfind(b"\n", 0, at) + 1
    end = text.find(b"\n", at)
    return text[begin : end if end >= 0 else len(text)][:300].decode("utf-8", "replace") or "the end"
