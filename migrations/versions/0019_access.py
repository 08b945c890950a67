"""Access: who read what concerns persons, and what of it was erased.

Revision: 0019, behind 0018
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Bring the schema forward; in a ledger of before nobody was noted, and nothing was erased."""
    op.create_table(
        "access_log",
        whole("number"),
        *words("id", "at"),
        whole("position"),
        *words("client", "person", "organization", "door", "subject", "about", "filters", "reason"),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_access_log"),
        sa.UniqueConstraint("id", name="uq_access_log_id"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_access_log_number")),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_access_log_hash")),
        **STRICT,
    )
    op.create_index("ix_access_log_about_number", "access_log", ["about", "number"])
    op.create_table(
        "erasures",
        *words("subject", "field", "erased_at"),
        whole("position"),
        sa.PrimaryKeyConstraint("subject", "field", name="pk_erasures"),
        **CLUSTERED,
    )


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(name: str) -> sa.Column[Any]:
    """A whole number that nobody counts up but the ledger."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)
