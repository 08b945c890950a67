"""The pipe: many statements in one trip, each prepared once, and a connection that is as good after a failure."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ledger.store.engines.pipe import Pipe
from ledger.store.engines.postgresql import array_literal
from tests.store.on import ON_POSTGRESQL

pytestmark = ON_POSTGRESQL


@pytest.fixture
def connection(engine: Engine) -> Iterator[psycopg.Connection[object]]:
    raw = engine.raw_connection()
    yield raw.dbapi_connection
    raw.close()


@pytest.fixture
def pipe(connection: psycopg.Connection[object]) -> Pipe:
    return Pipe(connection)


def test_rows_come_back_statement_by_statement(pipe: Pipe) -> None:
    asked = [
        ("SELECT %s::bigint, %s::text", (1854, "해운대")),
        ("SELECT generate_series(1, %s::int)", (3,)),
        ("SELECT %s::bytea WHERE false", (b"\x00\xff",)),
        ("SELECT %s::bytea", (b"\x00\xff",)),
    ]
    assert pipe.run(asked) == [[(1854, "해운대")], [(1,), (2,), (3,)], [], [(b"\x00\xff",)]]
    assert pipe.run(asked) == pipe.run(list(asked))


def test_a_statement_is_prepared_once(pipe: Pipe, connection: psycopg.Connection[object]) -> None:
    for number in range(5):
        assert pipe.run([("SELECT %s::bigint + 1", (number,))]) == [[(number + 1,)]]
    prepared = connection.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    assert prepared == [("SELECT $1::bigint + 1",)]


def test_the_first_failure_is_raised_and_what_is_behind_it_was_not_run(
    pipe: Pipe, connection: psycopg.Connection[object]
) -> None:
    connection.execute("CREATE TEMPORARY TABLE kept (number int)")
    connection.commit()
    behind = [("SELECT 1 / %s::int", (0,)), ("INSERT INTO kept VALUES (2)", ()), ("SELECT * FROM nowhere", ())]
    with pytest.raises(psycopg.errors.DivisionByZero):
        pipe.run([("BEGIN", ()), ("INSERT INTO kept VALUES (1)", ()), *behind, ("COMMIT", ())])
    connection.rollback()
    assert pipe.run([("SELECT number FROM kept", ())]) == [[]]
    pipe.run([("BEGIN", ()), ("INSERT INTO kept VALUES (1)", ()), ("INSERT INTO kept VALUES (2)", ()), ("COMMIT", ())])
    assert pipe.run([("SELECT number FROM kept ORDER BY number", ())]) == [[(1,), (2,)]]


def test_the_driver_and_the_pipe_take_turns_also_over_a_rollback(
    pipe: Pipe, connection: psycopg.Connection[object]
) -> None:
    for _ in range(8):
        assert pipe.run([("SELECT %s::text", ("one",))]) == [[("one",)]]
        assert connection.execute("SELECT %s::text", ["other"]).fetchone() == ("other",)
        connection.rollback()


def test_more_than_a_socket_holds_goes_both_ways_at_once(pipe: Pipe) -> None:
    long = "x" * 3_000_000
    answers = pipe.run([("SELECT %s::text", (long,)) for _ in range(8)])
    assert answers == [[(long,)]] * 8


def test_a_connection_that_is_lost_says_so(
    pipe: Pipe, connection: psycopg.Connection[object], attacker: Engine
) -> None:
    with attacker.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": connection.info.backend_pid})
    with pytest.raises(psycopg.OperationalError):
        pipe.run([("SELECT 1", ()), ("SELECT 2", ())])
    with pytest.raises(psycopg.OperationalError):
        pipe.run([("SELECT 1", ())])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=5))
def test_any_texts_arrive_in_an_array_as_they_are(pipe: Pipe, texts: list[str]) -> None:
    told = pipe.run([("SELECT t FROM unnest(%s::text[]) AS t", (array_literal("text", texts),))])
    assert [text for (text,) in told[0]] == texts
