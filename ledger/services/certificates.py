"""Certificates: issue and revoke them, tell of them, prove them, and check one by its code.

The code of a certificate is derived from the nonce in its entry by a key that is not in the database, so it can be
printed again and is at rest nowhere. Whoever holds the code is shown what the certificate states, and nobody else.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.domain import certificate_codes as codes
from ledger.domain.books import rows
from ledger.domain.certificates import certificate_shown
from ledger.domain.commands import Answer, IssueCertificate, RevokeCertificate
from ledger.domain.journal.merkle import Frontier, inclusion_proof, subtrees_for_inclusion
from ledger.domain.journal.notes import Checkpoint, Note
from ledger.domain.journal.proof_files import ProofFile
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request, private
from ledger.services.exports import forms_of
from ledger.services.log import checkpoint as checkpoint_of
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.tables import flat
from ledger.services.visibility import narrowed, require_reader, sees_all
from ledger.store.reads import certificates as read
from ledger.store.reads import log, vault
from ledger.store.units import ReadingUnit

LANGUAGE: Final = "ko"
"""In which a certificate is printed where nobody says: it is handed to Korean offices."""
PAGE: Final = 500
COLUMNS: Final = (
    "id",
    "organization_id",
    "as_of",
    "status",
    "posted",
    "pending",
    "held",
    "disputed",
    "arrears",
    "issued_at",
    "revoked_at",
    "transaction_id",
    "position",
)
FORMS: Final = forms_of(flat("certificates", COLUMNS, ("posted", "pending", "held", "disputed", "arrears", "position")))
"""How pages are written, by the name of the form, which is a file's extension too."""
CHECK_PATH: Final = "/certificates/check"
"""Where anyone checks a certificate by its code."""


def issue_certificate(
    node: Node, request: Request, organization_id: str, as_of: str | None = None, language: str | None = None
) -> Answer:
    """Certify what an organization held; the answer shows the code. A dry run has none to show."""
    nonce = secrets.token_bytes(16)
    digest = codes.digest(_code(node, nonce.hex()))
    command = IssueCertificate(organization_id, as_of or "", language or LANGUAGE, nonce.hex(), digest)
    told = answer(node, request, command)
    outcome = told.outcomes[0]
    if outcome.code:
        return told
    result = dict(outcome.result)
    drawn = result.pop("nonce")
    result["code"] = None if request.dry_run else codes.written(_code(node, drawn))
    result["check"] = CHECK_PATH
    return replace(told, outcomes=(replace(outcome, result=result),))


def revoke_certificate(node: Node, request: Request, certificate_id: str, reason: str) -> Answer:
    """Let a certificate not count any more."""
    return answer(node, request, RevokeCertificate(certificate_id, private(node, "reason", reason)))


