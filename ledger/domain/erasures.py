"""Erasures: texts of the vault that two persons erase for ever; every proof stays, and says nothing of them any more.

What must be kept is not erased: the texts about an organization while it is active, and those about a person while a
client or user of theirs is in force. That something was erased is an entry: what, under which ids, when and by whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.active import ACTIVE
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ProposeErasure
from ledger.domain.desk import Desk
from ledger.domain.ids import PREFIXES
from ledger.domain.journal.facts import TextsErased, TextsOf
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused

REASONS: Final = ("request", "retention_over", "filed_in_error", "court_order")
_ORGANIZATION, _PERSON, *_ACTING = (f"{PREFIXES[noun]}_" for noun in ("organization", "person", "client", "user"))

Terms = Mapping[str, Any]


def _terms(command: ProposeErasure) -> Terms:
    texts = [{"subject": one.subject, "fields": list(one.fields)} for one in command.texts]
    return {"subject": command.subject, "texts": texts, "clients": list(command.clients)}


def _named(terms: Terms) -> Iterator[str]:
    """Walk the ids that the texts are about, and under which they are filed."""
    yield terms["subject"]
    yield from terms["clients"]
    yield from (one["subject"] for one in terms["texts"])


def _first(terms: Terms, needs: Needs) -> None:
    for named in _named(terms):
        if named.startswith(_ORGANIZATION):
            needs.organizations.add(named)
        elif named.startswith(_PERSON):
            needs.client_persons.add(named)
        elif named.startswith(tuple(_ACTING)):
            needs.clients.add(named)


def in_use(books: Books, terms: Terms) -> str:
    """Give what is in force and needs the texts, or "": an active organization, or a client or user of the person.

    Whoever came to act for a person after the erasure was proposed counts too.
    """
    for named in _named(terms):
        if named.startswith(_ORGANIZATION):
            row = books.organizations.get(named)
            if row is not None and row.status == ACTIVE:
                return named
        elif named.startswith(_PERSON):
            acting = [row.client for row in books.clients.find("person", named) if not row.revoked_at]
            if acting:
                return min(acting)
        elif named.startswith(tuple(_ACTING)):
            client = books.clients.get(named)
            if client is not None and not client.revoked_at:
                return named
    return ""


def _check(desk: Desk, terms: Terms) -> int:
    """Refusals, in this order: ``nothing_to_erase``, ``texts_in_use``."""
    if not terms["texts"]:
        raise Refused("nothing_to_erase", "/subject_id", subject_id=terms["subject"])
    if holder := in_use(desk.books, terms):
        raise Refused("texts_in_use", "/subject_id", subject_id=terms["subject"], in_force=holder)
    return 0


def _texts(terms: Terms) -> tuple[TextsOf, ...]:
    return tuple(TextsOf(one["subject"], tuple(one["fields"])) for one in terms["texts"])


def _enact(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    entry = desk.record(TextsErased(terms["subject"], _texts(terms), row.proposal))
    pairs = [(text.subject, field) for text in _texts(terms) for field in text.fields]
    desk.erased += pairs
    return {"subject_id": terms["subject"], "texts": len(pairs), "erased_at": entry.recorded_at}


def _carries_out(books: Books, fact: Any, terms: Terms) -> bool:
    """Tell whether what was erased is what was proposed, and nothing that was in use."""
    same = isinstance(fact, TextsErased) and (fact.subject, fact.texts) == (terms["subject"], _texts(terms))
    return same and not in_use(books, terms)


ACT: Final = Act(
    name="erasure",
    propose="erasures.propose",
    approve="erasures.approve",
    reasons=REASONS,
    kinds=(TextsErased.KIND,),
    terms=_terms,
    check=_check,
    enact=_enact,
    carries_out=_carries_out,
    first=_first,
)
