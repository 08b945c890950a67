"""Histories: an entry is found by the program it is about, by who acted, by when it occurred, and by the lots it moved.

Revision: 0018, behind 0017
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ledger.store import guards

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; what older rows say in the new columns follows from what they are about.

    The guards refuse every change of the journal's tables; whoever migrates puts them up again.
    """
    guards.take_down(op.get_bind())
    _add("entries", "program")
    _add("postings", "rule")
    op.execute(
        "UPDATE entries SET program = (SELECT r.program FROM redemptions AS r WHERE r.redemption = entries.subject)"
        " WHERE subject IN (SELECT redemption FROM redemptions)"
    )
    op.execute(
        "UPDATE postings SET rule = (SELECT l.rule FROM lots AS l WHERE l.lot = postings.lot)"
        " WHERE lot IN (SELECT lot FROM lots WHERE rule <> '')"
    )
    op.create_index("ix_entries_program_position", "entries", ["program", "position"], **where("program <> ''"))
    op.create_index("ix_entries_actor_person_position", "entries", ["actor_person", "position"])
    op.create_index(
        "ix_entries_occurred_on_position", "entries", ["occurred_on", "position"], **where("occurred_on <> ''")
    )
    op.create_index("ix_postings_lot_position", "postings", ["lot", "position"], **where("amount > 0"))
    op.create_index("ix_postings_rule_position", "postings", ["rule", "position"], **where("amount > 0 AND rule <> ''"))


def _add(table: str, name: str) -> None:
    """Add a column of text that is never NULL and compared byte by byte, empty in the rows of before."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, name, server_default=None)


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
