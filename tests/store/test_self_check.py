"""The self-check finds a database that would not keep the ledger's promises, and leaves no trace on one that does."""

import psycopg
import pytest
from sqlalchemy import Engine, event, text

from ledger.store.database import create_store_engine
from ledger.store.revisions import expected_revision
from ledger.store.self_check import advice, prove_store
from ledger.store.store import Store
from tests.store.on import ON_POSTGRESQL, ON_SQLITE


def as_owner(engine: Engine, *statements: str) -> None:
    """Change the database the way its owner can."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_fresh_database_is_fit(engine: Engine) -> None:
    assert prove_store(engine) == []
    assert advice(engine) == []


def test_a_ledger_in_use_is_fit_and_unchanged_by_the_check(busy_store: Store) -> None:
    def counted() -> list[int]:
        with busy_store.reading() as unit:
            tables = ("entries", "postings", "remembered", "log_nodes", "checkpoints", "access_log")
            return [unit.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]

    before = counted()
    assert prove_store(busy_store.engine) == []
    assert counted() == before


def test_an_empty_database_must_be_migrated_first(database_url: str) -> None:
    engine = create_store_engine(database_url)
    told = f"the schema is at revision none, expected {expected_revision()}: run `ledger migrate`"
    assert prove_store(engine) == [told]
    engine.dispose()


def test_a_dropped_trigger_is_found(engine: Engine, attacker: Engine) -> None:
    on_table = " ON entries" if engine.dialect.name == "postgresql" else ""
    as_owner(attacker, f"DROP TRIGGER entries_guard{on_table}")
    assert [finding.split(":")[0] for finding in prove_store(engine)] in (
        ["trigger entries_guard is missing"],
        ["trigger entries_guard on entries is missing or not as it should be"],
    )


def test_a_trigger_that_was_made_toothless_is_found(engine: Engine, attacker: Engine) -> None:
    if engine.dialect.name == "sqlite":
        as_owner(
            attacker,
            "DROP TRIGGER entries_refuse_update",
            "CREATE TRIGGER entries_refuse_update BEFORE UPDATE ON entries BEGIN SELECT 1; END",
        )
        assert "entries_refuse_update is not as it should be" in prove_store(engine)[0]
    else:
        as_owner(
            attacker,
            "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
        )
        assert "function ledger_refuse_change is missing or not as it should be" in prove_store(engine)[0]


@ON_POSTGRESQL
def test_a_disabled_trigger_is_found(engine: Engine, attacker: Engine) -> None:
    as_owner(attacker, "ALTER TABLE postings DISABLE TRIGGER postings_guard")
    assert "trigger postings_guard on postings" in prove_store(engine)[0]


def test_a_strange_trigger_is_found(engine: Engine, attacker: Engine) -> None:
    if engine.dialect.name == "sqlite":
        as_owner(attacker, "CREATE TRIGGER helpful AFTER INSERT ON entries BEGIN SELECT 1; END")
    else:
        as_owner(
            attacker,
            "CREATE TRIGGER helpful AFTER INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_entries()",
        )
    assert "not the ledger's own" in prove_store(engine)[0]


@pytest.mark.parametrize(
    ("index", "table"),
    [("uq_organizations_registration", "organizations"), ("ix_entries_late_effective_on", "entries")],
)
def test_a_lost_index_is_found(engine: Engine, attacker: Engine, index: str, table: str) -> None:
    as_owner(attacker, f"DROP INDEX {index}")
    assert prove_store(engine)[0].startswith(f"{index} on table {table} is missing")


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "found"),
    [("synchronous = NORMAL", "synchronous is 1"), ("recursive_triggers = OFF", "recursive_triggers is 0")],
)
def test_a_careless_sqlite_connection_is_found(engine: Engine, pragma: str, found: str) -> None:
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA {pragma}").close())
    assert found in prove_store(engine)[0]


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("setting", "found"),
    [("synchronous_commit = off", "synchronous_commit is off"), ("statement_timeout = 0", "statement_timeout is 0")],
)
def test_a_careless_postgresql_connection_is_found(engine: Engine, setting: str, found: str) -> None:
    @event.listens_for(engine, "connect")
    def weaken(raw: psycopg.Connection[object], _: object) -> None:
        raw.execute(f"SET {setting}")
        raw.commit()

    assert found in prove_store(engine)[0]


@ON_POSTGRESQL
def test_an_owner_without_the_role_is_advised_to_make_one(attacker: Engine) -> None:
    assert "owns the journal" in advice(attacker)[0]
