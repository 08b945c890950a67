"""Fold of certificates: what was certified, and that it counts no more."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def issued(books: Books, entry: Entry, fact: facts.CertificateIssued) -> None:
    """A certificate counts from now on."""
    books.certificates.put(certificate_of(entry, fact))


def certificate_of(entry: Entry, fact: facts.CertificateIssued) -> rows.Certificate:
    """Give a certificate as the entry that issued it leaves it."""
    return rows.Certificate(
        certificate=fact.certificate,
        organization=fact.organization,
        as_of=fact.as_of,
        period=fact.period,
        available=fact.available,
        pending=fact.pending,
        held=fact.held,
        disputed=fact.disputed,
        arrears=fact.arrears,
        language=fact.language,
        nonce=fact.nonce,
        code=fact.code,
        issued_at=entry.recorded_at,
        entry=entry.id,
        position=entry.position,
        revoked_at="",
        revocation="",
    )


def revoked(books: Books, entry: Entry, fact: facts.CertificateRevoked) -> None:
    """A certificate counts no more."""
    row = books.certificates.require(fact.certificate)
    books.certificates.put(row._replace(revoked_at=entry.recorded_at, revocation=entry.id))
