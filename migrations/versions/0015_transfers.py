"""Transfers: companies merge, close and count as one; several registration numbers lead to one.

Revision: 0015, behind 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; whoever was there is active and alone, and redemptions are theirs who applied."""
    _add("organizations", status="active", successor="", affiliates="")
    op.create_index("ix_organizations_successor", "organizations", ["successor"], **where("successor <> ''"))
    op.create_table(
        "registrations",
        _words("registration"),
        _words("organization"),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.PrimaryKeyConstraint("registration", name="pk_registrations"),
        sqlite_strict=True,
    )
    op.create_index("ix_registrations_organization", "registrations", ["organization"])
    op.execute(
        "INSERT INTO registrations (registration, organization, position)"
        " SELECT registration, organization, position FROM organizations WHERE registration <> ''"
    )
    _add("redemptions", holder="")
    op.execute("UPDATE redemptions SET holder = organization")
    op.drop_index("ix_redemptions_organization_open", "redemptions")
    op.drop_index("ix_redemptions_organization_position", "redemptions")
    op.create_index(
        "ix_redemptions_holder_open", "redemptions", ["holder", "hold_expires_at"], **where("settled_at = ''")
    )
    op.create_index("ix_redemptions_holder_position", "redemptions", ["holder", "position"])


def _add(table: str, **columns: str) -> None:
    """Add columns of text, with what stands in the rows of before."""
    for name, default in columns.items():
        op.add_column(table, _words(name, default))
        if op.get_bind().dialect.name == "postgresql":
            op.alter_column(table, name, server_default=None)


def _words(name: str, default: str | None = None) -> sa.Column[Any]:
    """Text that is never NULL, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False, server_default=default)


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
