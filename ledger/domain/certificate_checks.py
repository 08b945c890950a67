"""Certificate checks: what a replay asks of certificates.

The figures are those of the books or of the closing, on a day that is kept, with nothing due; who issued or revoked it
might; and it was issued and revoked once.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.certificates import held_at_closing, held_in_books, is_of, month_closed_on
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.movements import CLOCKED, parts_due


def _certificate_is_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateIssued):
        return None
    if books.certificates.get(fact.certificate) is not None:
        return Place(entry).finding("id_used_twice", "a certificate that is new", fact.certificate)
    if books.certificates.find("code", fact.code):
        return Place(entry).finding("id_used_twice", "a code that is new", fact.code)
    return None


def _certified_by_its_own_or_the_operator(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateIssued | facts.CertificateRevoked):
        return None
    if not is_of(books, fact.organization, entry.actor.organization):
        expected = f"{fact.organization} or the operator"
        return Place(entry).finding("certified_by_another", expected, entry.actor.organization)
    return None


def _certified_of_a_kept_day(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateIssued):
        return None
    today, month = business_day_of(entry.recorded_at), month_closed_on(books, fact.as_of)
    if fact.period != month or not (month or fact.as_of == today):
        found = f"{fact.as_of} of {fact.period!r}"
        return Place(entry).finding("certified_of_another_day", f"{today}, or the end of a closed month", found)
    return None


def _nothing_was_due(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateIssued) or fact.period:
        return None
    today = business_day_of(entry.recorded_at)
    due = [part.lot for state in CLOCKED for part in parts_due(books, fact.organization, state, today)]
    holds = books.redemptions.find("open_hold", fact.organization)
    due += [hold.redemption for hold in holds if hold.hold_expires_at <= entry.recorded_at]
    return Place(entry).finding("certified_unsettled", f"nothing due on {today}", min(due)) if due else None


def _states_what_the_books_hold(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateIssued):
        return None
    if fact.period:
        expected = held_at_closing(books, fact.period, fact.organization)
    else:
        expected = held_in_books(books, fact.organization)
    found = {state: getattr(fact, state) for state in expected}
    return None if found == expected else Place(entry).finding("certificate_differs", expected, found)


def _revoked_once(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.CertificateRevoked):
        return None
    row = books.certificates.get(fact.certificate)
    if row is None or row.revoked_at or row.organization != fact.organization:
        expected = f"a certificate of {fact.organization} that counts"
        return Place(entry).finding("certificate_not_in_force", expected, fact.certificate)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_certificate_is_new, facts.CertificateIssued),
    about(_certified_by_its_own_or_the_operator, facts.CertificateIssued, facts.CertificateRevoked),
    about(_certified_of_a_kept_day, facts.CertificateIssued),
    about(_nothing_was_due, facts.CertificateIssued),
    about(_states_what_the_books_hold, facts.CertificateIssued),
    about(_revoked_once, facts.CertificateRevoked),
)
"""Every check of certificates, in this order."""
