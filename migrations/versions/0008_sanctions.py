"""Sanctions: what companies are to forfeit, and have forfeited.

Revision: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "sanctions",
        *words("sanction", "organization", "cause"),
        *whole("points"),
        *words("document", "status"),
        *whole("imposed", "forfeited"),
        *words("person", "proposed_at", "decided_at", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("sanction", name="pk_sanctions"),
        sa.CheckConstraint("cause IN ('sanction', 'closure')", name=op.f("ck_sanctions_cause")),
        sa.CheckConstraint(
            "status IN ('proposed', 'imposed', 'rejected', 'withdrawn')", name=op.f("ck_sanctions_status")
        ),
        sa.CheckConstraint("points >= 0 AND forfeited = imposed", name=op.f("ck_sanctions_points")),
        sa.CheckConstraint("(status = 'imposed') = (imposed > 0)", name=op.f("ck_sanctions_imposed")),
        **STRICT,
    )
    op.create_index("ix_sanctions_position", "sanctions", ["position"])
    op.create_index("ix_sanctions_organization_position", "sanctions", ["organization", "position"])
    op.create_index("ix_sanctions_status_position", "sanctions", ["status", "position"])


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
