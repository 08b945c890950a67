"""The database itself refuses what would break the journal, whoever asks and however careless the connection."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from ledger.store.schema import APPEND_ONLY
from ledger.store.store import Store
from tests.store.little_ledger import AVAILABLE, ISSUED, LittleLedger
from tests.store.on import ON_POSTGRESQL

LAST = 10
ENTRY = (
    "INSERT INTO entries (position, id, kind, format, recorded_at, occurred_on, effective_on, actor_client,"
    " actor_person, actor_organization, university, subject, reference, reverses, request, lines, program, bytes,"
    " leaf_hash) SELECT :position, 'txn_forged', kind, 1, :recorded_at, '', :effective_on, '', '', '', '', '', '', '',"
    " '', :lines, '', bytes, leaf_hash FROM entries WHERE position = 1"
)
POSTING = "INSERT INTO postings VALUES (:position, :line, :account, :lot, :amount, :version, :balance, '', '', '')"
NEXT = "2026-09-01T00:00:00.000Z"
CHANGED = {
    "entries": "kind",
    "postings": "amount",
    "log_nodes": "hash",
    "remembered": "answer",
    "checkpoints": "note",
    "log_signers": "first_size",
    "cosignatures": "line",
    "access_log": "at",
}
"""A column of each append-only table."""
KEYS = {
    "entries": "position",
    "postings": "position, line",
    "log_nodes": "level, idx",
    "remembered": "request",
    "checkpoints": "size",
    "log_signers": "public_key",
    "cosignatures": "size, name",
    "access_log": "number",
}
"""The primary key of each append-only table."""


@pytest.fixture
def attack(busy_store: Store, attacker: Engine) -> Iterator[Connection]:
    """Give an attacker's connection to the busy ledger; all it did is thrown away."""
    with busy_store.writing() as unit:
        unit.connection.execute(text("INSERT INTO remembered VALUES ('digest', 'print', '{}', 'trace', 10)"))
        unit.connection.execute(text("INSERT INTO log_nodes VALUES (8, 0, :hash)"), {"hash": bytes(32)})
        line = "INSERT INTO access_log VALUES (1, 'acc', '', 10, '', '', '', '', '', '', '', '', :hash)"
        unit.connection.execute(text(line), {"hash": bytes(32)})
        unit.connection.execute(text("INSERT INTO checkpoints VALUES (10, :root, 'note', '')"), {"root": bytes(32)})
        unit.connection.execute(text("INSERT INTO log_signers VALUES (:key, 10)"), {"key": "0" * 64})
        unit.connection.execute(text("INSERT INTO cosignatures VALUES (10, 'pukyong.example', 'line', '')"))
    with attacker.connect() as connection:
        yield connection


def entry(
    connection: Connection, position: int, lines: int, recorded_at: str = NEXT, effective_on: str = "2026-09-01"
) -> None:
    told = {"position": position, "lines": lines, "recorded_at": recorded_at, "effective_on": effective_on}
    connection.execute(text(ENTRY), told)


def posting(
    connection: Connection, position: int, line: int, leg: tuple[str, str, int], place: tuple[int, int]
) -> None:
    account, lot, amount = leg
    version, balance = place
    values = {"position": position, "line": line, "account": account, "lot": lot, "amount": amount}
    connection.execute(text(POSTING), values | {"version": version, "balance": balance})


