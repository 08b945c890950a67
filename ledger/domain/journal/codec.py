"""Codec: frozen dataclasses to plain JSON values and back, by field name.

Commands, outcomes and facts cross process and storage borders as plain values. ``None`` and the empty tuple or
mapping are left out of the JSON, so that canonical bytes need no nulls; reading restores them from the defaults, and an
empty tuple or mapping also where there is no default: a rule may ask for no inputs. Else
reading is strict: an unknown field, a missing field or a value of another type raises ``CodecError``.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
Reader = Callable[[Any], Any]


_LEAVES = frozenset({str, int, bool})
_FIELDS: dict[Any, tuple[str, ...]] = {}


class CodecError(ValueError):
    """A plain value does not have the shape of the dataclass it should become."""


def to_plain(value: Any) -> Any:
    """Turn a dataclass (nested, with tuples and mappings) into JSON values."""
    kind = type(value)
    if value is None or kind in _LEAVES:
        return value
    if kind is tuple or kind is list:
        return [to_plain(item) for item in value]
    if kind is dict:
        return {key: item if type(item) in _LEAVES else to_plain(item) for key, item in value.items()}
    plain = {}
    for name in _FIELDS.get(kind) or _field_names(kind):
        item = getattr(value, name)
        if type(item) in _LEAVES:
            plain[name] = item
        elif item is not None and item not in ((), {}):
            plain[name] = to_plain(item)
    return plain


def from_plain(cls: type[T], plain: Any) -> T:
    """Make a ``cls`` from what ``to_plain`` gave.

    Raises:
        CodecError: naming the class and the field, what was expected and what was found.
    """
    shape: Any = cls
    result: T = _reader(shape)(plain)
    return result


@cache
def maker(cls: Any) -> Callable[..., Any]:
    """Give what makes a value of a frozen dataclass as the class itself does, in a third of the time.

    A frozen value sets each of its fields by a call. So one is made of a twin with the same slots that is not frozen,
    and then becomes one of the class. A class that does more when it is made, or stands on another, has no twin.
    """
    if cls.__bases__ != (object,) or "__slots__" not in vars(cls) or hasattr(cls, "__post_init__"):
        made: Callable[..., Any] = cls
        return made
    alike = [
        (one.name, object, dataclasses.field(default=one.default, default_factory=one.default_factory))
        for one in dataclasses.fields(cls)
    ]
    twin = dataclasses.make_dataclass(cls.__name__, alike, slots=True)

    def make(**given: Any) -> Any:
        made = twin(**given)
        made.__class__ = cls
        return made

    return make


def _field_names(cls: Any) -> tuple[str, ...]:
    if cls not in _FIELDS:
        if not dataclasses.is_dataclass(cls):
            raise TypeError(f"the codec does not know {cls}")
        _FIELDS[cls] = tuple(field.name for field in dataclasses.fields(cls))
    return _FIELDS[cls]


@cache
def _reader(hint: Any) -> Reader:
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if hint in (str, int, bool):
        return _exact(hint)
    if origin in (typing.Union, types.UnionType):
        chosen = [argument for argument in arguments if argument is not type(None)]
        if len(chosen) != 1:
            raise TypeError(f"the codec knows no union but X | None, found {hint}")
        return _reader(chosen[0])
    if origin is tuple:
        return _tuple_of(_reader(arguments[0]))
    if hint is Any or origin in (dict, Mapping) or origin is not None:
        return _any
    if dataclasses.is_dataclass(hint):
        return _dataclass_of(typing.cast("type", hint))
    raise TypeError(f"the codec does not know {hint}")


def _any(plain: Any) -> Any:
    return plain


def _exact(kind: type) -> Reader:
    def read(plain: Any) -> Any:
        if type(plain) is not kind:
            raise CodecError(f"expected {kind.__name__}, found {plain!r}")
        return plain

    return read


def _tuple_of(item: Reader) -> Reader:
    def read(plain: Any) -> Any:
        if not isinstance(plain, list | tuple):
            raise CodecError(f"expected a list, found {plain!r}")
        return tuple(item(element) for element in plain)

    return read


def _dataclass_of(cls: type) -> Reader:
    leaves: dict[str, type] = {}
    readers: dict[str, Reader] = {}
    left_out: dict[str, Callable[[], Any]] = {}
    make = maker(cls)

    def read(plain: Any) -> Any:
        if not readers:
            hints = typing.get_type_hints(cls)
            readers.update({name: _reader(hints[name]) for name in _field_names(cls)})
            leaves.update({name: hint for name, hint in hints.items() if hint in _LEAVES})
            left_out.update(empty_of(cls, hints))
        if type(plain) is not dict and not isinstance(plain, Mapping):
            raise CodecError(f"{cls.__name__}: expected an object, found {plain!r}")
        try:
            given = {name: empty() for name, empty in left_out.items() if name not in plain}
            for name, item in plain.items():
                given[name] = item if type(item) is leaves.get(name) else readers[name](item)
            return make(**given)
        except KeyError as error:
            raise CodecError(f"{cls.__name__}: unknown field {error}") from error
        except TypeError as error:
            raise CodecError(f"{cls.__name__}: {error}") from error
        except CodecError as error:
            raise CodecError(f"{cls.__name__}: {error}") from error

    return read


def empty_of(cls: Any, hints: Mapping[str, Any]) -> dict[str, Callable[[], Any]]:
    """Give what makes a field that has no default where it is left out, because it was an empty tuple or mapping."""
    made: dict[Any, Callable[[], Any]] = {tuple: tuple, dict: dict, Mapping: dict}
    required = (
        field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    kinds = {name: typing.get_origin(hints[name]) for name in required}
    return {name: made[kind] for name, kind in kinds.items() if kind in made}
