"""Shelf: the rows of one projection that a unit of work has loaded, by key and by index.

A shelf knows which keys it was asked for. Reading a key that nobody loaded raises ``NotLoaded``: absence is a fact
only where somebody looked. Every change is written to the undo log of the books, so that a refused command leaves
no trace.

``known_with`` names an index and how to get its key from a row's key: where all rows with that index key were loaded,
every row's key with it is known too (all balances of a lot).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final, Generic, Protocol, TypeVar

from ledger.domain.books.rows import DERIVED, KEYS

Row = TypeVar("Row", bound=tuple[Any, ...])
Key = Any
Change = tuple["Undoable", Key, Any]
Index = Callable[[Any], Any]
"""Gives the index key of a row, or ``None`` where the row does not belong in the index."""

Order = Callable[[Any], tuple[Any, ...]]
"""Gives the place of a row among those with its index key; no two of them have the same."""


_KEY_OF: Final = {row_type: attrgetter(*columns) for row_type, columns in (KEYS | DERIVED).items()}
"""Gives the key of a row, by its type."""

Keys = tuple[Key] | dict[Key, None]
"""The keys of rows with one index key: of one row, as of most things, or of several in the order they came."""


class Undoable(Protocol):
    """What a refused command leaves as it was: it takes back its changes one by one."""

    row_type: Any

    def restore(self, key: Key, row: Any) -> None:
        """Undo one change."""


class NotLoaded(LookupError):
    """A decision reads what its unit of work did not load: a defect, never an answer."""


class Shelf(Generic[Row]):
    """Rows of one type by key (the key's value, or a tuple of values where it has several columns)."""

    def __init__(
        self,
        row_type: type[Row],
        undo: list[Change],
        *,
        complete: bool,
        indexes: Mapping[str, Index] | None = None,
        known_with: tuple[str, Callable[[Key], Any]] | None = None,
        order: Mapping[str, Order] | None = None,
    ) -> None:
        self.row_type = row_type
        self.key_of = _KEY_OF[row_type]
        self._rows: dict[Key, Row] = {}
        self._known: set[Key] = set()
        self._complete = complete
        self._undo = undo
        self._known_with = known_with
        self._indexes = indexes or {}
        self._entries: dict[str, dict[Any, Keys]] = {}
        self._known_in: dict[str, set[Any]] = {}
        for name in self._indexes:
            self._entries[name], self._known_in[name] = {}, set()
        self._order = order or {}
        # Complete shelves keep these in order; a unit of work loads few rows, and sorts them when it is asked.
        self._queues: dict[str, dict[Any, list[tuple[Any, Key]]]] = {}
        if complete:
            self._queues.update({name: {} for name in self._order})

    def admit(self, rows: Iterable[Row], keys: Iterable[Key] = ()) -> None:
        """Take in what was loaded: the rows that were found, and the keys that were asked for.

        A row that is here already stays: what this unit of work did to it is newer than what was read.
        """
        self._known.update(keys)
        for row in rows:
            key = self.key_of(row)
            if key not in self._rows:
                self._rows[key] = row
                self._enter(key, row)

    def admit_index(self, name: str, index_keys: Iterable[Any]) -> None:
        """Note that all rows with these index keys were asked for."""
        if not self._complete:
            self._known_in[name].update(index_keys)

    def unknown(self, keys: Iterable[Key]) -> set[Key]:
        """Give those of the keys that somebody still has to look for."""
        return {key for key in keys if not self.knows(key)}

    def unknown_in(self, name: str, index_keys: Iterable[Any]) -> set[Any]:
        """Give those of the index keys that somebody still has to look for."""
        return set() if self._complete else set(index_keys) - self._known_in[name]

    def clear(self) -> None:
        """Let go of every row, and of what is known of any."""
        self._rows.clear()
        self._known.clear()
        for name in self._indexes:
            self._entries[name].clear()
            self._known_in[name].clear()

    def get(self, key: Key) -> Row | None:
        """Give the row, or ``None`` where it is known that there is none."""
        row = self._rows.get(key)
        if row is None and not self._complete and not self.knows(key):
            raise NotLoaded(f"{self.row_type.__name__} {key!r} was not loaded")
        return row

    def knows(self, key: Key) -> bool:
        """Tell whether it is known that the row is here or nowhere."""
        if self._complete or key in self._known or key in self._rows:
            return True
        if self._known_with is None:
            return False
        name, index_key_of = self._known_with
        return index_key_of(key) in self._known_in[name]

    def require(self, key: Key) -> Row:
        """Give the row that must be there; raises ``NotLoaded`` where it is not."""
        row = self.get(key)
        if row is None:
            raise NotLoaded(f"{self.row_type.__name__} {key!r} does not exist")
        return row

    def find(self, name: str, index_key: Any) -> list[Row]:
        """Give the rows with this index key, in the order they came."""
        if not self._complete and index_key not in self._known_in[name]:
            raise NotLoaded(f"{self.row_type.__name__} by {name} {index_key!r} was not loaded")
        return [self._rows[key] for key in self._entries[name].get(index_key, ())]

    def in_order(self, name: str, index_key: Any) -> Iterator[Row]:
        """Walk the rows with this index key in the order of that index, as far as is wanted; nothing is put meanwhile.

        An index that has no order raises ``KeyError``.
        """
        if name in self._queues:
            return (self._rows[key] for _, key in self._queues[name].get(index_key, ()))
        return iter(sorted(self.find(name, index_key), key=self._order[name]))

    def index_keys(self, name: str) -> Iterable[Any]:
        """Give every index key under which there is a row at hand."""
        return self._entries[name].keys()

    def put(self, row: Row) -> None:
        """Set a row in its place, and note what stood there."""
        key = self.key_of(row)
        old = self._rows.get(key)
        self._undo.append((self, key, old))
        self._rows[key] = row
        if not self._indexes:
            return
        if old is None:
            self._enter(key, row)
        else:
            self._move(key, old, row)

    def restore(self, key: Key, row: Row | None) -> None:
        """Undo one change."""
        if row is None:
            self._known.add(key)
            self._leave(key, self._rows.pop(key))
        else:
            self._move(key, self._rows[key], row)
            self._rows[key] = row

    def _enter(self, key: Key, row: Row) -> None:
        for name, index in self._indexes.items():
            index_key = index(row)
            if index_key is not None:
                _list(self._entries[name], index_key, key)
                if name in self._queues:
                    insort(self._queues[name].setdefault(index_key, []), (self._order[name](row), key))

    def _leave(self, key: Key, row: Row) -> None:
        for name, index in self._indexes.items():
            index_key = index(row)
            if index_key is not None:
                _unlist(self._entries[name], index_key, key)
                if name in self._queues:
                    self._requeue(name, key, row, None)

    def _move(self, key: Key, old: Row, new: Row) -> None:
        for name, index in self._indexes.items():
            before, after = index(old), index(new)
            if name in self._queues:
                self._requeue(name, key, old if before is not None else None, new if after is not None else None)
            if before == after:
                continue
            entries = self._entries[name]
            if before is not None:
                _unlist(entries, before, key)
            if after is not None:
                _list(entries, after, key)

    def _requeue(self, name: str, key: Key, old: Row | None, new: Row | None) -> None:
        """Take a row that was in an ordered index out of its place there, and put it into the one that it has now."""
        queues, index, place = self._queues[name], self._indexes[name], self._order[name]
        before = None if old is None else (index(old), place(old))
        after = None if new is None else (index(new), place(new))
        if before == after:
            return
        if before is not None:
            queue = queues[before[0]]
            del queue[bisect_left(queue, (before[1], key))]
            if not queue:
                del queues[before[0]]
        if after is not None:
            insort(queues.setdefault(after[0], []), (after[1], key))

    def rows(self) -> Iterator[Row]:
        """Walk the rows at hand, in the order they came."""
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)


def _list(entries: dict[Any, Keys], index_key: Any, key: Key) -> None:
    """List a row under its index key."""
    there = entries.setdefault(index_key, (key,))
    if type(there) is dict:
        there[key] = None
    elif there[0] != key:
        entries[index_key] = {there[0]: None, key: None}


def _unlist(entries: dict[Any, Keys], index_key: Any, key: Key) -> None:
    """Take a row off its index key, under which it is listed."""
    there = entries[index_key]
    if type(there) is dict and len(there) > 1:
        del there[key]
    else:
        del entries[index_key]
