"""Act: what one person proposes and others approve; each feature gives one for each kind of act.

An act is told by its terms, a JSON object of ids, codes, days and whole numbers. They are checked when it is proposed
and again when it is approved, and only then is it carried out, by entries that name the proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import Private
from ledger.domain.desk import Desk
from ledger.domain.needs import Needs

Terms = Mapping[str, Any]


def nothing(terms: Terms, needs: Needs) -> None:
    """Need nothing by the terms alone."""


def nothing_more(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    """Need no second look."""


def no_texts(command: Any) -> Mapping[str, Private]:
    """Keep no text but the reason."""
    return {}


def no_more(command: Any) -> Mapping[str, Any]:
    """Show nothing but the proposal."""
    return {}


def points_told(fact: Any) -> int:
    """Give the points that an entry which carries an act out tells."""
    return int(getattr(fact, "points", 0))


def always(books: Books, fact: Any) -> bool:
    """Take two persons whatever it is about."""
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    Attributes:
        propose, approve: what who proposes it, and who approves it, must have been granted.
        reasons: the codes of reasons that it knows, or none where none is asked.
        kinds: kinds of entries that carry it out; the first of them closes the proposal.
        terms: makes the terms of the command that proposes it.
        check: refuses what cannot be carried out as things stand, and gives how many points it moves.
        enact: records its entries and gives what the answer tells of it besides the proposal.
        carries_out: tells whether a fact is what the terms say, given the books before it; a replay asks.
        first, second: what it needs by its terms, and by what was found then.
        private: gives the texts of the command that proposes it, which go to the vault.
        shown: gives what the answer to who proposes it tells besides the proposal.
        moved: gives how many points an entry of its kinds counts for against its bound; a replay asks.
        adds_up: whether several acts of it move more than one does; a level that is set anew does not.
        takes_two: tells whether an entry of its kinds takes two persons, given the books before it; a replay asks.
        organization: gives whom it concerns, or "".
    """

    name: str
    propose: str
    approve: str
    reasons: tuple[str, ...]
    kinds: tuple[str, ...]
    terms: Callable[[Any], Terms]
    check: Callable[[Desk, Terms], int]
    enact: Callable[[Desk, rows.Proposal, Terms], Mapping[str, Any]]
    carries_out: Callable[[Books, Any, Terms], bool]
    first: Callable[[Terms, Needs], None] = nothing
    second: Callable[[Terms, Books, Needs, str], None] = nothing_more
    private: Callable[[Any], Mapping[str, Private]] = no_texts
    shown: Callable[[Any], Mapping[str, Any]] = no_more
    moved: Callable[[Any], int] = points_told
    takes_two: Callable[[Books, Any], bool] = always
    adds_up: bool = True

    @staticmethod
    def organization(terms: Terms) -> str:
        """Give whom an act of these terms concerns, or ""."""
        return str(terms.get("organization", ""))
