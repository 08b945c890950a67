"""About: which facts a check concerns, so that a replay asks each check of those entries alone.

A check is a function of the books before an entry and the entry; it gives what is wrong, or ``None``. A check that
says nothing concerns every entry. Invariant: of an entry that a check is not about, it would find nothing wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

from ledger.domain.books.books import Books
from ledger.domain.finding import Finding
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import FACTS, Fact

Check = Callable[[Books, Entry], Finding | None]


@dataclass(frozen=True, slots=True)
class About:
    """A check of entries with one of these facts, or one that is a kind of them."""

    check: Check
    facts: tuple[type[Fact], ...]

    def __call__(self, books: Books, entry: Entry) -> Finding | None:
        """Ask it of an entry, whatever the entry is about."""
        return self.check(books, entry)

    def concerns(self, fact: type[Fact]) -> bool:
        """Tell whether it is about such a fact."""
        return issubclass(fact, self.facts)


def about(check: Check, *facts: type[Fact]) -> Check:
    """Say that a check is about these facts and no others."""
    return About(check, facts)


def telling(field: str) -> tuple[type[Fact], ...]:
    """Give the facts that have a field of this name.

    >>> [fact.KIND for fact in telling("lots_of_nobody")]
    []
    """
    return tuple(fact for fact in FACTS.values() if field in (one.name for one in fields(fact)))


def by_kind(checks: Iterable[Check]) -> dict[str, tuple[Check, ...]]:
    """Give, for each kind of entry, the checks that concern it, in their order."""
    known = tuple(checks)
    return {kind: tuple(_unwrapped(check) for check in known if _concerns(check, fact)) for kind, fact in FACTS.items()}


def _concerns(check: Check, fact: type[Fact]) -> bool:
    return not isinstance(check, About) or check.concerns(fact)


def _unwrapped(check: Check) -> Check:
    return check.check if isinstance(check, About) else check