def list_certificates(
    node: Node, caller: Caller, organization_id: str = "", after: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Give up to ``limit`` certificates behind position ``after``, oldest first.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    organization = narrowed(caller, organization_id)
    with node.store.reading() as unit:
        found = read.certificates(unit, organization, after, limit)
        texts = vault.texts(unit, {row.certificate for row in found if row.revoked_at})
    return [_shown(row, texts) for row in found]


def certificate_pages(
    node: Node, caller: Caller, organization_id: str = "", after: int | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Walk all certificates behind position ``after``, a page at a time in constant memory.

    Raises:
        Refused: as ``list_certificates``; at once, before the first page is asked for.
    """
    first = list_certificates(node, caller, organization_id, after, PAGE)

    def walk(page: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
        while page:
            yield page
            page = list_certificates(node, caller, organization_id, int(page[-1]["position"]), PAGE)

    return walk(first)


def visible_certificate(node: Node, caller: Caller, certificate_id: str) -> rows.Certificate:
    """Give one certificate as it is stored, if the caller may see it.

    Raises:
        Refused: ``permission_missing``, ``certificate_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        row = read.certificate(unit, certificate_id)
    if row is None or not (sees_all(caller) or caller.organization_id == row.organization):
        raise Refused("certificate_unknown", certificate_id=certificate_id)
    return row


def get_certificate(node: Node, caller: Caller, certificate_id: str) -> dict[str, Any]:
    """Give one certificate with all that proves it offline: see ``domain.certificate_proof``.

    Raises:
        Refused: ``permission_missing``, ``certificate_unknown``.
        HistoryNotExtended: see ``signing``.
    """
    row = visible_certificate(node, caller, certificate_id)
    with node.store.reading() as unit:
        texts = vault.texts(unit, {row.certificate, row.organization})
    return {**_named(row, texts), **_proof(node, row)}


def certificate_by_code(node: Node, code: str) -> dict[str, Any] | None:
    """Give what a code opens, with its proof; ``None`` for an unknown one, and for what is none."""
    with node.store.reading() as unit:
        row = read.by_code(unit, codes.digest_of_text(code))
        if row is None:
            return None
        texts = vault.texts(unit, {row.organization})
    return {**_named(row, texts), **_proof(node, row)}


def names_of(node: Node, organization: str) -> Mapping[str, str]:
    """Give the names of an organization by language; erased ones are missing."""
    with node.store.reading() as unit:
        texts = vault.texts(unit, {organization})
    return {
        told: texts[organization, f"name_{told}"] for told in ("ko", "en") if (organization, f"name_{told}") in texts
    }


def code_of(node: Node, row: rows.Certificate) -> str:
    """Give the code of a certificate to be printed; "" where this installation's key has not made it."""
    code = _code(node, row.nonce)
    return codes.written(code) if hmac.compare_digest(codes.digest(code), row.code) else ""


def _code(node: Node, nonce: str) -> bytes:
    drawn = hmac.digest(node.keys.seal_key, b"certificate code\x00" + bytes.fromhex(nonce), "sha256")
    return drawn[: codes.CODE_BYTES]


def _shown(row: rows.Certificate, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {**certificate_shown(row), "revoked_because": texts.get((row.certificate, "revoked_because"))}


def _named(row: rows.Certificate, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    names = {f"name_{told}": texts.get((row.organization, f"name_{told}")) for told in ("ko", "en")}
    return {"certificate": {**_shown(row, texts), **names}}


def _proof(node: Node, row: rows.Certificate) -> dict[str, Any]:
    """Give the entry of a certificate and of its revocation, each with its proof to the newest checkpoint."""
    note = _newest_note(node)
    checkpoint = Checkpoint.parse(note.text) if note else Checkpoint(node.ledger.origin, 0, Frontier().root())
    with node.store.reading() as unit:
        issued = _proven(unit, row.position, note, checkpoint)
        revoked_at = read.position_of(unit, row.revocation) if row.revocation else 0
        revoked = _proven(unit, revoked_at, note, checkpoint) if revoked_at else None
    return {
        **issued,
        "revocation": revoked,
        "checkpoint_size": checkpoint.size,
        "checkpoint_root": checkpoint.root.hex(),
    }


def _newest_note(node: Node) -> Note | None:
    """Give the newest checkpoint, ``None`` where another process signs and has signed nothing yet."""
    try:
        return Note.parse(checkpoint_of(node))
    except Refused:
        return None


def _proven(unit: ReadingUnit, position: int, note: Note | None, checkpoint: Checkpoint) -> dict[str, str | None]:
    """Give an entry and its proof, ``None`` until a checkpoint covers it."""
    index, size = position - 1, checkpoint.size
    entry = next(iter(log.entry_bytes(unit, index, 1))).decode()
    if note is None or size < position:
        return {"entry": entry, "tlog_proof": None}
    found = log.subtree_hashes(unit, subtrees_for_inclusion(index, size))
    proof = inclusion_proof(index, size, lambda level, at: found[level, at])
    return {"entry": entry, "tlog_proof": ProofFile(index, tuple(proof), note).format()}


def as_file(told: Mapping[str, Any]) -> str:
    """Write a certificate as the file that is checked offline."""
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
