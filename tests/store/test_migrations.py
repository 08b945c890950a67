"""Migrations bring both engines to the same schema, which is the one the code knows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.schema import CreateIndex

from ledger.domain.books import rows
from ledger.domain.journal.merkle import Frontier
from ledger.store import guards
from ledger.store.database import UnknownEngine, create_store_engine, engine_options
from ledger.store.migrations import erase, upgrade
from ledger.store.revisions import current_revision, expected_revision
from ledger.store.schema import APPEND_ONLY, MUTABLE, PROJECTIONS, Base
from ledger.store.store import Store


def test_an_upgraded_database_is_at_the_expected_revision_with_an_empty_head(store: Store) -> None:
    with store.reading() as unit:
        assert current_revision(unit.connection) == expected_revision()
        assert unit.head == (0, "", Frontier(), "")
        assert unit.genesis() is None


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index ix_entries_late_")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index 'ix_entries_late_")
def test_an_upgraded_database_has_exactly_the_schema_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        live = set(inspect(connection).get_table_names())
    assert live == {*APPEND_ONLY, *MUTABLE, *PROJECTIONS.values(), "alembic_version"}


def test_migrations_and_code_give_every_index_of_late_entries_the_same_words(engine: Engine) -> None:
    """SQLite's reflection leaves out what is indexed by an expression; PostgreSQL tells it in words of its own."""
    known = {str(index.name): index for index in Base.metadata.tables["entries"].indexes if "late" in str(index.name)}
    assert len(known) == 2
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            live = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE name LIKE 'ix_entries_late_%'")
            assert dict(live.all()) == {
                name: str(CreateIndex(index).compile(dialect=engine.dialect)) for name, index in known.items()
            }
        else:
            found = inspect(connection).get_indexes("entries")
            assert {one["name"] for one in found if "expressions" in one} == set(known)


def test_migrations_and_code_give_every_check_the_same_words(engine: Engine) -> None:
    with engine.connect() as connection:
        migrated = inspect(connection).get_multi_check_constraints()
    live = {item["name"]: item["sqltext"] for found in migrated.values() for item in found}
    for table in Base.metadata.tables.values():
        for check in table.constraints:
            if check.__visit_name__ == "check_constraint":
                assert str(check.name) in live
                if engine.dialect.name == "sqlite":
                    assert live[str(check.name)] == str(check.sqltext)  # type: ignore[attr-defined]


def test_upgrading_twice_changes_nothing_and_puts_lost_guards_back(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER entries_refuse_update")
        else:
            connection.exec_driver_sql("RESET ROLE")
            connection.exec_driver_sql("DROP TRIGGER entries_refuse_change ON entries")
        assert guards.findings(connection)
    upgrade(engine)
    with engine.connect() as connection:
        assert guards.findings(connection) == []


def test_two_services_may_upgrade_at_once(database_url: str) -> None:
    engines = [create_store_engine(database_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, engines))
    with engines[0].connect() as connection:
        assert current_revision(connection) == expected_revision()
        assert connection.execute(text("SELECT count(*) FROM head")).scalar_one() == 1
    for engine in engines:
        engine.dispose()


def test_an_erased_database_is_empty_and_can_begin_again(busy_store: Store) -> None:
    erase(busy_store.engine)
    with busy_store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(busy_store.engine)
    with busy_store.reading() as unit:
        assert unit.head.position == 0


@pytest.mark.parametrize("row_type", rows.KEYS)
def test_a_projection_has_the_columns_and_the_key_of_its_row_class(row_type: type) -> None:
    table = Base.metadata.tables[PROJECTIONS[row_type]]
    assert tuple(table.columns.keys()) == row_type._fields  # type: ignore[attr-defined]
    assert tuple(column.name for column in table.primary_key.columns) == rows.KEYS[row_type]


def test_only_sqlite_and_postgresql_are_known() -> None:
    with pytest.raises(UnknownEngine, match="mysql"):
        engine_options("mysql://root@localhost/ledger")
