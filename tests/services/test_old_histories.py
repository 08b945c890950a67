"""Old histories: a ledger from before entries led to programs and activities is migrated, verifies, and is found."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, inspect, update

from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from ledger.store.migrations import owner_connection, upgrade
from ledger.store.reads import history
from ledger.store.reads.history_pages import HistoryFilter
from ledger.store.schema import Base
from ledger.store.store import Store
from ledger.store.writing import writes_of
from tests.promises.walking import certifying, watching
from tests.promises.walking.deciding import set_a_log_key
from tests.services.test_old_programs import migrate_to
from tests.support.history_oracle import Oracle
from tests.support.memory import BLIND_KEY, MemoryLedger
from tests.support.walked import node_of, walked, whole

BEFORE: Final = "0015"
"""The schema before an entry had its trail."""

NOT_YET: Final = frozenset({set_a_log_key, *certifying.ACTS, *watching.ACTS})
"""What nobody could do then."""


def _write_old(connection: Connection, ledger: MemoryLedger) -> None:
    """Write a ledger into the tables and columns that there were then."""
    inspector = inspect(connection)
    for made_for in writes_of(whole(ledger)):
        table = Base.metadata.tables[made_for.table.name]
        if not inspector.has_table(table.name):
            continue
        there = {column["name"] for column in inspector.get_columns(table.name)}
        every = [dict(zip(table.columns.keys(), row, strict=True)) for row in made_for.rows]
        values = [{name: value for name, value in one.items() if name in there} for one in every]
        connection.execute(update(table).values(values[0]) if table.name == "head" else insert(table), values)


def test_what_was_written_before_is_found_by_its_program_and_its_activity(database_url: str, tmp_path: Path) -> None:
    engine = create_store_engine(database_url)
    ledger = walked(3, 330, NOT_YET)
    with owner_connection(engine) as connection:
        migrate_to(connection, BEFORE)
        _write_old(connection, ledger)
    upgrade(engine)
    store = Store(engine)
    assert verify(node_of(ledger, store, tmp_path)).findings == ()
    oracle = Oracle([one.data for one in ledger.entries], BLIND_KEY)
    programs = {told.program for told in oracle.told} - {""}
    activities = {rule for told in oracle.told for rule in told.rules.values()} - {""}
    for name, field, values in (("program", "program", programs), ("activity", "rule", activities)):
        assert values
        for value in values:
            found = [record.id for record in history.transactions(store, HistoryFilter(**{field: value}), None, 5_000)]
            assert found == [item["id"] for item in oracle.history({name: value})]
    engine.dispose()
