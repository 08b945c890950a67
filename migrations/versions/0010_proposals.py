"""Proposals: acts that take two persons, how far they reach, and what of each lot has lapsed.

Revision: 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "proposals",
        *words("proposal", "act", "organization"),
        *whole("points"),
        *words("reason_code", "terms", "document", "status"),
        *whole("checks"),
        *words("person", "checkers", "act_by", "proposed_at", "decided_at", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("proposal", name="pk_proposals"),
        sa.CheckConstraint(
            "status IN ('proposed', 'approved', 'rejected', 'withdrawn', 'expired')",
            name=op.f("ck_proposals_status"),
        ),
        sa.CheckConstraint("points >= 0 AND checks >= 1", name=op.f("ck_proposals_points")),
        sa.CheckConstraint("(status = 'approved') = (entry <> '')", name=op.f("ck_proposals_entry")),
        sa.CheckConstraint("checkers NOT LIKE '%' || person || '%'", name=op.f("ck_proposals_another")),
        **STRICT,
    )
    op.create_index("ix_proposals_position", "proposals", ["position"])
    op.create_index("ix_proposals_organization_position", "proposals", ["organization", "position"])
    op.create_index("ix_proposals_status_position", "proposals", ["status", "position"])
    op.create_table(
        "bounds",
        *words("name"),
        *whole("points_max", "second_from", "days", "position"),
        sa.PrimaryKeyConstraint("name", name="pk_bounds"),
        sa.CheckConstraint("points_max >= 0 AND second_from >= 0 AND days >= 0", name=op.f("ck_bounds_bounds")),
        **STRICT,
    )
    op.execute(
        "INSERT INTO lot_balances (account, lot, holder, kind, amount, due_on, lot_position)"
        " SELECT p.account, p.lot, '', 'expired', SUM(p.amount), '', l.position"
        " FROM postings AS p JOIN lots AS l ON l.lot = p.lot WHERE p.account = 'expired'"
        " GROUP BY p.account, p.lot, l.position"
    )


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
