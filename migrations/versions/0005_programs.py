"""Programs: versions of their terms on their way into force.

Revision: 0005, behind 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "program_drafts",
        *words("code"),
        *whole("version"),
        *words("terms", "status", "person"),
        *whole("position"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_program_drafts"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_program_drafts_version")),
        sa.CheckConstraint("status IN ('draft', 'approved')", name=op.f("ck_program_drafts_status")),
        **STRICT,
    )


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
