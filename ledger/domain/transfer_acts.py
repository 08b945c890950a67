"""Transfer acts: what becomes of companies, each proposed by one person on a document and carried out by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.act import Act, Terms
from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.commands import ProposeAffiliation, ProposeClosure, ProposeMerger, ProposeSuccession
from ledger.domain.desk import Desk
from ledger.domain.journal.facts import AffiliationChanged, EmptyWalletMerged, OrganizationClosed, PointsTransferred
from ledger.domain.needs import Needs
from ledger.domain.transfers import CLOSURE as CLOSURE_NAME
from ledger.domain.transfers import (
    affiliate,
    check_closure,
    check_members,
    check_merger,
    check_succession,
    close,
    merge,
    need_closure,
    need_merger,
    need_parties,
    need_succession,
    succeed,
)

MERGED: Final = ("absorption", "consolidation", "restructuring")
SUCCEEDED: Final = ("business_transfer", "division", "inheritance", "conversion")
CLOSED: Final = ("dissolution", "insolvency", "business_ended", "registered_twice")
AFFILIATED: Final = ("control_acquired", "control_ended", "correction")
"""Reasons of each act."""

_PERMISSIONS: Final = ("organizations.change", "organizations.approve")


def _first(terms: Terms, needs: Needs) -> None:
    needs.organizations.update({terms["organization"], terms.get("target", "")} - {""})
    needs.lots.update(terms.get("lots", ()))


def _merger_terms(command: ProposeMerger) -> Terms:
    return {"organization": command.source_id, "target": command.target_id}


def _merger_second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    need_merger(needs, books, terms["organization"], terms["target"])


def _check_merger(desk: Desk, terms: Terms) -> int:
    return check_merger(desk, terms["organization"], terms["target"])


def _merge(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    return merge(desk, terms["organization"], terms["target"], row.proposal)


def _merged_so(books: Books, fact: Any, terms: Terms) -> bool:
    if not isinstance(fact, PointsTransferred):
        return False
    return (fact.whole, fact.source, fact.target) == (True, terms["organization"], terms["target"])


def _succession_terms(command: ProposeSuccession) -> Terms:
    return {
        "organization": command.source_id,
        "target": command.target_id,
        "points": command.points or 0,
        "lots": sorted(set(command.lots)),
    }


def _succession_second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    need_succession(needs, terms["organization"], terms["target"])


def _check_succession(desk: Desk, terms: Terms) -> int:
    return check_succession(desk, terms["organization"], terms["target"], terms["points"], terms["lots"])


def _succeed(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    return succeed(desk, terms["organization"], terms["target"], terms["points"], terms["lots"], row.proposal)


def _succeeded_so(books: Books, fact: Any, terms: Terms) -> bool:
    if type(fact) is not PointsTransferred or fact.whole:
        return False
    told = (fact.source, fact.target, list(fact.lots))
    available = books.points_in(of_holder(fact.source, "available"))
    asked = terms["points"] or (fact.points if fact.lots else available)
    return told == (terms["organization"], terms["target"], list(terms["lots"])) and fact.points == asked


def _closure_terms(command: ProposeClosure) -> Terms:
    return {"organization": command.organization_id}


def _closure_second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    need_closure(needs, books, terms["organization"])


def _check_closure(desk: Desk, terms: Terms) -> int:
    check_closure(desk, terms["organization"])
    return 0


def _close(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    return close(desk, terms["organization"], row.proposal)


def _closed_so(books: Books, fact: Any, terms: Terms) -> bool:
    return isinstance(fact, OrganizationClosed) and fact.organization == terms["organization"]


def _affiliation_terms(command: ProposeAffiliation) -> Terms:
    named = sorted(set(command.organization_ids))
    return {"organizations": named, "together": int(command.together)}


def _affiliation_first(terms: Terms, needs: Needs) -> None:
    needs.organizations.update(terms["organizations"])


def _affiliation_second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    need_parties(needs, books, *terms["organizations"])


def _check_affiliation(desk: Desk, terms: Terms) -> int:
    check_members(desk.books, terms["organizations"], as_one=bool(terms["together"]))
    return 0


def _affiliate(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    return affiliate(desk, terms["organizations"], as_one=bool(terms["together"]), proposal=row.proposal)


def _affiliated_so(books: Books, fact: Any, terms: Terms) -> bool:
    if not isinstance(fact, AffiliationChanged):
        return False
    return (list(fact.organizations), fact.together) == (list(terms["organizations"]), bool(terms["together"]))


MERGER: Final = Act(
    "merger",
    *_PERMISSIONS,
    MERGED,
    (PointsTransferred.KIND, EmptyWalletMerged.KIND),
    _merger_terms,
    _check_merger,
    _merge,
    _merged_so,
    _first,
    _merger_second,
)
SUCCESSION: Final = Act(
    "succession",
    *_PERMISSIONS,
    SUCCEEDED,
    (PointsTransferred.KIND,),
    _succession_terms,
    _check_succession,
    _succeed,
    _succeeded_so,
    _first,
    _succession_second,
)
CLOSURE: Final = Act(
    CLOSURE_NAME,
    *_PERMISSIONS,
    CLOSED,
    (OrganizationClosed.KIND,),
    _closure_terms,
    _check_closure,
    _close,
    _closed_so,
    _first,
    _closure_second,
)
AFFILIATION: Final = Act(
    "affiliation",
    *_PERMISSIONS,
    AFFILIATED,
    (AffiliationChanged.KIND,),
    _affiliation_terms,
    _check_affiliation,
    _affiliate,
    _affiliated_so,
    _affiliation_first,
    _affiliation_second,
)
