"""Two readers of one journal: the quick one gives what the strict one gives, or leaves it to the strict one."""

import dataclasses
import json
import os
import types
import typing
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.journal import canonical
from ledger.domain.journal.entries import Actor, Entry, EntryInvalid, Posting
from ledger.domain.journal.facts import FACTS
from ledger.domain.journal.plain_reading import PLANS_MAX, read_plain

EXAMPLES = int(os.environ.get("LEDGER_READING_EXAMPLES", "300"))
MOVED = (
    Posting("issued:INT-STD", "lot_1", 1854, 3, 5562),
    Posting("org_haeundae:available", "lot_1", -1854, 3, -5562),
)
PIECES = (
    *('"', ":", ",", "{", "}", "[", "]", "\\", "-", "0", "7", ".5", "e3", " ", "\n", "\t", "null", "true", "-0", "é"),
    *("1234567890123456", '"points":1,', '"kind":"accrual",', ':"', '":', '"a":[1],', '"a":[[]],', "\x7f", "\x00"),
)


def made_up(hint: Any, *, full: bool) -> Any:
    """Give a value of a type; with all its fields, or with those alone that it needs."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in (str, int, bool):
        return {str: "Haeundae", int: 1854, bool: True}[hint]
    if origin in (typing.Union, types.UnionType):
        return made_up(arguments[0], full=full)
    if origin is tuple:
        return (made_up(arguments[0], full=full),) * 2
    if origin is Mapping:
        return {"a": "x" if arguments[1] is not int else 7, "b": ["y"], "c": {"d": False}} if full else {"a": 0}
    hints = typing.get_type_hints(hint)
    needed = [
        field.name
        for field in dataclasses.fields(hint)
        if full or (field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING)
    ]
    return hint(**{name: made_up(hints[name], full=full) for name in needed})


def entry(kind: str, *, full: bool) -> Entry:
    rest: dict[str, Any] = {"occurred_on": "2026-08-30", "request": "5e", "postings": MOVED, "commitments": {"n": "c0"}}
    return Entry(
        7,
        "txn_7",
        "0badc0de",
        Actor("cli_pukyong", "per_1", "org_pukyong"),
        "2026-08-31T03:00:00.000Z",
        "2026-08-31",
        made_up(FACTS[kind], full=full),
        **(rest if full else {}),
    )


KNOWN = [entry(kind, full=full) for kind in sorted(FACTS) for full in (True, False)]


def strictly(data: bytes) -> Entry | None:
    try:
        return Entry.from_bytes(data)
    except EntryInvalid:
        return None


@pytest.mark.parametrize("full", [True, False], ids=["every field", "what it needs"])
@pytest.mark.parametrize("kind", sorted(FACTS))
def test_an_entry_of_every_kind_is_plain_and_read_as_it_was_written(kind: str, full: bool) -> None:
    written = entry(kind, full=full)
    read = read_plain(written.to_bytes())
    assert read == written == strictly(written.to_bytes())
    assert (type(read), type(read.fact)) == (Entry, FACTS[kind])
    assert (read.to_bytes(), repr(read)) == (written.to_bytes(), repr(written))


@pytest.mark.parametrize(
    ("given_as", "told_otherwise"),
    [
        (b'"points":1854', b'"points":1854,"points":1854'),
        (b'"points":1854', b'"points":-0'),
        (b'"points":1854', b'"points":1854.0'),
        (b'"points":1854', b'"points":1e3'),
        (b'"points":1854', b'"points":null'),
        (b'"points":1854', b'"points":9007199254740993'),
        (b'"points":1854', b'"points": 1854'),
        (b'"points":1854', b'"points":true'),
        (b'"points":1854', b'"points":1854,"pointz":0'),
        (b'"id":"txn_7"', b'"id":"\\u0074xn_7"'),
        (b'"id":"txn_7",', b""),
        (b'"format":1', b'"format":2'),
        (b'"kind":"accrual"', b'"kind":"gift"'),
        (b'{"actor"', b'{"zone":"Busan","actor"'),
        (b'"usage":{"a"', b'"usage":{"b":1,"a"'),
        (b'"usage":{"a"', b'"usage":{"_":[-0],"a"'),
        (b'"usage":{"a"', b'"usage":{"_":' + b'{"_":' * 40 + b"1" + b"}" * 40 + b',"a"'),
        (b'"lot":"lot_1"', b'"lot":7'),
        (b'"version":3}', b'"version":3,"zeal":1}'),
    ],
)
def test_what_is_no_canonical_entry_is_left_to_who_can_say_why(given_as: bytes, told_otherwise: bytes) -> None:
    data = entry("accrual", full=True).to_bytes()
    assert data.count(given_as) >= 1
    changed = data.replace(given_as, told_otherwise, 1)
    assert read_plain(changed) is None
    assert strictly(changed) is None or b'"points":true' in changed


def test_a_text_that_looks_like_a_name_is_left_to_the_strict_reader_which_takes_it() -> None:
    data = entry("accrual", full=True).to_bytes().replace(b'"request":"5e"', b'"request":":5e"')
    assert read_plain(data) is None
    read = strictly(data)
    assert read is not None
    assert read.request == ":5e"


def test_a_journal_with_ever_other_fields_makes_no_end_of_plans() -> None:
    plain = json.loads(entry("claim_resubmitted", full=True).to_bytes())
    optional = ("agreement_reference", "clash", "evidence", "fingerprint", "shares", "started_on", "subject")
    subsets = [one for count in range(len(optional) + 1) for one in combinations(optional, count)]
    changed = [
        canonical.encode({**plain, "fact": {name: told for name, told in plain["fact"].items() if name not in one}})
        for one in subsets
    ]
    planned = [data for data in changed if read_plain(data) is not None]
    assert 0 < len(planned) <= PLANS_MAX < len(changed)
    assert all(read_plain(data) == strictly(data) for data in planned)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_done_to_the_bytes_both_readers_agree(data: st.DataObject) -> None:
    changed = data.draw(st.sampled_from(KNOWN)).to_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(changed)))
        end = start + data.draw(st.integers(0, 3))
        changed = changed[:start] + data.draw(st.sampled_from(PIECES)).encode() + changed[end:]
    read = read_plain(changed)
    assert read is None or read == strictly(changed)
    if read is not None:
        assert repr(read) == repr(strictly(changed))
