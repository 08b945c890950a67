"""Warnings: what was about to lapse and was told, and the events of which callers are told.

Revision: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
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
        "expiry_warnings",
        *words("holder", "expires_on"),
        *whole("days", "points", "position"),
        sa.PrimaryKeyConstraint("holder", "expires_on", "days", name="pk_expiry_warnings"),
        sa.CheckConstraint("days > 0", name=op.f("ck_expiry_warnings_days")),
        sa.CheckConstraint("points > 0", name=op.f("ck_expiry_warnings_points")),
        **CLUSTERED,
    )
    op.create_table(
        "events",
        *whole("position"),
        *words("organization", "kind", "subject"),
        sa.PrimaryKeyConstraint("position", name="pk_events"),
        **STRICT,
    )
    op.create_index("ix_events_organization_position", "events", ["organization", "position"])
    op.create_index("ix_events_kind_position", "events", ["kind", "position"])
