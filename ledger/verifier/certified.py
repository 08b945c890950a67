"""Certified: certificates that somebody brings along, held to the journal of the bundle.

A certificate is a JSON file with the ``entry`` that issued it and what it shows (``certificate``). It holds if that
entry stands in the journal, shows what it shows, and nothing later revoked it, as far as the bundle reaches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.domain.finding import Finding
from ledger.domain.journal.entries import Entry, leaf_of

ISSUED: Final = "certificate"
REVOKED: Final = "certificate_revoked"
"""Kinds of the entries that certify, and that take it back."""

SHOWN: Final = {
    "id": "certificate",
    "organization_id": "organization",
    "as_of": "as_of",
    "posted": "available",
    "spendable": "available",
    "pending": "pending",
    "held": "held",
    "disputed": "disputed",
    "arrears": "arrears",
}
"""What a certificate shows, and the field of the entry's fact that says it."""


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
        holding: what each certificate that holds so far says: file, certificate, organization, day.
        findings: what is wrong with the others.
    """

    def __init__(self, brought: Sequence[Certificate]) -> None:
        self.holding: dict[str, tuple[Certificate, str]] = {}
        self.findings: list[Finding] = []
        self._brought = brought
        self._waiting = {(one.name, one.position) for one in brought}

    def take(self, entry: Entry, leaf: bytes) -> None:
        """Look whether an entry issued or revoked one of them."""
        for one in self._brought:
            if one.position == entry.position:
                self._waiting.discard((one.name, one.position))
                self._compare(one, entry, leaf)
        if entry.kind == REVOKED:
            for name, (one, _) in list(self.holding.items()):
                if one.shown.get("id") == getattr(entry.fact, "certificate", None):
                    del self.holding[name]
                    self._wrong("certificate_revoked", one, "a certificate that counts", f"revoked by {entry.position}")

    def end(self) -> None:
        """Say that there are no more entries."""
        for one in self._brought:
            if (one.name, one.position) in self._waiting:
                self._wrong("certificate_not_in_journal", one, f"entry {one.position}", "no such entry")

    def told(self) -> str:
        """Say what the certificates that hold certify."""
        return "; ".join(said for _, said in self.holding.values())

    def _compare(self, one: Certificate, entry: Entry, leaf: bytes) -> None:
        if leaf != one.leaf or entry.kind != ISSUED:
            return self._wrong("certificate_not_in_journal", one, f"entry {one.position} as it shows", entry.kind)
        for shown, name in SHOWN.items():
            expected, found = getattr(entry.fact, name, None), one.shown.get(shown)
            if expected != found or type(expected) is not type(found):
                return self._wrong("certificate_differs", one, f"{shown} {expected!r}", repr(found)[:120])
        said = ", ".join(f"{shown} {one.shown[shown]}" for shown in SHOWN)
        self.holding[one.name] = one, f"entry {one.position}: {said}"
        return None

    def _wrong(self, code: str, one: Certificate, expected: str, found: str) -> None:
        self.findings.append(Finding(code, one.name, expected, found))
