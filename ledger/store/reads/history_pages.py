"""History pages: which entries a page of the history is made of, chosen by a filter.

Whatever is asked for, the entries are found along an index in the order of positions, driven by the narrowest noun of
the filter, so that a page costs the same however long the journal is. Where few entries match what no index leads to
(an accounting day, a kind among one wallet's entries) the walk goes as far as it must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.domain.books.accounts import holder_of
from ledger.store.engines.postgresql import Postgresql
from ledger.store.reads.paging import NO_POSITION
from ledger.store.store import Store

Condition = tuple[str, tuple[Any, ...]]
"""SQL text with ``?`` for each of its parameters."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which transactions are wanted; what is "", empty or ``None`` does not matter.

    Attributes:
        organization: whose wallet moved, or who posted it as a university.
        recorded_from: first instant; ``recorded_to`` is the first instant no longer wanted.
        effective_from: first accounting day; ``effective_to`` is the last.
        references: blind digests of the university's or the company's own reference; any one of them.
        subject: id of the accrual or redemption that they are about.
        position_max: the history as it was when the journal stood here.
    """

    organization: str = ""
    account: str = ""
    kind: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    effective_from: str = ""
    effective_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    position_max: int | None = None


def page_of(store: Store, wanted: HistoryFilter, after: int, limit: int) -> Condition:
    """Choose up to ``limit`` entries behind position ``after`` as the FROM item ``e``.

    What is recorded never goes back, so an instant is a position.
    """
    last = NO_POSITION if wanted.position_max is None else wanted.position_max
    if wanted.recorded_from:
        after = max(after, _last_before(store, wanted.recorded_from))
    if wanted.recorded_to:
        last = min(last, _last_before(store, wanted.recorded_to))
    return _Page(isinstance(store.backend, Postgresql), wanted, after, last, limit).chosen()


def _last_before(store: Store, instant: str) -> int:
    last = "SELECT position FROM entries WHERE recorded_at < ? ORDER BY recorded_at DESC, position DESC LIMIT 1"
    found = store.glance.ask(last, (instant,))
    return int(found[0][0]) if found else 0


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page is chosen by; it lies behind ``after`` and ends at ``last``.

    Attributes:
        by_place: see ``walk``.
    """

    by_place: bool
    wanted: HistoryFilter
    after: int
    last: int
    limit: int

    def chosen(self) -> Condition:
        """Give the entries as the FROM item ``e``."""
        wanted = self.wanted
        organization, account = wanted.organization, wanted.account
        bounds = ("e.position > ? AND e.position <= ?", (self.after, self.last))
        if wanted.references:
            among = ", ".join("?" * len(wanted.references))
            own = (f"e.reference IN ({among}) AND e.reference <> ''", wanted.references)
            about = [("e.subject = ?", (wanted.subject,))] if wanted.subject else []
            residue = [bounds, *about, *_of_account(account), *_of_organization(organization), *_conditions(wanted)]
            # The sum keeps every engine off the positions: few entries have a reference.
            return self.entries([own, *residue], "e.position + 0")
        if wanted.subject:
            residue = [*_of_account(account), *_of_organization(organization), *_conditions(wanted)]
            return self.entries([self.walk("e", "subject", wanted.subject), *residue], "e.subject, e.position")
        if account and organization in ("", holder_of(account)):
            positions, parameters = self.postings("account", account, _conditions(wanted))
        elif organization:
            positions, parameters = self.concerning()
        elif wanted.kind:
            return self.entries([self.walk("e", "kind", wanted.kind), *_conditions(wanted)], "e.kind, e.position")
        else:
            return self.entries([bounds, *_conditions(wanted)], "e.position")
        return f"({positions}) AS k JOIN entries AS e ON e.position = k.position", parameters

    def entries(self, conditions: list[Condition], order: str) -> Condition:
        """Choose entries that move points, as the FROM item ``e``."""
        clause, parameters = _where([*conditions, ("e.lines > 0", ())])
        return f"(SELECT e.* FROM entries AS e WHERE {clause} ORDER BY {order} LIMIT {self.limit:d}) AS e", parameters

    def postings(self, column: str, value: str, conditions: list[Condition]) -> Condition:
        """Choose the positions of postings with a value, whose entries meet the conditions."""
        walk = [self.walk("p", column, value)]
        if conditions:
            # A question for each posting, which no engine makes a join over whole tables of.
            clause, parameters = _where(conditions)
            walk.append((f"(SELECT {clause} FROM entries AS e WHERE e.position = p.position)", parameters))
        clause, parameters = _where(walk)
        chosen = f"SELECT DISTINCT p.{column}, p.position FROM postings AS p WHERE {clause}"
        return f"{chosen} ORDER BY p.{column}, p.position LIMIT {self.limit:d}", parameters

    def concerning(self) -> Condition:
        """Choose the positions of what an organization posted or moved."""
        organization = self.wanted.organization
        conditions = [*_of_account(self.wanted.account), *_conditions(self.wanted)]
        own = self.walk("e", "university", organization)
        posted, parameters = self.entries([own, *conditions], "e.university, e.position")
        moved, more = self.postings("holder", organization, conditions)
        both = f"SELECT e.position FROM {posted} UNION SELECT m.position FROM ({moved}) AS m"
        return f"SELECT b.position FROM ({both}) AS b ORDER BY b.position LIMIT {self.limit:d}", parameters + more

    def walk(self, table: str, column: str, value: str) -> Condition:
        """Walk the index of a column and positions from one place of it to another.

        Told to find equal values, PostgreSQL may walk all positions instead, past any number that do not match; told
        the places, SQLite walks all positions with the value.
        """
        column, position = f"{table}.{column}", f"{table}.position"
        behind, until = (f"{column} = ? AND {position} {operator} ?" for operator in (">", "<="))
        if self.by_place:
            behind, until = (f"({column}, {position}) {operator} (?, ?)" for operator in (">", "<="))
        return f"{behind} AND {until} AND {column} <> ''", (value, self.after, value, self.last)


def _of_account(account: str) -> list[Condition]:
    moved = "(SELECT count(*) FROM postings AS a WHERE a.position = e.position AND a.account = ?) > 0"
    return [(moved, (account,))] if account else []


def _of_organization(organization: str) -> list[Condition]:
    moved = "(SELECT count(*) FROM postings AS o WHERE o.position = e.position AND o.holder = ?) > 0"
    return [(f"(e.university = ? OR {moved})", (organization, organization))] if organization else []


def _conditions(wanted: HistoryFilter) -> list[Condition]:
    """Give the conditions on entries alone."""
    pairs = (
        (wanted.kind, "e.kind = ?"),
        (wanted.recorded_from, "e.recorded_at >= ?"),
        (wanted.effective_from, "e.effective_on >= ?"),
        (wanted.effective_to, "e.effective_on <= ?"),
    )
    return [(condition, (value,)) for value, condition in pairs if value]


def _where(conditions: list[Condition]) -> Condition:
    texts, parameters = zip(*conditions, strict=True)
    return " AND ".join(texts), tuple(value for each in parameters for value in each)
