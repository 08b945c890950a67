"""Files: who handed in which document, and imports.

Revision: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "documents",
        *words("sha256", "organization", "media_type"),
        *whole("bytes"),
        *words("uploaded_at"),
        sa.PrimaryKeyConstraint("sha256", "organization", name="pk_documents"),
        sa.CheckConstraint("length(sha256) = 64 AND bytes >= 0", name=op.f("ck_documents_document")),
        **CLUSTERED,
    )
    op.create_table(
        "imports",
        *words("id", "organization", "sha256", "fingerprint", "name", "media_type", "mapping", "detection"),
        *words("status", "prepared", "outcomes", "counts", "created_at", "committed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.UniqueConstraint("organization", "fingerprint", name="uq_imports_organization_fingerprint"),
        sa.CheckConstraint("status IN ('previewed', 'committed')", name=op.f("ck_imports_status")),
        sa.CheckConstraint("(status = 'committed') = (counts <> '')", name=op.f("ck_imports_committed")),
        **STRICT,
    )
    op.create_index("ix_imports_organization_id", "imports", ["organization", "id"])
