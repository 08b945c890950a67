"""Tiers: their versions, and the day of the event that each lot was earned by.

Revision: 0013, behind 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward; a lot that stands in for a lapsed one was earned by nothing."""
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "tier_versions",
        sa.Column("version", whole, nullable=False, autoincrement=False),
        sa.Column("terms", text, nullable=False),
        sa.Column("position", whole, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("version", name="pk_tier_versions"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_tier_versions_version")),
        **STRICT,
    )
    with op.batch_alter_table("lots", table_kwargs=STRICT) as table:
        table.add_column(sa.Column("occurred_on", text, nullable=False, server_default=""))
    op.execute(
        "UPDATE lots SET occurred_on = coalesce((SELECT a.occurred_on FROM accruals AS a WHERE a.accrual = lots.accrual"
        " AND (a.lot = lots.lot OR EXISTS (SELECT 1 FROM accrual_parts AS p WHERE p.lot = lots.lot))), '')"
    )
    with op.batch_alter_table("lots", table_kwargs=STRICT) as table:
        table.alter_column("occurred_on", server_default=None)
    present = sa.text("occurred_on <> ''")
    op.create_index(
        "ix_lots_holder_occurred_on",
        "lots",
        ["holder", "occurred_on"],
        sqlite_where=present,
        postgresql_where=present,
    )
