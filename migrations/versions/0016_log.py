"""Log: the keys that sign checkpoints, from when on, and the cosignatures of witnesses.

Revision: 0016, behind 0015
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Bring the schema forward; no entry of before set a key, and who signed is told from the next checkpoint on."""
    op.create_table(
        "log_keys",
        *words("public_key"),
        *whole("position"),
        sa.PrimaryKeyConstraint("public_key", name="pk_log_keys"),
        sa.CheckConstraint("length(public_key) = 64", name=op.f("ck_log_keys_public_key")),
        **STRICT,
    )
    op.create_table(
        "log_signers",
        *words("public_key"),
        *whole("first_size"),
        sa.PrimaryKeyConstraint("public_key", name="pk_log_signers"),
        sa.CheckConstraint("length(public_key) = 64 AND first_size >= 0", name=op.f("ck_log_signers_public_key")),
        **STRICT,
    )
    op.create_table(
        "cosignatures",
        *whole("size"),
        *words("name", "line", "cosigned_at"),
        sa.PrimaryKeyConstraint("size", "name", name="pk_cosignatures"),
        sa.CheckConstraint("size >= 0 AND line <> ''", name=op.f("ck_cosignatures_line")),
        **CLUSTERED,
    )


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
