"""The store: one writer at a time, one snapshot for a reader, and a number of statements that never grows."""

import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from ledger.domain.books.books import Books
from ledger.domain.needs import Needs
from ledger.store import store as store_module
from ledger.store.database import create_store_engine
from ledger.store.engines.postgresql import Timeouts
from ledger.store.errors import StoreUnavailable
from ledger.store.store import Store
from ledger.store.units import ReadingUnit
from tests.store.little_ledger import AVAILABLE, HAEUNDAE, NOW, PUKYONG, TODAY, LittleLedger
from tests.store.on import ON_POSTGRESQL, ON_SQLITE


@contextmanager
def counted_statements(connection: Connection) -> Iterator[list[str]]:
    """Collect every statement that goes to the driver."""
    raw: Any = connection.connection.dbapi_connection
    seen: list[str] = []
    if not isinstance(raw, psycopg.Connection):
        raw.set_trace_callback(seen.append)
        yield seen
        raw.set_trace_callback(None)
        return

    with tempfile.TemporaryFile() as trace:
        raw.pgconn.trace(trace.fileno())
        yield seen
        raw.pgconn.untrace()
        trace.seek(0)
        seen += [line.decode() for line in trace if b"\tExecute\t" in line or b"\tQuery\t" in line]


def needs_for(count: int) -> Needs:
    """Give the needs of a batch of so many commands."""
    names = [f"{number:05d}" for number in range(count)]
    return Needs(
        organizations={PUKYONG, *names},
        balances={AVAILABLE, *names},
        usage=set(names),
        accruals=set(names),
        sources={(PUKYONG, name) for name in names},
        agreement_accruals=set(names),
        references={(HAEUNDAE, name) for name in names},
        redemptions={"red_one", *names},
        lots={"lot_a", *names},
        wallets_due={HAEUNDAE, *names},
        wallets_spend={HAEUNDAE: 5} | dict.fromkeys(names, 5),
    )


def statements_of_a_load(unit: ReadingUnit, count: int) -> list[str]:
    with counted_statements(unit.connection) as seen:
        unit.load(Books(unit.head.position), needs_for(count), TODAY, NOW)
    return seen


def test_the_number_of_reads_does_not_depend_on_the_number_of_commands(busy_store: Store) -> None:
    with busy_store.writing() as unit:
        few, many = statements_of_a_load(unit, 1), statements_of_a_load(unit, 500)
    assert len(few) == len(many) <= 20


@ON_POSTGRESQL
def test_the_number_of_writes_does_not_depend_on_the_number_of_commands(store: Store) -> None:
    numbers = []
    for batch, count in (("few", 1), ("many", 500)):
        with store.writing() as unit:
            ledger = LittleLedger(unit)
            if batch == "few":
                ledger.open()
            for number in range(count):
                ledger.accrue(f"{batch}{number}", 5)
            with counted_statements(unit.connection) as seen:
                unit.write(ledger.decided())
            numbers.append(len(seen))
    assert numbers[1] <= numbers[0]


@pytest.fixture
def second_store(migrated_url: str) -> Iterator[Store]:
    """Give a second process's view of the same database."""
    engine = create_store_engine(migrated_url, Timeouts(lock_ms=300))
    yield Store(engine)
    engine.dispose()


@pytest.fixture
def patient_store(migrated_url: str) -> Iterator[Store]:
    """Give a second process's view that waits for its turn as long as a service does."""
    engine = create_store_engine(migrated_url)
    yield Store(engine)
    engine.dispose()


def test_two_writers_take_turns(store: Store, patient_store: Store) -> None:
    with store.writing() as unit:
        ledger = LittleLedger(unit)
        ledger.open()
        unit.write(ledger.decided())

    def post(number: int) -> None:
        with (store if number % 2 else patient_store).writing() as turn:
            ledger = LittleLedger(turn)
            ledger.accrue(f"{number}", 5)
            turn.write(ledger.decided())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(40)))
    with store.reading() as reader:
        assert reader.head.position == 46
        balances = reader.connection.execute(
            text("SELECT balance, version FROM balances WHERE account = :a"), {"a": AVAILABLE}
        )
        assert tuple(balances.one()) == (-200, 40)


def test_a_reader_sees_one_snapshot_while_others_write(busy_store: Store) -> None:
    with busy_store.reading() as reader:
        with busy_store.writing() as unit:
            ledger = LittleLedger(unit)
            ledger.accrue("c", 5)
            unit.write(ledger.decided())
        assert reader.head.position == 10
        assert reader.connection.execute(text("SELECT count(*) FROM entries")).scalar_one() == 10
    with busy_store.reading() as later:
        assert later.head.position == 11


@ON_POSTGRESQL
def test_a_reader_writes_nothing(store: Store) -> None:
    with pytest.raises(Exception, match="read-only transaction"), store.reading() as unit:
        unit.connection.execute(text("UPDATE head SET position = 5"))


@ON_POSTGRESQL
def test_nothing_that_a_unit_of_work_asks_is_compiled(store: Store) -> None:
    """Reading a small table by what no index leads by looks dear where table scans are switched off."""
    with store.writing() as unit:
        plan = unit.connection.execute(text("EXPLAIN (ANALYZE) SELECT * FROM rules WHERE role = 'follower'"))
        assert "JIT" not in "\n".join(line for (line,) in plan)


@ON_POSTGRESQL
def test_a_lock_that_cannot_be_had_in_time_is_unavailable(store: Store, second_store: Store) -> None:
    with store.writing(), pytest.raises(StoreUnavailable) as refusal, second_store.writing():
        pass
    assert not refusal.value.outcome_unknown


@ON_SQLITE
def test_a_turn_that_does_not_come_in_time_is_unavailable(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "TURN_TIMEOUT_SECONDS", 0.05)
    refused: list[StoreUnavailable] = []

    def wait_in_vain() -> None:
        with pytest.raises(StoreUnavailable) as refusal, store.writing():
            pass
        refused.append(refusal.value)

    with store.writing():
        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        waiting.join()
    assert not refused[0].outcome_unknown


@ON_POSTGRESQL
@pytest.mark.parametrize("at_commit", [False, True])
def test_a_lost_connection_is_unavailable_and_the_next_one_works(
    store: Store, attacker: Engine, at_commit: bool
) -> None:
    def lose() -> None:
        with store.writing() as unit:
            backend = unit.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with attacker.connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})
            if not at_commit:
                unit.genesis()

    with pytest.raises(StoreUnavailable) as refusal:
        lose()
    assert refusal.value.outcome_unknown is at_commit
    with store.writing() as unit:
        assert unit.head.position == 0


def test_an_error_of_the_database_itself_passes_unchanged(store: Store) -> None:
    with pytest.raises(Exception, match="nowhere") as error, store.writing() as unit:
        unit.connection.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(error.value, StoreUnavailable)
