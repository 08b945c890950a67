"""Periods: what is closed, what each account came to in it, and the last day on which nothing is posted any more.

Revision: 0012, behind 0013
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Bring the schema forward; of a ledger of before nothing is closed."""
    with op.batch_alter_table("head", table_kwargs=STRICT) as table:
        kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
        table.add_column(sa.Column("closed_through", kind, nullable=False, server_default=""))
    with op.batch_alter_table("head", table_kwargs=STRICT) as table:
        table.alter_column("closed_through", server_default=None)
    op.create_table(
        "periods",
        *words("period", "first_day", "last_day"),
        *whole("lines"),
        *words("root"),
        *whole("debit", "credit", "through"),
        *words("log_root"),
        *whole("prior"),
        *words("proposal", "closed_at", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("period", name="pk_periods"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_periods_days")),
        sa.CheckConstraint("lines >= 0 AND debit = credit", name=op.f("ck_periods_sums")),
        sa.CheckConstraint("through = position - 1 AND prior < position", name=op.f("ck_periods_through")),
        **STRICT,
    )
    op.create_index("ix_periods_position", "periods", ["position"])
    op.create_table(
        "period_lines",
        *words("period", "account"),
        *whole("opening", "debit", "credit", "closing"),
        sa.PrimaryKeyConstraint("period", "account", name="pk_period_lines"),
        sa.CheckConstraint("closing = opening + debit - credit", name=op.f("ck_period_lines_closing")),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name=op.f("ck_period_lines_sides")),
        **CLUSTERED,
    )


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
