"""Objections: which awards are contested, and until when.

Revision: 0014
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward; nobody objected to anything before."""
    op.create_table(
        "objections",
        *words("objection", "accrual", "organization", "university", "reason_code", "document", "status"),
        *whole("frozen"),
        *words("outcome"),
        *whole("upheld", "taken_back", "grace_days"),
        *words("proposal", "decide_by", "evidence_by", "person", "raised_at", "decided_at", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("objection", name="pk_objections"),
        sa.CheckConstraint(
            "status IN ('open', 'rejected', 'upheld', 'withdrawn', 'timed_out')", name=op.f("ck_objections_status")
        ),
        sa.CheckConstraint(
            "frozen >= 0 AND taken_back = upheld AND grace_days >= 0", name=op.f("ck_objections_points")
        ),
        sa.CheckConstraint("(status = 'open') = (decided_at = '')", name=op.f("ck_objections_decided_at")),
        sa.CheckConstraint("outcome IN ('', status)", name=op.f("ck_objections_outcome")),
        **STRICT,
    )
    op.create_index("ix_objections_position", "objections", ["position"])
    op.create_index("ix_objections_accrual_position", "objections", ["accrual", "position"])
    op.create_index("ix_objections_organization_position", "objections", ["organization", "position"])
    op.create_index("ix_objections_status_position", "objections", ["status", "position"])
    op.create_index(
        "ix_objections_university_position", "objections", ["university", "position"], **where("university <> ''")
    )
    op.create_index("ix_lot_balances_frozen", "lot_balances", ["holder"], **where("kind = 'disputed' AND due_on <> ''"))
    op.create_index("ix_objections_open", "objections", ["decide_by"], **where("status = 'open'"))


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
