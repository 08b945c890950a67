"""Spending: applications that are handed in, selected and delivered, alone or together, and what programs pay.

Revision: 0009, behind 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = ("call", "pool", "submitted_at", "selected_at", "fulfilled_at", "valid_until")
WHOLE = ("amount_krw", "executed_krw")


def upgrade() -> None:
    """Bring the schema forward; a redemption of before is one by one, and selected by nobody."""
    for name in ("ix_redemptions_open", "ix_redemptions_organization_open"):
        op.drop_index(name, "redemptions")
    with op.batch_alter_table("redemptions", table_kwargs={"sqlite_strict": True}) as table:
        for name in ("call", "pool"):
            table.add_column(_text(name))
        for name in WHOLE:
            number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
            table.add_column(sa.Column(name, number, nullable=False, server_default="0"))
        for name in TEXTS[2:]:
            table.add_column(_text(name))
        table.create_check_constraint(op.f("ck_redemptions_executed_krw"), "executed_krw BETWEEN 0 AND amount_krw")
        table.create_check_constraint(op.f("ck_redemptions_settled_at"), "held = 0 OR settled_at = ''")
    with op.batch_alter_table("redemptions", table_kwargs={"sqlite_strict": True}) as table:
        for name in (*TEXTS, *WHOLE):
            table.alter_column(name, server_default=None)
    op.create_index("ix_redemptions_open", "redemptions", ["hold_expires_at"], **where("settled_at = ''"))
    op.create_index(
        "ix_redemptions_organization_open",
        "redemptions",
        ["organization", "hold_expires_at"],
        **where("settled_at = ''"),
    )
    op.create_index(
        "ix_redemptions_program_open", "redemptions", ["program", "hold_expires_at"], **where("settled_at = ''")
    )
    open_call = where("call <> '' AND settled_at = ''")
    op.create_index("ix_redemptions_open_call", "redemptions", ["program", "call"], **open_call)
    op.create_index("ix_redemptions_pool", "redemptions", ["pool"], **where("pool <> ''"))


def _text(name: str) -> sa.Column[Any]:
    """Text that is never NULL, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False, server_default="")


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
