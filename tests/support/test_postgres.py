"""The ground the other tests stand on: fresh, empty, durable, and gone afterwards."""

from pathlib import Path

import psycopg
import pytest

from tests.support.engines import POSTGRESQL, SQLITE, fresh_database
from tests.support.postgres import (
    URL_VARIABLE,
    NoPostgresError,
    PostgresServer,
    database_name,
    libpq_url,
    running_postgres,
)


def test_the_server_is_durable_so_that_kill_tests_mean_something(postgres_server: PostgresServer) -> None:
    with psycopg.connect(libpq_url(postgres_server.superuser_url)) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",), setting


def test_a_fresh_postgresql_database_is_empty_and_gone_afterwards(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    with (
        fresh_database(POSTGRESQL, tmp_path, lambda: postgres_server) as url,
        psycopg.connect(libpq_url(url)) as connection,
    ):
        assert connection.execute(tables).fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(libpq_url(url))


def test_a_fresh_sqlite_database_starts_no_server(tmp_path: Path) -> None:
    def no_server() -> PostgresServer:
        raise AssertionError("SQLite needs no server")

    with fresh_database(SQLITE, tmp_path, no_server) as url:
        assert url == f"sqlite:///{tmp_path}/ledger.db"


def test_a_database_made_from_a_template_holds_its_rows(postgres_server: PostgresServer) -> None:
    template_url = postgres_server.create_database()
    with psycopg.connect(libpq_url(template_url)) as connection:
        connection.execute("CREATE TABLE universities AS SELECT 'Pukyong' AS name")
    url = postgres_server.create_database(template_url)
    with psycopg.connect(libpq_url(url)) as connection:
        assert connection.execute("SELECT name FROM universities").fetchone() == ("Pukyong",)
    postgres_server.drop_database(url)
    postgres_server.drop_database(template_url)


def test_a_database_is_dropped_from_under_whoever_is_still_connected(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database()
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        postgres_server.drop_database(url)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "address",
    ["postgresql://root:pw@127.0.0.1:5432/postgres?sslmode=disable", "postgresql:///postgres?host=/run/pg"],
)
def test_a_named_server_keeps_its_address_but_for_driver_and_database(address: str) -> None:
    server = PostgresServer(address, None)
    expected = address.replace("postgresql:", "postgresql+psycopg:").replace("/postgres?", "/haeundae?")
    assert server.url_for("haeundae") == expected
    assert database_name(server.url_for("haeundae")) == "haeundae"


def test_a_named_server_that_does_not_answer_is_an_error_not_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://postgres@/postgres?host=/nowhere")
    with pytest.raises(NoPostgresError, match=URL_VARIABLE), running_postgres():
        pass


def test_without_any_server_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setattr("tests.support.postgres._program_folders", lambda: iter(()))
    with pytest.raises(NoPostgresError, match="apt-get install postgresql"), running_postgres():
        pass
