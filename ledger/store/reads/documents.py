"""Documents: who handed in which document, and when."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import insert, select

from ledger.store.schema import UploadedDocuments
from ledger.store.units import ReadingUnit, WritingUnit

DIGESTS_AT_ONCE: Final = 500


class UploadedDocument(NamedTuple):
    """A document that an organization handed in."""

    sha256: str
    organization: str
    media_type: str
    bytes: int
    uploaded_at: str


def uploads(unit: ReadingUnit, digest: str) -> list[UploadedDocument]:
    """Give who handed in the document with a digest, the first of them first."""
    chosen = select(*UploadedDocuments.__table__.columns).where(UploadedDocuments.sha256 == digest)
    found = unit.connection.execute(chosen.order_by(UploadedDocuments.uploaded_at, UploadedDocuments.organization))
    return [UploadedDocument._make(row) for row in found]


def uploads_of(unit: ReadingUnit, organization: str, digests: Collection[str]) -> dict[str, UploadedDocument]:
    """Give those of the documents that an organization handed in itself, by digest."""
    wanted, found = sorted(set(digests)), dict[str, UploadedDocument]()
    for start in range(0, len(wanted), DIGESTS_AT_ONCE):
        chosen = select(*UploadedDocuments.__table__.columns).where(
            UploadedDocuments.organization == organization,
            UploadedDocuments.sha256.in_(wanted[start : start + DIGESTS_AT_ONCE]),
        )
        found |= {row.sha256: UploadedDocument._make(row) for row in unit.connection.execute(chosen)}
    return found


def add_upload(unit: WritingUnit, uploaded: UploadedDocument) -> None:
    """Note that an organization handed in a document, for the first time."""
    unit.connection.execute(insert(UploadedDocuments).values(**uploaded._asdict()))
