"""Kept: the books that the last unit of work of this process left behind, for the next one to go on with.

They are true as long as the head is where they left it: nobody moves a projection without moving the head, and the head
is read under its lock. So whoever takes them compares heads, and another writer's work can never be missed.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.domain.books.books import Books
from ledger.store.units import Head

ROWS_MAX: Final = 50_000
"""Books with more rows are let go: some 20 MB."""


class Kept(NamedTuple):
    """Books, and the head at which they are true."""

    head: Head
    books: Books


class KeptBooks:
    """The kept books of one process; one unit of work has them at a time, and any other begins with none."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []

    def take(self) -> Kept | None:
        """Take the books away, if they are there."""
        try:
            return self._kept.pop()
        except IndexError:
            return None

    def keep(self, kept: Kept) -> None:
        """Leave books for the next unit of work, in place of any that are there."""
        self._kept[:] = [kept] if len(kept.books) <= ROWS_MAX else []
