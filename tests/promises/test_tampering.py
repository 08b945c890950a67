"""Tampering straight in the database, its triggers dropped: whatever was touched is found and named (I2, I4, I12).

Who owns the database can make it agree with itself again. Then it does not agree with what was signed before: a
checkpoint that somebody kept aside tells, and the signer refuses to sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.books.rows import KEYS, Certificate, Erasure
from ledger.domain.journal.canonical import decode, encode
from ledger.domain.journal.entries import leaf_of
from ledger.domain.journal.notes import sign_note
from ledger.domain.verification import Replay
from ledger.services import verification
from ledger.services.signing import HistoryNotExtended, signed_checkpoint, signing_key_name
from ledger.services.verification import compare
from ledger.store.schema import PROJECTIONS, Base
from tests.promises.damaged import Copy, Original, Row
from tests.promises.tampering import TAMPERING


@pytest.fixture
def careful(original: Original) -> Iterator[Copy]:
    """Give a copy whose triggers are down, to be put up again by whoever makes it agree with itself."""
    with original.copied() as made:
        made.disarm()
        yield made


@pytest.fixture(scope="module")
def lasting(original: Original) -> Iterator[Copy]:
    """Give a copy that takes any change, for tests that undo what they do."""
    with original.copied() as made:
        made.disarm()
        made.loosen()
        yield made


def test_an_untouched_copy_is_clean(original: Original, tmp_path: Path) -> None:
    with original.copied() as copy:
        assert copy.found(original.kept) == ()
        assert copy.command(tmp_path, "verify")[0] == 0
        assert copy.command(tmp_path, "rebuild", "--check")[0] == 0


@pytest.mark.parametrize("entries_at_once", [1, 7, 256])
def test_an_untouched_copy_is_clean_however_it_is_read(
    original: Original, lasting: Copy, monkeypatch: pytest.MonkeyPatch, entries_at_once: int
) -> None:
    monkeypatch.setattr(verification, "PAGE", entries_at_once)
    assert lasting.found(original.kept) == ()


@pytest.mark.parametrize("done", TAMPERING)
def test_tampering_is_found_and_named(copy: Copy, tmp_path: Path, done: str) -> None:
    """It is the first thing that is told, to whoever asks by the command line."""
    expected = TAMPERING[done](copy)
    code, said = copy.command(tmp_path, "verify")
    assert code == 1
    first = next(line for line in said.splitlines() if line.startswith("WRONG  "))
    assert first.startswith(f"WRONG  {expected}: expected ")


def test_a_genesis_that_is_no_entry_is_found_and_named(copy: Copy, tmp_path: Path) -> None:
    copy.sql("UPDATE entries SET bytes = :data WHERE position = 1", data=b"{}")
    assert (copy.found()[0].where, copy.found()[0].code) == ("entry 1", "entry_not_canonical")
    code, said = copy.command(tmp_path, "verify")
    assert code == 1
    assert "entry 1: entry_not_canonical" in said


@pytest.mark.parametrize("frontier", [b"", bytes(7), bytes(8), b"\xff" * 40, None], ids=repr)
def test_a_head_that_cannot_be_read_is_found_and_named(copy: Copy, tmp_path: Path, frontier: bytes | None) -> None:
    if frontier is None:
        copy.sql("DELETE FROM head")
    else:
        copy.sql("UPDATE head SET frontier = :frontier", frontier=frontier)
    assert copy.found()[0].where == "head"
    code, said = copy.command(tmp_path, "verify")
    assert code == 1
    assert "WRONG  head: head_" in said


BY_ITSELF = ("position", "line", "bytes", "leaf_hash")
"""Columns that say which row it is, or that have tests of their own."""

COLUMNS = [
    (table, column.name)
    for table in ("entries", "postings")
    for column in Base.metadata.tables[table].columns
    if column.name not in BY_ITSELF
]


TOLD = [row_type for row_type in KEYS if row_type is not Erasure]
"""Projections of which the story has rows; erasures are edited in ``tests/services/test_access``."""


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_of_the_journal_is_found_and_named(lasting: Copy, table: str, column: str) -> None:
    at = lasting.last("hold")
    row = next(row for row in lasting.rows(table) if row[0] == at)
    before = dict(zip(Base.metadata.tables[table].columns.keys(), row, strict=True))[column]
    lasting.change(table, row, **{column: _other(before)})
    (finding,) = lasting.found()
    lasting.change(table, row, **{column: before})
    named = (f"entry {at}", "entry_columns_differ") if table == "entries" else (f"entry {at} line 1", "posting_differs")
    assert (finding.where, finding.code) == named


def _other(value: Any) -> Any:
    return value + 10_000 if isinstance(value, int) else f"{value}x"


@pytest.mark.parametrize("row_type", TOLD, ids=lambda row_type: row_type.__name__)
def test_an_edited_row_of_a_projection_is_found_and_named(lasting: Copy, tmp_path: Path, row_type: type) -> None:
    table, key = PROJECTIONS[row_type], len(KEYS[row_type])
    row = row_type._make(lasting.rows(table)[-1])  # type: ignore[attr-defined]
    named = ("projection_differs", f"{row_type.__name__} {row[:key]}")
    replay = Replay()
    for entry in lasting.rows("entries"):
        replay.step(bytes(entry[-2]))
    for column, value in zip(row._fields[key:], row[key:], strict=True):
        lasting.change(table, row, **{column: _other(value)})
        with lasting.node.store.reading() as unit:
            (finding,) = compare(unit, replay.books)
        assert (finding.code, finding.where) == named
        lasting.change(table, row, **{column: value})
    lasting.change(table, row, **{row._fields[-1]: _other(row[-1])})
    _found_alone(lasting, tmp_path, *named)
    lasting.change(table, row, **{row._fields[-1]: row[-1]})


@pytest.mark.parametrize("row_type", TOLD, ids=lambda row_type: row_type.__name__)
def test_a_removed_row_of_a_projection_is_found_and_named(lasting: Copy, tmp_path: Path, row_type: type) -> None:
    table = PROJECTIONS[row_type]
    row = lasting.rows(table)[0]
    lasting.remove(table, row)
    _found_alone(lasting, tmp_path, "projection_differs", f"{row_type.__name__} {row[: len(KEYS[row_type])]}")
    lasting.put(table, [row])


@pytest.mark.parametrize("row_type", TOLD, ids=lambda row_type: row_type.__name__)
def test_an_added_row_of_a_projection_is_found_and_named(lasting: Copy, tmp_path: Path, row_type: type) -> None:
    table, last = PROJECTIONS[row_type], len(KEYS[row_type]) - 1
    row = lasting.rows(table)[0]
    added: Row = tuple(
        _other(value) if at == last or _is_unique(row_type, at) else value for at, value in enumerate(row)
    )
    lasting.put(table, [added])
    _found_alone(lasting, tmp_path, "projection_differs", f"{row_type.__name__} {added[: last + 1]}")
    lasting.remove(table, added)


def _is_unique(row_type: type, at: int) -> bool:
    unique = ("code",) if row_type is Certificate else ("source", "reference", "registration", "owner")
    return row_type._fields[at] in unique  # type: ignore[attr-defined]


def _found_alone(copy: Copy, tmp_path: Path, code: str, where: str) -> None:
    (finding,) = copy.found()
    assert (finding.code, finding.where) == (code, where)
    status, said = copy.command(tmp_path, "rebuild", "--check")
    assert status == 1
    assert f"{where}: {code}" in said


def test_a_tail_cut_off_with_care_is_found_by_a_checkpoint_kept_aside(
    original: Original, careful: Copy, tmp_path: Path
) -> None:
    careful.rebuild(280)
    assert careful.found() == ()
    (finding,) = careful.found(original.kept)
    assert (finding.code, finding.where) == ("journal_truncated", f"checkpoint of {original.kept.size}")
    note = tmp_path / "kept"
    note.write_text(_signed(careful, original))
    code, said = careful.command(tmp_path, "verify", "--checkpoint", str(note))
    assert code == 1
    assert f"WRONG  checkpoint of {original.kept.size}: journal_truncated" in said


def test_a_tail_cut_off_with_care_is_not_signed(careful: Copy, tmp_path: Path) -> None:
    careful.rebuild(280)
    with pytest.raises(HistoryNotExtended, match=r"the journal ends at 280; a checkpoint of \d+ entries was signed"):
        signed_checkpoint(careful.node)
    assert careful.command(tmp_path, "checkpoint")[0] == 1


def test_a_history_rewritten_with_care_is_found_by_a_checkpoint_kept_aside(
    original: Original, careful: Copy, tmp_path: Path
) -> None:
    entry = careful.entry(70)
    careful.rewrite(replace(entry, nonce="0" * 32))
    careful.rebuild(original.kept.size)
    assert careful.found() == ()
    (finding,) = careful.found(original.kept)
    assert (finding.code, finding.where) == ("checkpoint_not_extended", f"checkpoint of {original.kept.size}")
    note = tmp_path / "kept"
    note.write_text(_signed(careful, original))
    assert careful.command(tmp_path, "verify", "--checkpoint", str(note))[0] == 1


def test_a_history_rewritten_with_care_is_not_signed(original: Original, careful: Copy, tmp_path: Path) -> None:
    careful.rewrite(replace(careful.entry(70), nonce="0" * 32))
    careful.rebuild(original.kept.size)
    with pytest.raises(HistoryNotExtended, match=f"the first {original.kept.size} entries have the root"):
        signed_checkpoint(careful.node)
    assert careful.command(tmp_path, "checkpoint")[0] == 1


def test_a_history_rewritten_and_rehashed_is_found_by_the_checkpoints_in_the_database(
    original: Original, careful: Copy
) -> None:
    checkpoints = careful.rows("checkpoints")
    careful.rewrite(replace(careful.entry(70), nonce="0" * 32))
    careful.rebuild(original.kept.size)
    careful.put("checkpoints", checkpoints)
    assert str(careful.found()[0]).startswith(f"checkpoint of {checkpoints[0][0]}: checkpoint_not_extended")


def _signed(copy: Copy, original: Original) -> str:
    note = sign_note(original.kept.text(), signing_key_name(copy.node), original.keys.log_key.sign)
    return note.format()


BYTES = (
    ("entries", "bytes", "position"),
    ("entries", "leaf_hash", "position"),
    ("log_nodes", "hash", "idx"),
    ("checkpoints", "root", "size"),
    ("head", "frontier", "id"),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_any_flipped_byte_of_the_journal_is_found(lasting: Copy, data: st.DataObject) -> None:
    table, column, key = data.draw(st.sampled_from((BYTES[0], *BYTES)))
    keys = [row[0] for row in _select(lasting, f"SELECT {key} FROM {table} ORDER BY {key}")]
    at = data.draw(st.sampled_from(keys))
    before = bytes(lasting.one(f"SELECT {column} FROM {table} WHERE {key} = :at", at=at))
    flipped = bytearray(before)
    flipped[data.draw(st.integers(0, len(before) - 1))] ^= data.draw(st.integers(1, 255))
    write = f"UPDATE {table} SET {column} = :data WHERE {key} = :at"
    lasting.sql(write, data=bytes(flipped), at=at)
    try:
        found = lasting.found()
        assert found
        if table == "entries":
            assert found[0].where.startswith(f"entry {at}")
    finally:
        lasting.sql(write, data=before, at=at)


ANY_VALUE = st.recursive(
    st.one_of(st.integers(-5, 5), st.booleans(), st.sampled_from(("", "x", "2026-09-01", "org_1:available", "system"))),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)),
    max_leaves=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_any_value_of_an_entry_that_is_changed_and_hashed_anew_is_found(lasting: Copy, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, lasting.one("SELECT position FROM head")))
    before, leaf = lasting.rows("entries")[at - 1][-2:]
    entry = decode(bytes(before))
    place: Any = entry
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(ANY_VALUE.filter(lambda value: value != place[key] or type(value) is not type(place[key])))
    changed = encode(entry)
    write = "UPDATE entries SET bytes = :data, leaf_hash = :leaf WHERE position = :at"
    lasting.sql(write, data=changed, leaf=leaf_of(changed), at=at)
    try:
        assert lasting.found()
    finally:
        lasting.sql(write, data=before, leaf=leaf, at=at)


def _select(copy: Copy, statement: str) -> list[Row]:
    with copy.open() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]
