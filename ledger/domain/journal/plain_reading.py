"""Plain reading: an entry out of bytes that are spelled as nearly all are, without writing them again to compare.

Plain bytes are ASCII without blanks, escapes, fractions or numbers of sixteen digits. What they spell is canonical
where the keys of every object ascend and none was given twice, so that is looked at, and the type of every value, by
*plans*: one for each set of fields that values of a class were met with.

Invariant: it gives what ``Entry.from_bytes`` gives, or nothing. Whoever gets nothing asks there, and hears why.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from ledger.domain.journal.canonical import ENTRY_BYTES_MAX
from ledger.domain.journal.codec import empty_of
from ledger.domain.journal.entries import FORMAT, Entry, Posting
from ledger.domain.journal.facts import FACTS

Counted = Callable[[int], None]
"""Takes how many keys an object has; all of them are as many as names with a colon behind them, or one came twice."""

Reader = Callable[[Any, Counted], Any]

PLANS_MAX: Final = 64
"""How many sets of fields of a class are planned for; a journal could be made to have no end of them."""

DEPTH_MAX: Final = 8
"""How many levels of values of no class are plain."""

_LEAVES: Final = frozenset({str, int, bool})
_LONG_NUMBER: Final = b"," + b"0" * 16


def _class_of(byte: int) -> str:
    """Tell what a byte is: a digit, what may stand before a number, what is not plain, or anything else."""
    letter = chr(byte)
    if byte > 0x7F or letter in " \t\r\n\\":
        return "!"
    return "0" if letter.isdigit() else "," if letter in "[,:-" else "x"


_CLASSES: Final = "".join(map(_class_of, range(256))).encode()


class _NotPlain(ValueError):
    """Something that is left to the strict reader."""


def _refuse_number(text: str) -> int:
    raise _NotPlain(text)


_read = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number).raw_decode


def read_plain(data: bytes) -> Entry | None:
    """Read an entry out of plain bytes; gives ``None`` where they are not plain, or no entry."""
    classes = data.translate(_CLASSES)
    if b"!" in classes or _LONG_NUMBER in classes or b":-0" in data or len(data) > ENTRY_BYTES_MAX:
        return None
    counts: list[int] = []
    text = data.decode()
    try:
        plain, end = _read(text)
        entry = _entry(plain, counts.append)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return entry if end == len(text) and sum(counts) == text.count('":') else None


def _entry(plain: Any, counted: Counted) -> Entry:
    if not _ascend(tuple(plain)):
        raise _NotPlain
    told, kind = plain.pop("format"), plain.pop("kind")
    if type(told) is not int or told != FORMAT:
        raise _NotPlain
    counted(2)
    entry: Entry = _entries_of(kind)(plain, counted)
    return entry


@cache
def _entries_of(kind: str) -> Reader:
    """Give what reads entries of a kind, without their format and kind; raises ``KeyError`` for one that is unknown."""
    return _reader_of_class(Entry, {**typing.get_type_hints(Entry), "fact": FACTS[kind]})


@lru_cache(maxsize=1024)
def _ascend(keys: tuple[str, ...]) -> bool:
    return list(keys) == sorted(keys)


class _Plan(NamedTuple):
    """How values with the same fields are read: the types of what is given, what is read further, and what takes it.

    Attributes:
        make: takes the values in the order of their names, and makes what becomes one of the class, as ``codec.maker``
            does.
    """

    types: tuple[type, ...]
    deeper: tuple[tuple[int, Reader], ...]
    make: Callable[..., Any]


def _reader_of_class(cls: Any, hints: Mapping[str, Any]) -> Reader:
    plans: dict[tuple[str, ...], _Plan] = {}

    def read(plain: Any, counted: Counted) -> Any:
        keys = tuple(plain)
        plan = plans.get(keys)
        if plan is None:
            if len(plans) == PLANS_MAX:
                raise _NotPlain
            plan = plans[keys] = _plan(cls, hints, keys)
        given = [*plain.values()]
        if tuple(map(type, given)) != plan.types:
            raise _NotPlain
        counted(len(keys))
        for at, reader in plan.deeper:
            given[at] = reader(given[at], counted)
        made = plan.make(*given)
        made.__class__ = cls
        return made

    return read


def _plan(cls: Any, hints: Mapping[str, Any], keys: tuple[str, ...]) -> _Plan:
    """Plan for values of a class that have these fields, and no other.

    Raises:
        ValueError: the keys do not ascend, or one that the class needs is missing.
        KeyError: a key is no field.
    """
    if not _ascend(keys) or hasattr(cls, "__post_init__"):
        raise _NotPlain
    read_as = [_type_and_reader(hints[key]) for key in keys]
    fields = {field.name: field for field in dataclasses.fields(cls)}
    given: list[Any] = [(key, object) for key in keys]
    empty = empty_of(cls, hints)
    for name in fields.keys() - keys:
        default, factory = fields[name].default, fields[name].default_factory
        if name in empty:
            factory = empty[name]
        elif default is dataclasses.MISSING and factory is dataclasses.MISSING:
            raise _NotPlain
        given.append((name, object, dataclasses.field(default=default, default_factory=factory)))
    deeper = tuple((at, reader) for at, (_, reader) in enumerate(read_as) if reader is not None)
    make = dataclasses.make_dataclass(cls.__name__, given, slots=True, repr=False, eq=False)
    return _Plan(tuple(kind for kind, _ in read_as), deeper, make)


def _type_and_reader(hint: Any) -> tuple[type, Reader | None]:
    """Give of which type a plain value is, and what reads it, where it does not stand for itself."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _LEAVES:
        return hint, None
    if origin in (typing.Union, types.UnionType):
        (chosen,) = (argument for argument in arguments if argument is not type(None))
        return _type_and_reader(chosen)
    if origin is tuple:
        if arguments[0] is Posting:
            return list, _postings
        kind, reader = _type_and_reader(arguments[0])
        if kind is int:
            raise _NotPlain  # a zero in a list may have a sign
        return list, _tuple_of(kind) if reader is None else _tuple_by(reader)
    if dataclasses.is_dataclass(hint):
        return dict, _reader_of(typing.cast("type", hint))
    if origin is Mapping:
        return dict, _untyped
    raise _NotPlain


