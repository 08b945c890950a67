"""A campaign of changes in the database: random, seeded, by somebody who owns it.

A change is a function of a copy whose guards are down and a source of chance. What is covered: every column of the
journal, of the log, of the head and of every projection, but for the time at which a checkpoint was signed, which is a
remark. What stands beside the journal (vault, documents, sessions, remembered answers) has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.entries import leaf_of
from ledger.domain.journal.notes import Checkpoint, Note, VerifierKey, sign_note
from ledger.store.schema import PROJECTIONS, Base
from tests.promises.campaign import flipped
from tests.promises.damaged import Copy, Row

JOURNAL: Final = ("entries", "postings", "log_nodes", "checkpoints", "head")
COVERED: Final = (*JOURNAL, *sorted(PROJECTIONS.values()))
REMARKS: Final = {("checkpoints", "signed_at")}


def _table_with_rows(copy: Copy, chance: Random, tables: Sequence[str]) -> tuple[str, list[Row]]:
    while True:
        table = chance.choice(tables)
        if rows := copy.rows(table):
            return table, rows


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 10_000))
    if isinstance(value, bytes | memoryview):
        return flipped(bytes(value), chance)
    return f"{value}x"


def a_value_changed(copy: Copy, chance: Random) -> None:
    """Change one column of one row."""
    table, rows = _table_with_rows(copy, chance, COVERED)
    columns = [column for column in Base.metadata.tables[table].columns if (table, column.name) not in REMARKS]
    row, column = chance.choice(rows), chance.choice(columns)
    before = row[list(Base.metadata.tables[table].columns).index(column)]
    copy.change(table, row, **{column.name: _other(before, chance)})


def a_byte_of_the_journal_changed(copy: Copy, chance: Random) -> None:
    """Flip a bit of an entry; half of the time its leaf hash goes with it."""
    row = chance.choice(copy.rows("entries"))
    data = flipped(bytes(row[-2]), chance)
    leaf = {"leaf_hash": leaf_of(data)} if chance.random() < 0.5 else {}
    copy.change("entries", row, bytes=data, **leaf)


def a_row_dropped(copy: Copy, chance: Random) -> None:
    """Remove a row, though not a checkpoint: one that nobody kept aside leaves no trace."""
    table, rows = _table_with_rows(copy, chance, [table for table in COVERED if table != "checkpoints"])
    copy.remove(table, chance.choice(rows))


def a_row_too_many(copy: Copy, chance: Random) -> None:
    """Add a row that is another's but for its keys."""
    table, rows = _table_with_rows(copy, chance, [table for table in COVERED if table not in ("head", "checkpoints")])
    columns = Base.metadata.tables[table].columns
    unique = {"id", "nonce", "source", "reference", "registration", "owner", "request", "account_version"}
    at = max(nth for nth, column in enumerate(columns) if column.primary_key)
    added = tuple(
        _other(value, Random(10)) if nth == at or (column.name in unique and value != "") else value
        for nth, (column, value) in enumerate(zip(columns, chance.choice(rows), strict=True))
    )
    if added[: at + 1] not in {row[: at + 1] for row in rows}:
        copy.put(table, [added])
    else:
        copy.remove(table, rows[-1])


def two_rows_swapped(copy: Copy, chance: Random) -> None:
    """Exchange what two entries hold: their bytes and leaf hashes."""
    one, other = chance.sample(copy.rows("entries"), 2)
    copy.change("entries", one, bytes=other[-2], leaf_hash=other[-1])
    copy.change("entries", other, bytes=one[-2], leaf_hash=one[-1])


def the_end_cut_off(copy: Copy, chance: Random) -> None:
    """Remove the last entries with their postings; half of the time the head agrees."""
    size = len(copy.rows("entries")) - chance.randint(1, 40)
    for table in ("postings", "entries"):
        copy.sql(f"DELETE FROM {table} WHERE position > :size", size=size)
    if chance.random() < 0.5:
        copy.sql("UPDATE head SET position = :size", size=size)


def an_entry_repeated(copy: Copy, chance: Random) -> None:
    """Write an entry a second time, at the end, as if it had just been made."""
    rows = copy.rows("entries")
    position = len(rows) + 1
    entry = replace(copy.entry(chance.randint(2, len(rows))), position=position)
    data = entry.to_bytes()
    (*last,) = rows[entry.position - 2]
    copy.put("entries", [(position, f"{last[1]}x", *last[2:-2], data, leaf_of(data))])
    copy.sql("UPDATE head SET position = :position", position=position)


def rolled_back(copy: Copy, chance: Random) -> None:
    """Go back to an older copy, with everything that belongs to it."""
    copy.rebuild(chance.choice((260, 300, 311, 340)))


def forked(copy: Copy, chance: Random) -> None:
    """Change an entry so that nothing else is wrong, and make everything follow."""
    size = len(copy.rows("entries"))
    copy.rewrite(replace(copy.entry(chance.randint(2, 200)), nonce=chance.randbytes(16).hex()))
    copy.rebuild(size)


def signed_by_another(copy: Copy, chance: Random) -> None:
    """Put a checkpoint signed with another key in the place of the log's own."""
    row = chance.choice(copy.rows("checkpoints"))
    text = Note.parse(row[2]).text
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    named = VerifierKey(Checkpoint.parse(text).origin, key.public_key().public_bytes_raw())
    copy.change("checkpoints", row, note=sign_note(text, named, key.sign).format())


CHANGES: Final[Sequence[Callable[[Copy, Random], None]]] = (
    a_value_changed,
    a_byte_of_the_journal_changed,
    a_row_dropped,
    a_row_too_many,
    two_rows_swapped,
    the_end_cut_off,
    an_entry_repeated,
    rolled_back,
    forked,
    signed_by_another,
)
"""Every kind of change; a campaign takes them in turn."""
