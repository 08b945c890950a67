"""Agencies: what is known of an organization, and what was applied for program by program.

Revision: 0006, behind 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; of an organization that nobody has profiled yet nothing is known."""
    for name in ("region", "size", "owner"):
        kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
        op.add_column("organizations", sa.Column(name, kind, nullable=False, server_default=""))
        if op.get_bind().dialect.name == "postgresql":
            op.alter_column("organizations", name, server_default=None)
    op.create_index("uq_organizations_owner", "organizations", ["owner"], unique=True, **where("owner <> ''"))
    op.create_index("ix_redemptions_program_position", "redemptions", ["program", "position"])


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
