"""Files: who handed in which document, and the imports of files; both beside the journal, which knows only digests."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from ledger.store.schema.base import CLUSTERED, STRICT, Base, Whole, Words, WordsKey


class UploadedDocuments(Base):
    """Documents that organizations handed in as evidence; the bytes are in the document store."""

    __tablename__ = "documents"
    sha256: Mapped[WordsKey]
    organization: Mapped[WordsKey]
    media_type: Mapped[Words]
    bytes: Mapped[Whole]
    uploaded_at: Mapped[Words]
    __table_args__ = (CheckConstraint("length(sha256) = 64 AND bytes >= 0", name="document"), CLUSTERED)


class Imports(Base):
    """Files of activities that universities handed in, as far as they have come."""

    __tablename__ = "imports"
    id: Mapped[WordsKey]
    organization: Mapped[Words]
    sha256: Mapped[Words]
    """Digest of the file, which lies in the document store."""
    fingerprint: Mapped[Words]
    """Digest of the file's digest and the mapping: the same file under the same mapping is the same import."""
    name: Mapped[Words]
    media_type: Mapped[Words]
    mapping: Mapped[Words]
    """JSON text of the mapping as it was given."""
    detection: Mapped[Words]
    """JSON text of how the file is read."""
    status: Mapped[Words]
    prepared: Mapped[Words]
    """Digest of the rows as they are posted, "" until the commit begins; from then on it stays."""
    outcomes: Mapped[Words]
    """Digest of what became of the rows that were not posted, "" until all are done."""
    counts: Mapped[Words]
    """JSON text of what was posted, "" until all is done."""
    created_at: Mapped[Words]
    committed_at: Mapped[Words]
    __table_args__ = (
        UniqueConstraint("organization", "fingerprint"),
        CheckConstraint("status IN ('previewed', 'committed')", name="status"),
        CheckConstraint("(status = 'committed') = (counts <> '')", name="committed"),
        Index("ix_imports_organization_id", "organization", "id"),
        STRICT,
    )
