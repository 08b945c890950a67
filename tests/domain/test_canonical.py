"""An entry has one spelling: RFC 8785 where the profile covers it, elsewhere a refusal with its path."""

import json
import unicodedata
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.journal.canonical import (
    DEPTH_MAX,
    ENTRY_BYTES_MAX,
    INTEGER_MAX,
    Json,
    JsonObject,
    NotCanonical,
    decode,
    encode,
)

# The first draw of text builds Hypothesis's tables, which takes a second on a fresh checkout.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

VECTORS = Path(__file__).parent.parent / "vectors" / "jcs"

texts = st.text(max_size=12).map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text(st.characters(max_codepoint=127), max_size=6)
scalars: st.SearchStrategy[Json] = st.one_of(st.booleans(), st.integers(-INTEGER_MAX, INTEGER_MAX), texts)


def containers_of(members: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return cast("st.SearchStrategy[Json]", st.lists(members) | st.dictionaries(keys, members))


entries = cast(
    "st.SearchStrategy[JsonObject]",
    st.dictionaries(keys, st.recursive(scalars, containers_of, max_leaves=12), max_size=4),
)


def vector(kind: str, name: str) -> bytes:
    return (VECTORS / kind / f"{name}.json").read_bytes()


def outside(value: object) -> JsonObject:
    return cast("JsonObject", value)


def spelled_by_rfc_8785(value: Json) -> str:
    """Spell a value as RFC 8785 section 3.2 says, without the json module."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        return '"' + "".join(short.get(ord(c), f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(spelled_by_rfc_8785, value)) + "]"
    ordered = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{spelled_by_rfc_8785(key)}:{spelled_by_rfc_8785(value[key])}" for key in ordered) + "}"


@unhurried
@given(entries)
def test_an_entry_is_spelled_as_rfc_8785_says_and_reads_back_the_same(entry: JsonObject) -> None:
    data = encode(entry)
    assert data == spelled_by_rfc_8785(entry).encode()
    assert decode(data) == entry


@unhurried
@given(st.binary(max_size=60) | entries.map(lambda entry: json.dumps(entry, ensure_ascii=False).encode()))
def test_bytes_are_either_refused_or_given_back_unchanged(data: bytes) -> None:
    try:
        value = decode(data)
    except NotCanonical:
        return
    assert encode(value) == data


def test_the_vector_that_the_profile_covers_agrees_to_the_byte() -> None:
    output = vector("output", "structures")
    whole_numbers = json.loads(vector("input", "structures"), parse_float=lambda text: int(float(text)))
    assert encode(whole_numbers) == output
    assert decode(output) == whole_numbers


def test_the_parts_of_other_vectors_that_the_profile_covers_agree_to_the_byte() -> None:
    text = json.loads(vector("input", "values"))["string"]
    assert encode({"string": text})[1:-1] in vector("output", "values")
    weird = json.loads(vector("input", "weird"))
    covered = {key: value for key, value in weird.items() if key.isascii()}
    assert len(covered) == 4
    assert vector("output", "weird").startswith(encode(covered)[:-1])


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("arrays", "", "must be an object, found list"),
        ("french", "", r"key 'p\xe9ch\xe9' is not ASCII"),
        ("structures", "/1/\n", "floats are not allowed: use an integer, or a decimal written as a string"),
        ("unicode", "/Unnormalized Unicode", "text is not in Unicode NFC"),
        ("values", "/numbers/0", "floats are not allowed: use an integer, or a decimal written as a string"),
        ("weird", "", r"key '\u20ac' is not ASCII"),
    ],
)
def test_vectors_outside_the_profile_are_refused_with_their_path(name: str, path: str, reason: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        encode(json.loads(vector("input", name)))
    assert (refusal.value.path, refusal.value.reason) == (path, reason)


def nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth - 1):
        value = {"deeper": value}
    return value


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ({"postings": [{"amount": 1}, {"amount": 2**53}]}, "/postings/1/amount", "integer is outside"),
        ({"postings": [{"amount": -(2**53)}]}, "/postings/0/amount", "integer is outside"),
        ({"agreement": None}, "/agreement", "null is not allowed"),
        ({"rate": 0.5}, "/rate", "floats are not allowed"),
        ({"rate": float("nan")}, "/rate", "floats are not allowed"),
        ({"name": "\ud800"}, "/name", "half of a surrogate pair"),
        ({"name": unicodedata.normalize("NFD", "부경대학교")}, "/name", "not in Unicode NFC"),
        ({"lots": ("lot_1",)}, "/lots", "found tuple"),
        ({"a/b": {"c~d": [b"raw"]}}, "/a~1b/c~0d/0", "found bytes"),
        ({"deep": {1: "one"}}, "/deep", "every key must be a string"),
        ({"deep": {"학교": "one"}}, "/deep", "is not ASCII"),
        (["not an object"], "", "must be an object, found list"),
        (nested(DEPTH_MAX + 1), "/deeper" * DEPTH_MAX, "nested deeper than 32 levels"),
    ],
)
def test_a_value_outside_the_profile_is_refused_with_its_path(value: object, path: str, reason: str) -> None:
    with pytest.raises(NotCanonical, match=reason) as refusal:
        encode(outside(value))
    assert refusal.value.path == path


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: JsonObject = {"kind": "accrual"}
    endless["again"] = endless
    with pytest.raises(NotCanonical, match="nested deeper"):
        encode(endless)


def test_the_limits_themselves_are_allowed() -> None:
    entry: JsonObject = {
        "least": -INTEGER_MAX,
        "most": INTEGER_MAX,
        "name": "해운대 머린테크 🐋",
        "yes": True,
    }
    assert decode(encode(entry)) == entry
    assert decode(encode(nested(DEPTH_MAX))) == nested(DEPTH_MAX)
    filler = "x" * (ENTRY_BYTES_MAX - len('{"a":""}'))
    assert len(encode({"a": filler})) == ENTRY_BYTES_MAX
    with pytest.raises(NotCanonical, match="takes 60001 bytes; an entry has at most 60000"):
        encode({"a": filler + "x"})


def test_the_message_names_path_and_reason() -> None:
    with pytest.raises(NotCanonical, match=r"^/agreement: null is not allowed: leave the key out$"):
        encode(outside({"agreement": None}))
    with pytest.raises(NotCanonical, match=r"^the entry: must be an object, found list$"):
        encode(outside([]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "spelled otherwise"),
        (b'{"a":1,"a":1}', "spelled otherwise than its canonical form, from byte 6 on"),
        (b'{"b":1,"a":2}', "from byte 2 on"),
        (b'{"a": 1}', "from byte 5 on"),
        (b'{"a":1}\n', "from byte 7 on"),
        (b'{"a":"\\u0041"}', "spelled otherwise"),
        (b'{"a":"\\/"}', "spelled otherwise"),
        (b'{"a":"\\u000A"}', "spelled otherwise"),
        (b'{"a":-0}', "spelled otherwise"),
        (b'{"a":1.0}', "floats are not allowed"),
        (b'{"a":1e2}', "floats are not allowed"),
        (b'{"a":NaN}', "floats are not allowed"),
        (b'{"a":Infinity}', "floats are not allowed"),
        (b'{"a":null}', "null is not allowed"),
        (b'{"a":9007199254740992}', "integer is outside"),
        (b'{"a":' + b"9" * 5_000 + b"}", "not JSON"),
        (b'{"a":"\\ud800"}', "half of a surrogate pair"),
        (b'{"a":"\xed\xa0\x80"}', "not JSON in UTF-8"),
        (b'{"a":"\xff"}', "not JSON in UTF-8"),
        ('{"a":"A\u030a"}'.encode(), "not in Unicode NFC"),
        (b'\xef\xbb\xbf{"a":1}', "not JSON"),
        (b"[1]", "must be an object"),
        (b"{'a':1}", "not JSON"),
        (b"", "not JSON"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nested deeper than 32"),
        (b"[" * 59_000, "nested deeper than 32|not JSON"),
        (b'{"a":"' + b"x" * 60_000 + b'"}', "has 60008 bytes"),
    ],
)
def test_bytes_that_encode_would_not_give_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotCanonical, match=reason):
        decode(data)
