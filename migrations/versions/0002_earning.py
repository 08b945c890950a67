"""Earning: claims before they are posted, further lots of an award, fingerprints, documents that are awaited.

Revision: 0002, behind 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward; what older rows say in the new columns follows from their entries."""
    _claims()
    _add("rules", "role")
    _add("accruals", "fingerprint", "posted_on", "missing", "evidence_by", "documented_on", whole=("documented_at",))
    op.create_index("ix_accruals_fingerprint", "accruals", ["fingerprint"], **where("fingerprint <> ''"))
    day = "to_char((e.recorded_at::timestamptz AT TIME ZONE 'UTC') + interval '9 hours', 'YYYY-MM-DD')"
    if op.get_bind().dialect.name == "sqlite":
        day = "date(e.recorded_at, '+9 hours')"
    op.execute(
        "UPDATE accruals SET documented_at = position,"
        f" posted_on = (SELECT {day} FROM entries AS e WHERE e.position = accruals.position)"
    )
    op.execute("UPDATE accruals SET documented_on = posted_on")
    op.execute("UPDATE accruals SET paid_krw = 0 WHERE status = 'reversed'")
    op.execute(
        "INSERT INTO usage (meter, used)"
        " SELECT 'allotment:' || university || ':' || substr(posted_on, 1, 4), sum(points - reversed_points)"
        " FROM accruals GROUP BY university, substr(posted_on, 1, 4) HAVING sum(points) > 0"
    )


def _claims() -> None:
    """Create the projections of claims and of further lots."""
    op.create_table(
        "accrual_parts",
        *words("lot", "accrual", "role", "organization", "rule"),
        *whole("rule_version", "points", "reversed_points", "position"),
        sa.PrimaryKeyConstraint("lot", name="pk_accrual_parts"),
        sa.CheckConstraint("points > 0 AND reversed_points BETWEEN 0 AND points", name=op.f("ck_accrual_parts_points")),
        sa.CheckConstraint("role IN ('campaign', 'mirror', 'share')", name=op.f("ck_accrual_parts_role")),
        **STRICT,
    )
    op.create_index("ix_accrual_parts_accrual", "accrual_parts", ["accrual"])
    op.create_table(
        "claims",
        *words("accrual", "waiting", "taken", "act_by", "submitters", "persons", "clash"),
        *words("agreement_reference", "subject", "started_on", "inputs", "evidence", "shares"),
        *whole("position"),
        sa.PrimaryKeyConstraint("accrual", name="pk_claims"),
        **STRICT,
    )


def _add(table: str, *texts: str, whole: tuple[str, ...] = ()) -> None:
    """Add columns that are never empty, with nothing in them for the rows there are."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in texts:
        kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=""))
    for name in whole:
        number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        op.add_column(table, sa.Column(name, number, nullable=False, server_default="0"))
    if postgresql:
        for name in (*texts, *whole):
            op.alter_column(table, name, server_default=None)


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
