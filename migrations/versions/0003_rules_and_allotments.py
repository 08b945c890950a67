"""Rules and allotments: drafts on their way into force, and what each university may issue in a year.

Revision: 0003, behind 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "rule_drafts",
        *words("code"),
        *whole("version"),
        *words("valid_from", "valid_to", "terms", "status", "person"),
        *whole("position"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_rule_drafts"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rule_drafts_version")),
        sa.CheckConstraint("status IN ('draft', 'simulated', 'approved')", name=op.f("ck_rule_drafts_status")),
        **STRICT,
    )
    op.create_table(
        "allotments",
        *words("university"),
        *whole("year", "points_max", "position"),
        sa.PrimaryKeyConstraint("university", "year", name="pk_allotments"),
        sa.CheckConstraint("points_max >= 0", name=op.f("ck_allotments_points_max")),
        **STRICT,
    )
    op.create_index("ix_allotments_position", "allotments", ["position"])
    op.create_table(
        "allotment_proposals",
        *words("proposal", "university"),
        *whole("year", "points_max"),
        *words("status", "person"),
        *whole("position"),
        sa.PrimaryKeyConstraint("proposal", name="pk_allotment_proposals"),
        sa.CheckConstraint("points_max >= 0", name=op.f("ck_allotment_proposals_points_max")),
        sa.CheckConstraint("status IN ('proposed', 'approved')", name=op.f("ck_allotment_proposals_status")),
        **STRICT,
    )
    op.create_index("ix_allotment_proposals_status_position", "allotment_proposals", ["status", "position"])


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
