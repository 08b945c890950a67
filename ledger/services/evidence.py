"""Evidence: documents that back activities, handed in by an organization and kept under the digest of their bytes.

The journal knows a document by its digest, media type and size; here is who handed it in. The same document twice is
the same document: the first answer stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from ledger.domain.dates import instant_text
from ledger.domain.refusals import Refused
from ledger.services.accruals import get_accrual
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.visibility import require_reader, sees_all
from ledger.store.documents import DocumentMissing
from ledger.store.reads import documents as read
from ledger.store.reads.documents import UploadedDocument


def upload_evidence(node: Node, caller: Caller, chunks: Iterable[bytes], media_type: str) -> dict[str, Any]:
    """Keep a document and note who handed it in; gives ``{"sha256", "bytes", "media_type"}`` as first handed in.

    Raises:
        DocumentTooLarge: it is longer than the settings allow.
    """
    documents = node.documents
    kept = documents.put(chunks, documents.bytes_max)
    fresh = UploadedDocument(kept.sha256, caller.organization_id, media_type, kept.bytes, instant_text(node.clock()))
    with node.store.writing() as unit:
        known = read.uploads_of(unit, caller.organization_id, [kept.sha256]).get(kept.sha256)
        if known is None:
            read.add_upload(unit, fresh)
    return _shown(known or fresh)


def open_backing(node: Node, caller: Caller, accrual_id: str, digest: str) -> tuple[BinaryIO, dict[str, Any]]:
    """Open a document that backs an activity, for everybody who may see the activity.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``, ``document_unknown``.
        DocumentDamaged: its bytes are not those that were handed in.
    """
    accrual = get_accrual(node, caller, accrual_id)
    with node.store.reading() as unit:
        uploaded = read.uploads_of(unit, accrual["university_id"], [digest]).get(digest)
    # A university that names another's document has not handed it in, and shows it to nobody.
    if uploaded is None or digest not in (document["sha256"] for document in accrual["evidence"]):
        raise Refused("document_unknown", sha256=digest)
    return _opened(node, digest), _shown(uploaded)


def open_evidence(node: Node, caller: Caller, digest: str) -> tuple[BinaryIO, dict[str, Any]]:
    """Open a document that the caller's organization handed in, or any for who reads all; with what is known of it.

    Raises:
        Refused: ``permission_missing``, ``document_unknown``.
        DocumentDamaged: its bytes are not those that were handed in.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        found = read.uploads(unit, digest)
    seen = [one for one in found if sees_all(caller) or one.organization == caller.organization_id]
    if not seen:
        raise Refused("document_unknown", sha256=digest)
    return _opened(node, digest), _shown(seen[0])


def _opened(node: Node, digest: str) -> BinaryIO:
    try:
        return node.documents.open(digest, verified=True)
    except DocumentMissing:
        raise Refused("document_unknown", sha256=digest) from None


def _shown(uploaded: UploadedDocument) -> dict[str, Any]:
    return {"sha256": uploaded.sha256, "bytes": uploaded.bytes, "media_type": uploaded.media_type}