def balanced_pair(connection: Connection, position: int, lots: Sequence[str] = ("lot_x", "lot_x")) -> None:
    posting(connection, position, 1, ("adjusted:one", lots[0], 5), (1, 5))
    posting(connection, position, 2, ("adjusted:two", lots[1], -5), (1, -5))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_update_is_refused(attack: Connection, table: str) -> None:
    column = CHANGED[table]
    with pytest.raises(DBAPIError, match=f"{table} is append-only: UPDATE refused"):
        attack.exec_driver_sql(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_delete_is_refused(attack: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only: DELETE refused"):
        attack.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_replace_and_upsert_are_refused(attack: Connection, table: str) -> None:
    if attack.dialect.name == "sqlite":
        with pytest.raises(DBAPIError, match=r"key is already there|joins no entry"):
            attack.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        return
    target = KEYS[table]
    column = target.split(", ")[0]
    with pytest.raises(DBAPIError, match=f"{table} is append-only: UPDATE refused"):
        attack.exec_driver_sql(
            f"INSERT INTO {table} SELECT * FROM {table}"
            f" ON CONFLICT ({target}) DO UPDATE SET {column} = excluded.{column}"
        )


@ON_POSTGRESQL
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_truncate_is_refused(attack: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="is append-only: TRUNCATE refused"):
        attack.exec_driver_sql(f"TRUNCATE {table} CASCADE")


@ON_POSTGRESQL
def test_the_guards_speak_even_in_replica_mode(attack: Connection) -> None:
    attack.exec_driver_sql("SET session_replication_role = replica")
    with pytest.raises(DBAPIError, match="append-only"):
        attack.exec_driver_sql("DELETE FROM entries")


@ON_POSTGRESQL
def test_a_temporary_table_does_not_deceive_the_guards(attack: Connection) -> None:
    attack.exec_driver_sql("CREATE TEMPORARY TABLE entries (position bigint, recorded_at text)")
    with pytest.raises(DBAPIError, match="joins no entry that is closed"):
        posting(attack, LAST, 3, ("adjusted:one", "lot_x", 5), (1, 5))


def test_a_lawful_entry_is_taken(attack: Connection) -> None:
    balanced_pair(attack, LAST + 1)
    entry(attack, LAST + 1, 2)


def test_an_entry_that_does_not_sum_to_zero_is_refused(attack: Connection) -> None:
    posting(attack, LAST + 1, 1, ("adjusted:one", "lot_x", 5), (1, 5))
    posting(attack, LAST + 1, 2, ("adjusted:two", "lot_x", -4), (1, -4))
    with pytest.raises(DBAPIError, match="sum to zero per lot"):
        entry(attack, LAST + 1, 2)


def test_an_entry_that_sums_to_zero_but_not_per_lot_is_refused(attack: Connection) -> None:
    balanced_pair(attack, LAST + 1, ("lot_x", "lot_y"))
    with pytest.raises(DBAPIError, match="sum to zero per lot"):
        entry(attack, LAST + 1, 2)


@pytest.mark.parametrize("lines", [0, 3])
def test_an_entry_has_as_many_postings_as_it_says(attack: Connection, lines: int) -> None:
    balanced_pair(attack, LAST + 1)
    with pytest.raises(DBAPIError, match="as many postings as it says"):
        entry(attack, LAST + 1, lines)


def test_an_entry_with_a_single_posting_is_refused(attack: Connection) -> None:
    with pytest.raises(DBAPIError, match="ck_entries_lines"):
        entry(attack, LAST + 1, 1)


@pytest.mark.parametrize("position", [LAST + 2, LAST, 0])
def test_a_position_that_is_not_the_next_is_refused(attack: Connection, position: int) -> None:
    with pytest.raises(DBAPIError):
        entry(attack, position, 0)


def test_an_entry_recorded_before_the_one_in_front_of_it_is_refused(attack: Connection) -> None:
    with pytest.raises(DBAPIError, match="recorded_at never goes back"):
        entry(attack, LAST + 1, 0, recorded_at="2026-08-31T23:59:59.999Z")


def test_a_posting_that_joins_a_closed_entry_is_refused(attack: Connection) -> None:
    with pytest.raises(DBAPIError, match="joins no entry that is closed"):
        posting(attack, LAST, 3, ("adjusted:one", "lot_x", 5), (1, 5))


def test_a_posting_without_an_entry_cannot_be_committed(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), store.writing() as unit:
        balanced_pair(unit.connection, 1)
    with store.reading() as unit:
        assert unit.connection.execute(text("SELECT count(*) FROM postings")).scalar_one() == 0


@pytest.mark.parametrize(
    ("version", "balance"),
    [(5, 1740), (4, 1739), (3, 1740), (1, 5)],
    ids=["a gap", "a wrong balance", "a version twice", "a second beginning"],
)
def test_an_account_whose_history_does_not_add_up_is_refused(attack: Connection, version: int, balance: int) -> None:
    with pytest.raises(DBAPIError):
        posting(attack, LAST + 1, 1, (ISSUED, "lot_x", 5), (version, balance))


def test_an_account_that_begins_with_a_balance_is_refused(attack: Connection) -> None:
    with pytest.raises(DBAPIError, match="gapless"):
        posting(attack, LAST + 1, 1, ("adjusted:one", "lot_x", 5), (1, 6))


@ON_POSTGRESQL
def test_nobody_slips_a_posting_between_anothers_postings_and_their_entry(busy_store: Store, attacker: Engine) -> None:
    with busy_store.writing() as unit:
        ledger = LittleLedger(unit)
        ledger.accrue("c", 5)
        with attacker.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = 100")
            with pytest.raises(DBAPIError, match="lock timeout"):
                posting(connection, LAST + 1, 9, ("adjusted:one", "lot_x", 5), (1, 5))
        unit.write(ledger.decided())


@ON_POSTGRESQL
def test_the_service_on_postgresql_owns_nothing_and_may_only_insert(busy_store: Store) -> None:
    for sql in ("UPDATE entries SET kind = ''", "DELETE FROM postings", "TRUNCATE remembered", "DROP TABLE head"):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), busy_store.writing() as unit:
            unit.connection.exec_driver_sql(sql)


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (f"UPDATE balances SET balance = 1 WHERE account = '{AVAILABLE}'", "ck_balances_credit_normal"),
        (f"UPDATE balances SET balance = -1 WHERE account = '{ISSUED}'", "ck_balances_debit_normal"),
        ("UPDATE lot_balances SET amount = 1", "ck_lot_balances_amount_credit"),
        ('UPDATE "usage" SET used = -1', "ck_usage_used"),
        ("UPDATE redemptions SET held = 699", "ck_redemptions_points"),
        ("UPDATE redemptions SET held = -1, returned = 701", "ck_redemptions_parts"),
        ("UPDATE accruals SET reversed_points = 501 WHERE agreement = ''", "ck_accruals_reversed_points"),
        ("UPDATE head SET id = 2", "ck_head_one"),
    ],
)
def test_a_projection_that_cannot_be_true_is_refused(attack: Connection, sql: str, constraint: str) -> None:
    with pytest.raises(DBAPIError, match=constraint):
        attack.exec_driver_sql(sql)


@pytest.mark.parametrize(("day", "refused"), [("2026-08-30", True), ("2026-08-31", True), ("2026-09-01", False)])
def test_an_entry_in_a_closed_period_is_refused(attack: Connection, day: str, refused: bool) -> None:
    attack.execute(text("UPDATE head SET closed_through = '2026-08-31'"))
    balanced_pair(attack, LAST + 1)
    if refused:
        with pytest.raises(DBAPIError, match="an entry takes effect on an open day"):
            entry(attack, LAST + 1, 2, effective_on=day)
    else:
        entry(attack, LAST + 1, 2, effective_on=day)
