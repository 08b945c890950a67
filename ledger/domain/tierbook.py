"""Tierbook: the tiers are set by two persons, each version whole and for good; the newest is in force.

A version judges every day that is asked for under it, those before it too: tiers are what a scheme says of what was
earned, and a position of the journal tells which scheme was then in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_accruals import json_text
from ledger.domain.commands import ProposeTiers
from ledger.domain.desk import Desk
from ledger.domain.drafting import check_length
from ledger.domain.journal.facts import TiersSet
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.tier_standings import need_tiers, newest_tiers
from ledger.domain.tiers import TierTerms

Terms = Mapping[str, Any]


def _terms(command: ProposeTiers) -> Terms:
    return command.terms


def _first(terms: Terms, needs: Needs) -> None:
    need_tiers(needs)


def _check(desk: Desk, terms: Terms) -> int:
    """See that the tiers can be read, and written; they move no points.

    Refusals: ``terms_invalid``.
    """
    try:
        check_length("tiers", TierTerms.from_json(terms).to_json())
    except TermsInvalid as error:
        raise Refused("terms_invalid", "/terms", reason=str(error)) from error
    return 0


def _enact(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    newest = newest_tiers(desk.books)
    version = newest.version + 1 if newest else 1
    entry = desk.record(TiersSet(version, terms, row.proposal))
    return {"version": version, "position": entry.position}


def carries_out(books: Books, fact: Any, terms: Terms) -> bool:
    """Tell whether the tiers were set as they were proposed."""
    return isinstance(fact, TiersSet) and json_text(fact.terms) == json_text(terms)


ACT: Final = Act(
    "tiers", "tiers.propose", "tiers.approve", (), (TiersSet.KIND,), _terms, _check, _enact, carries_out, _first
)
