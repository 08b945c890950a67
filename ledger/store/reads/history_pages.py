"""History pages: which entries a page of the history is made of, chosen by any combination of filters.

Whatever is asked for, the entries are found along an index in the order of positions, driven by the narrowest noun of
the filter, so that a page costs the same however long the journal is; all else that is asked for is asked of each
entry on the way. Where few entries match what no index leads to (a kind among one wallet's entries) the walk goes as
far as it must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ledger.domain.books.accounts import holder_of
from ledger.store.engines.postgresql import Postgresql
from ledger.store.reads.history_bounds import first_instant, last_before, last_within, person_of
from ledger.store.reads.paging import NO_POSITION
from ledger.store.store import Store

Condition = tuple[str, tuple[Any, ...]]
"""SQL text with ``?`` for each of its parameters."""


class Cited(NamedTuple):
    """What a person would write down of a transaction.

    Attributes:
        references: blind digests of the university's or the company's own reference; any one of them.
        position: of the entry itself, where what was written down is a number.
    """

    references: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which transactions are wanted; what is "", empty or ``None`` does not matter.

    Attributes:
        organization: whose wallet moved, or who posted it as a university.
        university: who posted it.
        program: code of the program of the redemption that it is about.
        rule: the activity by which a lot that it moved was earned.
        person: who acted; ``client`` is by which client.
        lot: of which it moved points.
        recorded_from: first instant; ``recorded_to`` is the first instant no longer wanted.
        effective_from: first accounting day; ``effective_to`` is the last; so with the days on which it occurred.
        cited: what a person wrote down of it, each of them.
        subject: id of the accrual or redemption that they are about.
        also: further nouns, by the names of these fields, and "id" for the transaction itself.
        reader: who may see no legs but those of its own lots, and all of what it posted itself; "" sees all legs.
        position_max: the history as it was when the journal stood here.
        newest_first: the order; else oldest first.
        every_entry: also what moves no points.
    """

    organization: str = ""
    account: str = ""
    kind: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    effective_from: str = ""
    effective_to: str = ""
    cited: tuple[Cited, ...] = ()
    subject: str = ""
    university: str = ""
    program: str = ""
    rule: str = ""
    person: str = ""
    client: str = ""
    lot: str = ""
    occurred_from: str = ""
    occurred_to: str = ""
    also: tuple[tuple[str, str], ...] = ()
    reader: str = ""
    position_max: int | None = None
    newest_first: bool = False
    every_entry: bool = False


NARROWEST_FIRST: Final = (
    "id",
    "subject",
    "lot",
    "account",
    "organization",
    "program",
    "person",
    "client",
    "university",
    "rule",
    "kind",
)
"""Nouns by how few entries they lead to; the account of a wallet, but one of the system's own leads to most."""

COLUMNS: Final = {"person": "actor_person", "client": "actor_client"}
"""Columns of ``entries`` whose nouns have other names."""

LEGS: Final = frozenset({"account", "lot", "rule"})
"""Nouns of postings."""

INDEXED: Final = {
    "e.subject": "e.subject <> ''",
    "e.program": "e.program <> ''",
    "e.university": "e.university <> ''",
    "p.holder": "p.holder <> ''",
    "p.lot": "p.amount > 0",
    "p.rule": "p.amount > 0 AND p.rule <> ''",
}
"""Which rows the index of a column has, where it has not all; every engine must be told in the same words."""


def page_of(store: Store, wanted: HistoryFilter, place: int | None, limit: int) -> Condition:
    """Choose up to ``limit`` entries behind a place as the FROM item ``e``.

    Args:
        place: position of the last entry of the page before, ``None`` for the first page.
    """
    after, last = 0, NO_POSITION if wanted.position_max is None else wanted.position_max
    if place is not None:
        after, last = (after, min(last, place - 1)) if wanted.newest_first else (place, last)
    for instant in (wanted.recorded_from, *map(first_instant, (wanted.effective_from, wanted.occurred_from))):
        if instant:
            after = max(after, last_before(store, instant))
    if wanted.recorded_to:
        last = min(last, last_before(store, wanted.recorded_to))
    if wanted.effective_to:
        last = min(last, last_within(store, "effective_on", wanted.effective_from, wanted.effective_to))
    if wanted.occurred_to:
        last = min(last, last_within(store, "occurred_on", wanted.occurred_from, wanted.occurred_to))
    nouns = [
        *((noun, value) for noun in NARROWEST_FIRST if noun != "id" and (value := getattr(wanted, noun))),
        *wanted.also,
    ]
    person = next((person_of(store, value) for noun, value in nouns if noun == "client"), "")
    by_place = isinstance(store.backend, Postgresql)
    return _Page(by_place, wanted, tuple(sorted(nouns, key=_narrowness)), person, after, last, limit).chosen()


