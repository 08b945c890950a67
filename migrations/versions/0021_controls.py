"""Controls: what a proposal counts for with others, until when a sanction can be decided, and what waits for whom.

Revision: 0021, behind 0020
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; what was proposed before was not counted together, and sanctions had no last day."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("proposals", sa.Column("together", whole, nullable=False, server_default="0"))
    for name in ("act_by", "checkers"):
        op.add_column("sanctions", sa.Column(name, text, nullable=False, server_default=""))
    op.execute(
        "UPDATE sanctions SET checkers = (SELECT e.actor_person FROM entries AS e WHERE e.id = sanctions.entry)"
        " WHERE status = 'imposed'"
    )
    _take_from_the_journal()
    for table in ("rule_drafts", "program_drafts"):
        op.create_index(f"ix_{table}_status_position", table, ["status", "position"])
    waiting = sa.text("status IN ('submitted', 'held', 'cleared', 'confirmed', 'verified')")
    for whose in ("university", "organization"):
        partial(f"ix_accruals_{whose}_waiting", "accruals", (whose, "status", "position"), waiting)
    partial("ix_redemptions_program_applied", "redemptions", ("program", "position"), sa.text("status = 'submitted'"))
    for table in ("proposals", "sanctions"):
        op.create_index(f"ix_{table}_person_organization_decided_at", table, ["person", "organization", "decided_at"])


def _take_from_the_journal() -> None:
    """Take over what entries tell already, where a journal is newer than the tables beside it."""
    connection = op.get_bind()
    told = sa.text(
        "SELECT kind, actor_person, bytes FROM entries"
        " WHERE kind IN ('proposal', 'sanction_proposed', 'sanction_checked') ORDER BY position"
    )
    for kind, person, data in connection.execute(told).all():
        fact = json.loads(bytes(data))["fact"]
        if kind == "proposal" and fact.get("together"):
            set_together = sa.text("UPDATE proposals SET together = :together WHERE proposal = :proposal")
            connection.execute(set_together, {"together": fact["together"], "proposal": fact["proposal"]})
        elif kind == "sanction_proposed" and fact.get("act_by"):
            set_day = sa.text("UPDATE sanctions SET act_by = :act_by WHERE sanction = :sanction")
            connection.execute(set_day, {"act_by": fact["act_by"], "sanction": fact["sanction"]})
        elif kind == "sanction_checked":
            add = sa.text("UPDATE sanctions SET checkers = TRIM(:person || ' ' || checkers) WHERE sanction = :sanction")
            connection.execute(add, {"person": person, "sanction": fact["sanction"]})


def partial(name: str, table: str, columns: Sequence[str], where: sa.TextClause) -> None:
    """Make an index of the rows where a condition is true."""
    op.create_index(name, table, list(columns), postgresql_where=where, sqlite_where=where)
