"""Canonical bytes: the one spelling of a journal entry, so that equal entries have equal hashes.

The form is RFC 8785 (JSON Canonicalization Scheme) in a restricted profile: an object with ASCII keys, with
strings in Unicode NFC, integers within 2^53 - 1, booleans, arrays and objects; no floats, no nulls; at most
60,000 bytes. Within this profile RFC 8785 and ``json.dumps`` agree: ASCII keys sort alike by code point and
by UTF-16 unit, integers have one spelling, and both escape only what JSON demands.

Invariant: ``decode(encode(value)) == value``, and ``encode(decode(data)) == data`` for all bytes it accepts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, TypeAlias
from unicodedata import is_normalized

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"
JsonObject: TypeAlias = "dict[str, Json]"

ENTRY_BYTES_MAX = 60_000
INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32

_dumps = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_INTEGER_CHARACTERS_SAFE = 15
"""So long an integer, sign and all, is within ``INTEGER_MAX``."""

_surrogate_in = re.compile("[\ud800-\udfff]").search


class NotCanonical(ValueError):
    """A value, or bytes, outside the profile; ``path`` is the culprit's JSON pointer, "" for the whole."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path or 'the entry'}: {self.reason}"


def encode(value: JsonObject) -> bytes:
    """Return the canonical bytes of an entry.

    >>> encode({"b": 1854, "a": ["학교", True]}).decode()
    '{"a":["학교",true],"b":1854}'

    Raises:
        NotCanonical: something in it lies outside the profile, or the bytes would exceed ``ENTRY_BYTES_MAX``.
    """
    if type(value) is not dict:
        raise NotCanonical("", f"must be an object, found {type(value).__name__}")
    _refuse_outside_profile(value)
    return _written(value)


def _written(value: JsonObject) -> bytes:
    data = _dumps(value).encode()
    if len(data) > ENTRY_BYTES_MAX:
        raise NotCanonical("", f"takes {len(data)} bytes; an entry has at most {ENTRY_BYTES_MAX}")
    return data


def decode(data: bytes) -> JsonObject:
    """Return the entry these canonical bytes spell; any other spelling of the same entry is refused.

    The bytes are encoded again and compared: that finds repeated keys, spaces, needless escapes, wrong order.

    Raises:
        NotCanonical: not JSON, outside the profile, or not exactly the bytes ``encode`` would give.
    """
    if len(data) > ENTRY_BYTES_MAX:
        raise NotCanonical("", f"has {len(data)} bytes; an entry has at most {ENTRY_BYTES_MAX}")
    try:
        plain = _read_plain(data)
        value: JsonObject = json.loads(data.decode()) if plain is None else plain
    except RecursionError:
        raise NotCanonical("", f"is nested deeper than {DEPTH_MAX} levels") from None
    except ValueError as error:
        raise NotCanonical("", f"is not JSON in UTF-8: {error}") from None
    canonical = encode(value) if plain is None else _written(plain)
    if canonical != data:
        at = next((i for i, (a, b) in enumerate(zip(canonical, data, strict=False)) if a != b), len(canonical))
        raise NotCanonical("", f"is spelled otherwise than its canonical form, from byte {at} on")
    return value


class _NotPlain(Exception):
    """A number that has to be looked at."""


def _plain_integer(text: str) -> int:
    if len(text) > _INTEGER_CHARACTERS_SAFE:
        raise _NotPlain
    return int(text)


def _no_plain_number(text: str) -> int:
    raise _NotPlain


_scan = json.JSONDecoder(parse_int=_plain_integer, parse_float=_no_plain_number, parse_constant=_no_plain_number).decode


def _read_plain(data: bytes) -> JsonObject | None:
    """Read an object that cannot lie outside the profile, as nearly all do, whatever its bytes spell; else ``None``.

    ASCII without an escape is in NFC and has no half pairs, and what has no more brackets than there may be levels is
    not too deep; so nobody has to walk through it.
    """
    brackets = data.count(b"{") + data.count(b"[")
    if brackets > DEPTH_MAX or not data.isascii() or b"\\" in data or b"null" in data:
        return None
    try:
        value = _scan(data.decode())
    except _NotPlain:
        return None
    return value if type(value) is dict else None


def _refuse_outside_profile(root: JsonObject) -> None:
    """Refuse what the profile lacks, in one pass level by level: every posted entry goes through here."""
    level: list[Any] = [root]
    depth = 0
    while level:
        depth += 1
        if depth > DEPTH_MAX:
            raise NotCanonical(_path_to(root, level[0]), f"is nested deeper than {DEPTH_MAX} levels")
        deeper: list[Any] = []
        for container in level:
            for member in _members(root, container):
                kind = type(member)
                if kind is str:
                    if not member.isascii():
                        _refuse_unnormalized(root, member)
                elif kind is int:
                    if not -INTEGER_MAX <= member <= INTEGER_MAX:
                        raise NotCanonical(_path_to(root, member), "integer is outside -(2^53-1)..2^53-1")
                elif kind is not bool:
                    deeper.append(member)
        level = deeper


def _members(root: JsonObject, container: Any) -> Collection[Any]:
    if type(container) is list:
        return container
    if type(container) is not dict:
        raise NotCanonical(_path_to(root, container), _fault_of_type(container))
    try:
        ascii_only = "".join(container).isascii()
    except TypeError:
        raise NotCanonical(_path_to(root, container), "every key must be a string") from None
    if not ascii_only:
        culprit = next(key for key in container if not key.isascii())
        raise NotCanonical(_path_to(root, container), f"key {culprit!a} is not ASCII")
    return container.values()


def _refuse_unnormalized(root: JsonObject, text: str) -> None:
    if not is_normalized("NFC", text):
        raise NotCanonical(_path_to(root, text), "text is not in Unicode NFC")
    if _surrogate_in(text):
        raise NotCanonical(_path_to(root, text), "text holds half of a surrogate pair")


def _fault_of_type(found: object) -> str:
    if found is None:
        return "null is not allowed: leave the key out"
    if isinstance(found, float):
        return "floats are not allowed: use an integer, or a decimal written as a string"
    return f"a value must be str, int, bool, list or dict, found {type(found).__name__}"


def _path_to(root: object, culprit: object) -> str:
    """Return the JSON pointer (RFC 6901) of the first place where this very object stands."""
    queue = [("", root)]
    for path, found in queue:
        if found is culprit:
            return path
        if isinstance(found, dict):
            queue.extend((f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}", found[key]) for key in found)
        elif isinstance(found, list):
            queue.extend((f"{path}/{index}", member) for index, member in enumerate(found))
    return ""