@cache
def _reader_of(cls: type) -> Reader:
    return _reader_of_class(cls, typing.get_type_hints(cls))


def _tuple_of(kind: type) -> Reader:
    def read(plain: Any, counted: Counted) -> Any:
        for item in plain:
            if type(item) is not kind:
                raise _NotPlain
        return tuple(plain)

    return read


def _tuple_by(reader: Reader) -> Reader:
    def read(plain: Any, counted: Counted) -> Any:
        return tuple([reader(item, counted) for item in plain])

    return read


_POSTING: Final = ("account", "amount", "balance", "lot", "version")
_POSTING_TYPES: Final = (str, int, int, str, int)
_new = tuple.__new__


def _postings(plain: Any, counted: Counted) -> tuple[Posting, ...]:
    made = []
    for each in plain:
        account, amount, balance, lot, version = given = tuple(each.values())
        if tuple(each) != _POSTING or tuple(map(type, given)) != _POSTING_TYPES:
            raise _NotPlain
        made.append(_new(Posting, (account, lot, amount, version, balance)))
    counted(len(_POSTING) * len(made))
    return tuple(made)


def _untyped(plain: Any, counted: Counted, depth: int = 1) -> Any:
    """Look at an object of no class and at all it holds; a list of numbers is not plain, as a zero may have a sign."""
    if depth > DEPTH_MAX or not _ascend(tuple(plain)):
        raise _NotPlain
    counted(len(plain))
    for item in plain.values():
        kind = type(item)
        if kind in _LEAVES:
            continue
        for one in item if kind is list else (item,):
            if type(one) is dict:
                _untyped(one, counted, depth + 1)
            elif type(one) is not str:
                raise _NotPlain
    return plain
