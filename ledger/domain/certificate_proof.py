"""Certificate proof: a certificate held to the log that it stands in, with no server.

The file is JSON: ``certificate`` as it is shown, ``entry`` as the journal has it, and ``tlog_proof``, which leads from
the entry to a signed checkpoint (c2sp.org/tlog-proof); ``revocation`` has the two of the entry that revoked it, or is
null. What is believed is the entry alone; what is shown beside it has to say the same. That a certificate was not
revoked since the checkpoint cannot be told from a file: the public page tells it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from ledger.domain.books.fold_certificates import certificate_of
from ledger.domain.certificate_codes import digest_of_text
from ledger.domain.certificates import first_difference
from ledger.domain.journal.entries import Entry, EntryInvalid, leaf_of
from ledger.domain.journal.facts import CertificateIssued, CertificateRevoked
from ledger.domain.journal.merkle import ProofRefused
from ledger.domain.journal.notes import Checkpoint, NoteRefused, VerifierKey, Verify
from ledger.domain.journal.proof_files import ProofFile


class CertificateRefused(ValueError):
    """A file that does not prove what it says; the message tells why."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate that holds states.

    Attributes:
        points: available, pending, held, disputed and in arrears, by these names.
        issued_at: when it was recorded; ``revoked_at`` when it was revoked, "" where the file knows of no revocation.
        size: how many entries the log had at the checkpoint; nothing later is known here.
    """

    certificate: str
    organization: str
    as_of: str
    points: Mapping[str, int]
    issued_at: str
    revoked_at: str
    position: int
    origin: str
    size: int
    root: str


def check_certificate(text: str, key: VerifierKey, verify: Verify, code: str = "") -> Certified:
    """Give what a certificate states, if it holds against the log's key.

    Args:
        code: as it is printed, where it is to open the certificate too; "" leaves that out.

    Raises:
        CertificateRefused: it does not, and why.
    """
    told = _object(text)
    entry, checkpoint = _proven(told, key, verify)
    fact = entry.fact
    if not isinstance(fact, CertificateIssued):
        raise CertificateRefused(f"expected an entry that certifies, found {entry.kind}")
    if code and not compare_digest(digest_of_text(code), fact.code):
        raise CertificateRefused("the code belongs to another certificate, or to none")
    revoked_at = ""
    if told.get("revocation") is not None:
        revoked_at = _revoked_at(told["revocation"], fact, key, verify)
    states = {state: int(getattr(fact, state)) for state in ("available", "pending", "held", "disputed", "arrears")}
    certified = Certified(
        certificate=fact.certificate,
        organization=fact.organization,
        as_of=fact.as_of,
        points=states,
        issued_at=entry.recorded_at,
        revoked_at=revoked_at,
        position=entry.position,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
    )
    differs = first_difference(told.get("certificate"), certificate_of(entry, fact)._replace(revoked_at=revoked_at))
    if differs is not None:
        raise CertificateRefused(f"the entry says {differs.name} {differs.stated!r}, shown is {differs.shown!r}")
    return certified


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CertificateRefused(f"expected JSON, found {error}") from None
    if not isinstance(told, dict):
        raise CertificateRefused("expected a JSON object")
    return told


def _proven(told: Any, key: VerifierKey, verify: Verify) -> tuple[Entry, Checkpoint]:
    """Give an entry that is in the log, and the checkpoint that says so."""
    entry, proof = (told.get(name) if isinstance(told, dict) else None for name in ("entry", "tlog_proof"))
    if not isinstance(entry, str) or not isinstance(proof, str):
        raise CertificateRefused("expected an entry and its tlog_proof")
    data = entry.encode("utf-8", errors="replace")
    try:
        known, parsed = Entry.from_bytes(data), ProofFile.parse(proof)
        checkpoint = parsed.verify(leaf_of(data), key, verify)
    except (EntryInvalid, NoteRefused, ProofRefused) as error:
        raise CertificateRefused(f"the log does not hold this entry: {error}") from None
    if checkpoint.origin != key.name:
        raise CertificateRefused(f"expected the log {key.name}, found {checkpoint.origin}")
    if parsed.index != known.position - 1:
        raise CertificateRefused(f"expected leaf {known.position - 1}, found {parsed.index}")
    return known, checkpoint


def _revoked_at(told: Any, fact: CertificateIssued, key: VerifierKey, verify: Verify) -> str:
    entry, _ = _proven(told, key, verify)
    if not isinstance(entry.fact, CertificateRevoked) or entry.fact.certificate != fact.certificate:
        raise CertificateRefused(f"expected the entry that revoked {fact.certificate}, found {entry.kind}")
    return entry.recorded_at