def _narrowness(noun: tuple[str, str]) -> int:
    name, value = noun
    broad = name == "account" and not holder_of(value)
    return len(NARROWEST_FIRST) if broad else NARROWEST_FIRST.index(name)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page is chosen by; it lies behind ``after`` and ends at ``last``.

    Attributes:
        by_place: see ``walk``.
        nouns: what is asked for, the narrowest first.
        person: behind the client that is asked for.
    """

    by_place: bool
    wanted: HistoryFilter
    nouns: tuple[tuple[str, str], ...]
    person: str
    after: int
    last: int
    limit: int

    @property
    def way(self) -> str:
        """Say in which direction the walk goes."""
        return " DESC" if self.wanted.newest_first else ""

    def chosen(self) -> Condition:
        """Give the entries as the FROM item ``e``."""
        bounds = ("e.position > ? AND e.position <= ?", (self.after, self.last))
        ranges = _ranges(self.wanted)
        every = [*(self.of(*noun) for noun in self.nouns), *ranges]
        if self.wanted.cited:
            # The sum keeps every engine off the positions: few entries have a reference.
            return self.entries([*map(_of_cited, self.wanted.cited), bounds, *every], ["e.position + 0"])
        if not self.nouns:
            return self.entries([self.moving(), *ranges], ["e.position"])
        (noun, value), *others = self.nouns
        rest = [*(self.of(*other) for other in others), *ranges]
        if noun == "id":
            return self.entries([("e.id = ?", (value,)), bounds, *rest], ["e.position"])
        if noun in LEGS:
            # The index may know another leg of the lot than the one that the reader sees.
            positions, parameters = self.postings(noun, value, every if self.wanted.reader else rest)
        elif noun == "organization":
            positions, parameters = self.concerning(value, every if self.hides(value) else rest)
        elif noun == "client":
            return self.along("actor_person", self.person, [self.of(noun, value), *rest])
        else:
            return self.along(COLUMNS.get(noun, noun), value, rest)
        return f"({positions}) AS k JOIN entries AS e ON e.position = k.position", parameters

    def hides(self, organization: str) -> bool:
        """Tell whether the reader does not see all that concerns an organization."""
        return self.wanted.reader not in ("", organization)

    def entries(self, conditions: list[Condition], order: Sequence[str]) -> Condition:
        """Choose entries, as the FROM item ``e``."""
        clause, parameters = _where(conditions if self.wanted.every_entry else [*conditions, ("e.lines > 0", ())])
        ordered = ", ".join(f"{column}{self.way}" for column in order)
        return f"(SELECT e.* FROM entries AS e WHERE {clause} ORDER BY {ordered} LIMIT {self.limit:d}) AS e", parameters

    def moving(self) -> Condition:
        """Bound a walk over all positions: it begins at an entry that moves points, past any number of others."""
        first, last = "e.position > ?", "e.position <= ?"
        if not self.wanted.every_entry and self.wanted.newest_first:
            last = "e.position <= (SELECT max(f.position) FROM postings AS f WHERE f.position <= ?)"
        elif not self.wanted.every_entry:
            first = "e.position >= (SELECT min(f.position) FROM postings AS f WHERE f.position > ?)"
        return f"{first} AND {last}", (self.after, self.last)

    def along(self, column: str, value: str, conditions: list[Condition]) -> Condition:
        """Choose entries along the index of one of their columns."""
        return self.entries([self.walk("e", column, value), *conditions], [f"e.{column}", "e.position"])

    def postings(self, column: str, value: str, conditions: list[Condition]) -> Condition:
        """Choose the positions of postings with a value, whose entries meet the conditions."""
        walk = [self.walk("p", column, value)]
        if conditions:
            # A question for each posting, which no engine makes a join over whole tables of.
            clause, parameters = _where(conditions)
            walk.append((f"(SELECT {clause} FROM entries AS e WHERE e.position = p.position)", parameters))
        clause, parameters = _where(walk)
        chosen = f"SELECT DISTINCT p.{column}, p.position FROM postings AS p WHERE {clause}"
        return f"{chosen} ORDER BY p.{column}{self.way}, p.position{self.way} LIMIT {self.limit:d}", parameters

    def concerning(self, organization: str, conditions: list[Condition]) -> Condition:
        """Choose the positions of what an organization posted or moved."""
        posted, parameters = self.along("university", organization, conditions)
        moved, more = self.postings("holder", organization, conditions)
        both = f"SELECT e.position FROM {posted} UNION SELECT m.position FROM ({moved}) AS m"
        ordered = f"ORDER BY b.position{self.way} LIMIT {self.limit:d}"
        return f"SELECT b.position FROM ({both}) AS b {ordered}", parameters + more

    def walk(self, table: str, column: str, value: str) -> Condition:
        """Walk the index of a column and positions from one place of it to another.

        Told to find equal values, PostgreSQL may walk all positions instead, past any number that do not match; told
        the places, SQLite walks all positions with the value.
        """
        column, position = f"{table}.{column}", f"{table}.position"
        behind, until = (f"{column} = ? AND {position} {operator} ?" for operator in (">", "<="))
        if self.by_place:
            behind, until = (f"({column}, {position}) {operator} (?, ?)" for operator in (">", "<="))
        found = f" AND {INDEXED[column]}" if column in INDEXED else ""
        return f"{behind} AND {until}{found}", (value, self.after, value, self.last)

    def of(self, noun: str, value: str) -> Condition:
        """Ask an entry whether it is of a noun."""
        if noun in LEGS:
            return self.has_leg(noun, value)
        if noun == "organization":
            moved, parameters = self.has_leg("holder", value)
            return f"(e.university = ? OR {moved})", (value, *parameters)
        column = f"e.{COLUMNS.get(noun, noun)}"
        # SQLite takes any index that it is not kept from.
        return (f"{column} = ?" if self.by_place else f"{column} || '' = ?"), (value,)

    def has_leg(self, column: str, value: str) -> Condition:
        """Ask an entry whether a leg that the reader sees has a value."""
        reader = self.wanted.reader
        sees, parameters = ("", ()) if not reader else (f" AND {_SEES}", (reader, reader, reader))
        leg = f"SELECT count(*) FROM postings AS x WHERE x.position = e.position AND x.{column} = ?{sees}"
        return f"({leg}) > 0", (value, *parameters)


_SEES: Final = (
    "(e.university = ? OR x.holder = ? OR x.holder = '' AND (SELECT count(*) FROM postings AS y"
    " WHERE y.position = x.position AND y.lot = x.lot AND y.holder = ?) > 0)"
)
"""What a reader sees of an entry: all that it posted, its own legs, and the other side of its own lots."""


def _of_cited(cited: Cited) -> Condition:
    among = ", ".join("?" * len(cited.references))
    own = f"e.reference IN ({among}) AND e.reference <> ''"
    if not cited.position:
        return own, cited.references
    return f"(e.position = ? OR {own})", (cited.position, *cited.references)


def _ranges(wanted: HistoryFilter) -> list[Condition]:
    """Give the conditions on the days of an entry; its instant is in the bounds of its position."""
    pairs = (
        (wanted.effective_from, "e.effective_on >= ?"),
        (wanted.effective_to, "e.effective_on <= ?"),
        (wanted.occurred_from, "e.occurred_on >= ?"),
        (wanted.occurred_to, "e.occurred_on <= ? AND e.occurred_on <> ''"),
    )
    return [(condition, (value,)) for value, condition in pairs if value]


def _where(conditions: Sequence[Condition]) -> Condition:
    texts, parameters = zip(*conditions, strict=True)
    return " AND ".join(texts), tuple(value for each in parameters for value in each)
