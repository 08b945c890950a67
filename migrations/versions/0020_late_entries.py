"""Late entries: what was recorded in a later month than its own is found by its month.

Revision: 0020, behind 0019
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; few entries are late, so the indexes are small."""
    for column in ("effective_on", "occurred_on"):
        month = f"substr({column}, 1, 7)"
        late = f"{column} <> '' AND {month} < substr(recorded_at, 1, 7)"
        op.create_index(f"ix_entries_late_{column}", "entries", [sa.text(month), "position"], **where(late))


def where(condition: str) -> dict[str, Any]:
    """Limit an index to the rows that are looked for by it."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
