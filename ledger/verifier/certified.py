"""Certified: certificates that somebody brings along, held to the journal of the bundle.

A certificate is a JSON file with the ``entry`` that issued it and what it shows (``certificate``). It holds if that
entry stands in the journal, shows what it shows, and nothing later revoked it, as far as the bundle reaches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.domain.books import rows
from ledger.domain.books.fold_certificates import certificate_of
from ledger.domain.certificates import first_difference
from ledger.domain.finding import Finding
from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.facts import CertificateIssued, CertificateRevoked

VALID: Final = "valid"
FOUND_LETTERS_MAX: Final = 120
SAID: Final = ("id", "organization_id", "as_of", "posted", "pending", "held", "disputed", "arrears")
"""What is told of a certificate that holds."""


class CertificateUnreadable(ValueError):
    """A file is no certificate."""


class Certificate(NamedTuple):
    """A certificate as it was brought: its file's name, where its entry stands, that entry's leaf, what it shows."""

    name: str
    position: int
    leaf: bytes
    shown: Mapping[str, Any]


def read_certificate(name: str, data: bytes) -> Certificate:
    """Read a certificate; nothing of it is believed yet.

    Raises:
        CertificateUnreadable: not one.
    """
    try:
        told = json.loads(data.decode())
        entry = told["entry"].encode()
        position, shown = json.loads(entry)["position"], dict(told["certificate"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise CertificateUnreadable(f"{name}: expected a certificate as JSON, with its entry") from None
    if type(position) is not int:
        raise CertificateUnreadable(f"{name}: expected an entry with a position")
    return Certificate(name, position, leaf_of(entry), shown)


class Certified:
    """Certificates in step with the entries.

    Attributes:
        holding: what each certificate that holds says, known at the end.
        findings: what is wrong with the others, known at the end.
    """

    def __init__(self, brought: Sequence[Certificate]) -> None:
        self.holding: list[str] = []
        self.findings: list[Finding] = []
        self._brought = brought
        self._stated: dict[str, rows.Certificate] = {}
        self._revoked_by: dict[str, Entry] = {}

    def take(self, entry: Entry, leaf: bytes) -> None:
        """Look whether an entry issued or revoked one of them."""
        fact = entry.fact
        if isinstance(fact, CertificateRevoked) and fact.certificate in self._certified():
            self._revoked_by[fact.certificate] = entry
        for one in self._brought:
            if (one.position, one.leaf) == (entry.position, leaf) and isinstance(fact, CertificateIssued):
                self._stated[one.name] = certificate_of(entry, fact)

    def end(self) -> None:
        """Say that there are no more entries, and judge."""
        for one in self._brought:
            row = self._stated.get(one.name)
            if row is None:
                self._wrong("certificate_not_in_journal", one, f"entry {one.position} as it shows", "no such entry")
            else:
                self._compare(one, row)

    def told(self) -> str:
        """Say what the certificates that hold certify."""
        return "; ".join(self.holding)

    def _certified(self) -> set[str]:
        return {row.certificate for row in self._stated.values()}

    def _compare(self, one: Certificate, row: rows.Certificate) -> None:
        """Hold what a certificate shows to what the journal states; one from before it was revoked shows it so."""
        revoked_by = self._revoked_by.get(row.certificate)
        if revoked_by is not None and one.shown.get("status") != VALID:
            row = row._replace(revoked_at=revoked_by.recorded_at)
        differs = first_difference(one.shown, row)
        if differs is not None:
            expected = f"{differs.name} {differs.stated!r}"
            self._wrong("certificate_differs", one, expected, repr(differs.shown)[:FOUND_LETTERS_MAX])
        elif revoked_by is not None:
            self._wrong("certificate_revoked", one, "a certificate that counts", f"revoked by {revoked_by.position}")
        else:
            said = ", ".join(f"{shown} {one.shown[shown]}" for shown in SAID)
            self.holding.append(f"entry {one.position}: {said}")

    def _wrong(self, code: str, one: Certificate, expected: str, found: str) -> None:
        self.findings.append(Finding(code, one.name, expected, found))
