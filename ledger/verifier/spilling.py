"""Spilling: shelves that keep in memory what changed lately, and all else in a temporary file.

A replay of a long journal makes more rows than memory should hold, and hardly any is touched again: an award that is
spent, a hold that ended. So a *spilled shelf* puts its oldest changes into a table of a SQLite database of its own, a
few thousand at a time, and looks there for what it does not find at hand. The file is nobody else's, goes away with the
process, and survives nothing: it has no journal and is never synced.

Invariant: a spilled shelf answers what a shelf in memory answers, but for the order of ``find`` and ``rows``: what was
put away comes first. A row at hand stands for the one that was put away under its key. It only goes forward, as a
replay does: what a row was before is not remembered, and nothing can be taken back.

A table has the row's key, its values, and a column for each index: the hash of the index key, or nothing where the
row is not in the index. Two index keys may have one hash, so whoever looks compares. The database makes an index when
somebody is first to be found by it: most questions are whether something is new, and a filter answers them.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from ledger.domain.books import rows
from ledger.domain.books.shelf import Change, Index, Key, Order, Shelf

Row = TypeVar("Row", bound=tuple[Any, ...])

GROWING: Final = frozenset(
    {
        rows.Accrual,
        rows.AccrualPart,
        rows.Agreement,
        rows.Certificate,
        rows.Claim,
        rows.Earned,
        rows.Erasure,
        rows.Event,
        rows.ExpiryWarning,
        rows.Lot,
        rows.LotBalance,
        rows.Objection,
        rows.PeriodLine,
        rows.Proposal,
        rows.Redemption,
        rows.RedemptionLot,
        rows.Usage,
    }
)
"""What there is more and more of; all else is as large as the scheme, however long its journal."""

ROWS_AT_HAND: Final = 8_000
"""How many changed rows of a type are kept before half of them are put away, and how many that were only read."""

CACHE_KIB: Final = 32_768
FILTER_BYTES: Final = 1 << 21
"""A power of two. Of a million keys that were never put in, one in eighty passes for one that was."""


class Folder:
    """Where rows are put away: makes the shelves of one set of books."""

    def __init__(self, folder: Path, rows_at_hand: int = ROWS_AT_HAND) -> None:
        self._database = sqlite3.connect(folder / "rows.db", isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{CACHE_KIB}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._rows_at_hand = rows_at_hand

    def shelf(
        self,
        row_type: type[Row],
        undo: list[Change],
        *,
        complete: bool,
        indexes: Mapping[str, Index],
        known_with: tuple[str, Callable[[Key], Any]] | None,
        order: Mapping[str, Order] | None,
    ) -> Shelf[Row]:
        """Make a shelf of complete books."""
        if row_type not in GROWING:
            return Shelf(row_type, undo, complete=complete, indexes=indexes, known_with=known_with, order=order)
        return SpilledShelf(self._database, self._rows_at_hand, row_type, undo, indexes, order or {})

    def close(self) -> None:
        """Let go of the file; the shelves are not to be used any more."""
        self._database.close()


class NotTakenBack(RuntimeError):
    """Somebody wants a change back of shelves that only go forward."""


class SpilledShelf(Shelf[Row]):
    """Rows of one type: those that changed lately in memory, the others in a table."""

    def __init__(
        self,
        database: sqlite3.Connection,
        rows_at_hand: int,
        row_type: type[Row],
        undo: list[Change],
        indexes: Mapping[str, Index],
        order: Mapping[str, Order],
    ) -> None:
        super().__init__(row_type, undo, complete=True, indexes=indexes, order=order)
        self._table = _Table(database, row_type, self._indexes, self._order)
        self._rows_at_hand = rows_at_hand
        self._read: dict[Key, Row] = {}

    def get(self, key: Key) -> Row | None:
        """Give the row, or ``None`` where there is none."""
        row = self._rows.get(key)
        if row is not None or not self._table.may_hold(key):
            return row
        row = self._read.get(key)
        if row is not None:
            return row
        away: Row | None = self._table.get(key)
        if away is not None:
            if len(self._read) >= self._rows_at_hand:
                self._read.clear()
            self._read[key] = away
        return away

    def find(self, name: str, index_key: Any) -> list[Row]:
        """Give the rows with this index key."""
        at_hand = [self._rows[key] for key in self._entries[name].get(index_key, ())]
        if not self._table.may_find(name, index_key):
            return at_hand
        return [row for row in self._table.find(name, index_key) if self.key_of(row) not in self._rows] + at_hand

    def in_order(self, name: str, index_key: Any) -> Iterator[Row]:
        """Walk the rows with this index key in the order of that index."""
        at_hand = super().in_order(name, index_key)
        if not self._table.may_find(name, index_key):
            return at_hand
        away = (row for row in self._table.in_order(name, index_key) if self.key_of(row) not in self._rows)
        return merge(away, at_hand, key=self._order[name])

    def index_keys(self, name: str) -> Iterable[Any]:
        """Give every index key under which there may be a row."""
        return {*super().index_keys(name), *self._table.index_keys(name)}

    def put(self, row: Row) -> None:
        """Set a row in its place, and note that it changed."""
        key = self.key_of(row)
        at_hand = self._rows.get(key)
        self._undo.append((self, key, None))
        self._rows[key] = row
        if at_hand is not None:
            self._move(key, at_hand, row)
        else:
            self._enter(key, row)
            self._read.pop(key, None)
            if len(self._rows) > self._rows_at_hand:
                self._put_away()

    def restore(self, key: Key, row: Row | None) -> None:
        """Refuse: a replay goes forward only. Raises NotTakenBack."""
        raise NotTakenBack(f"{self.row_type.__name__} {key!r}")

    def rows(self) -> Iterator[Row]:
        """Walk all rows."""
        yield from (row for row in self._table.rows() if self.key_of(row) not in self._rows)
        yield from self._rows.values()

    def __len__(self) -> int:
        return sum(1 for _ in self.rows())

    def _put_away(self) -> None:
        """Put away the older half of what is at hand."""
        going = list(islice(self._rows.items(), len(self._rows) // 2))
        self._table.put(going)
        for key, row in going:
            self._leave(key, row)
            del self._rows[key]


class _Table:
    """The table of one type of rows; ``_listed`` counts index keys of indexes that are asked for all of theirs."""

    def __init__(
        self,
        database: sqlite3.Connection,
        row_type: type[Any],
        indexes: Mapping[str, Index],
        order: Mapping[str, Order],
    ) -> None:
        self._database = database
        self._make = row_type._make
        self._indexes = indexes
        self._order = order
        self._keys = _Filter()
        self.may_hold = self._keys.may_hold
        self._found_by = {name: _Filter() for name in indexes}
        self._listed: dict[str, set[Any]] = {name: set() for name in indexes if name in LISTED}
        table = row_type.__name__
        ordered = [f"place_{name}" for name in order]
        columns = ["key PRIMARY KEY", "row", *(f"by_{name}" for name in indexes), *ordered]
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)}) WITHOUT ROWID")
        by = {name: f"by_{name}, place_{name}" if name in order else f"by_{name}" for name in indexes}
        self._to_index = {
            name: f"CREATE INDEX {table}_{name} ON {table} ({by[name]}) WHERE by_{name} IS NOT NULL" for name in indexes
        }
        self._get = f"SELECT row FROM {table} WHERE key = ?"
        self._put = f"REPLACE INTO {table} VALUES ({', '.join('?' * len(columns))})"
        self._all = f"SELECT row FROM {table}"
        self._find = {name: f"SELECT row FROM {table} WHERE by_{name} = ?" for name in indexes}
        self._walk = {name: f"{self._find[name]} ORDER BY place_{name}" for name in order}

    def may_find(self, name: str, index_key: Any) -> bool:
        return self._found_by[name].may_hold(index_key)

    def get(self, key: Key) -> Any:
        found = self._database.execute(self._get, (_text(key),)).fetchone()
        return None if found is None else self._made(found[0])

    def find(self, name: str, index_key: Any) -> list[Any]:
        return list(self._of(name, index_key, self._find[name]))

    def in_order(self, name: str, index_key: Any) -> Iterator[Any]:
        return self._of(name, index_key, self._walk[name])

    def _of(self, name: str, index_key: Any, select: str) -> Iterator[Any]:
        if (to_index := self._to_index.pop(name, None)) is not None:
            self._database.execute(to_index)
        index = self._indexes[name]
        found = map(self._made, (row for (row,) in self._database.execute(select, (hash(index_key),))))
        return (row for row in found if index(row) == index_key)

    def index_keys(self, name: str) -> Iterable[Any]:
        return self._listed[name]

    def rows(self) -> Iterator[Any]:
        return (self._made(row) for (row,) in self._database.execute(self._all))

    def put(self, changed: list[tuple[Key, Any]]) -> None:
        self._keys.add(key for key, _ in changed)
        columns: list[list[Any]] = []
        for name, index in self._indexes.items():
            index_keys = [index(row) for _, row in changed]
            there = {index_key for index_key in index_keys if index_key is not None}
            self._found_by[name].add(there)
            if name in self._listed:
                self._listed[name] |= there
            columns.append([None if index_key is None else hash(index_key) for index_key in index_keys])
        columns += [[_place(place(row)) for _, row in changed] for place in self._order.values()]
        keys = [_text(key) for key, _ in changed]
        values = [marshal.dumps(tuple(row)) for _, row in changed]
        self._database.execute("BEGIN")
        self._database.executemany(self._put, zip(keys, values, *columns, strict=True))
        self._database.execute("COMMIT")

    def _made(self, row: bytes) -> Any:
        return self._make(marshal.loads(row))


LISTED: Final = frozenset({"due", "ends_on"})
"""Indexes by day: so few keys that all of them are remembered."""


class _Filter:
    """What was surely never put in: two bits of a field for each key that was (Bloom, 1970)."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, keys: Iterable[Any]) -> None:
        bits, last = self._bits, FILTER_BYTES - 1
        for number in map(hash, keys):
            if not bits:
                bits.extend(bytes(FILTER_BYTES))
            bits[number >> 3 & last] |= 1 << (number & 7)
            bits[number >> 35 & last] |= 1 << (number >> 32 & 7)

    def may_hold(self, key: Any) -> bool:
        bits = self._bits
        if not bits:
            return False
        number = hash(key)
        if not bits[number >> 3 & FILTER_BYTES - 1] >> (number & 7) & 1:
            return False
        return bool(bits[number >> 35 & FILTER_BYTES - 1] >> (number >> 32 & 7) & 1)


def _text(key: Key) -> str:
    """Write a key so that no two have one text."""
    return key if isinstance(key, str) else repr(key)


def _place(place: tuple[Any, ...]) -> str:
    """Write a place in an order, so that texts sort as places do: numbers of points and positions are whole."""
    return "\x1f".join([part if isinstance(part, str) else f"{part:016d}" for part in place])
