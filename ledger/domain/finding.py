"""Finding: one thing that is wrong, as a statement: where, what was expected there and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ledger.domain.journal.entries import Entry


class Finding(NamedTuple):
    """One thing that is wrong."""

    code: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: {self.code}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry in which something is wrong."""

    entry: Entry

    def finding(self, code: str, expected: object, found: object) -> Finding:
        """Make the finding about this entry."""
        where = f"entry {self.entry.position} ({self.entry.kind} {self.entry.id})"
        return Finding(code, where, str(expected), str(found))
