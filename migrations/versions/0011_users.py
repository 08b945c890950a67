"""Users: clients with a login, their invitations, passwords and sessions.

Revision: 0011
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}


def upgrade() -> None:
    """Bring the schema forward; who there was before is a machine, without a login."""
    with op.batch_alter_table("clients", table_kwargs=STRICT) as table:
        table.add_column(sa.Column("login", TEXT, nullable=False, server_default=""))
    with op.batch_alter_table("clients", table_kwargs=STRICT) as table:
        table.alter_column("login", server_default=None)
    op.create_index("ix_clients_role", "clients", ["role"])
    in_force = sa.text("login <> '' AND revoked_at = ''")
    op.create_index(
        "uq_clients_login", "clients", ["login"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    op.create_table(
        "invitations",
        *words("client", "code_hash", "created_at", "expires_at", "used_at"),
        sa.PrimaryKeyConstraint("client", name="pk_invitations"),
        **STRICT,
    )
    op.create_table(
        "user_passwords",
        *words("client", "password_hash", "changed_at"),
        sa.Column("must_change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("client", name="pk_user_passwords"),
        sa.CheckConstraint("must_change IN (0, 1)", name=op.f("ck_user_passwords_must_change")),
        **STRICT,
    )
    op.create_table(
        "sessions",
        *words("session", "client", "token_hash", "created_at", "renewed_at", "idle_until", "expires_at", "ended_at"),
        sa.PrimaryKeyConstraint("session", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
        **STRICT,
    )
    op.create_index("ix_sessions_client_session", "sessions", ["client", "session"])


TEXT: Any = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text, compared byte by byte on both engines."""


def words(*names: str) -> list[sa.Column[Any]]:
    """Columns of text that is never NULL."""
    return [sa.Column(name, TEXT, nullable=False) for name in names]
