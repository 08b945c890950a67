"""Certificates: what was certified of whom, and what of it counts no more.

Revision: 0017, behind 0016
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
POINTS = ("available", "pending", "held", "disputed", "arrears")


def upgrade() -> None:
    """Bring the schema forward; nothing was certified before."""
    op.create_table(
        "certificates",
        *words("certificate", "organization", "as_of", "period"),
        *whole(*POINTS),
        *words("language", "nonce", "code", "issued_at", "entry"),
        *whole("position"),
        *words("revoked_at", "revocation"),
        sa.PrimaryKeyConstraint("certificate", name="pk_certificates"),
        sa.UniqueConstraint("code", name="uq_certificates_code"),
        sa.CheckConstraint(" AND ".join(f"{name} >= 0" for name in POINTS), name=op.f("ck_certificates_points")),
        sa.CheckConstraint("(revoked_at = '') = (revocation = '')", name=op.f("ck_certificates_revoked_at")),
        **STRICT,
    )
    op.create_index("ix_certificates_position", "certificates", ["position"])
    op.create_index("ix_certificates_organization_position", "certificates", ["organization", "position"])


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]
