"""Differences: what two versions of a rule say differently, field by field, each named by a JSON pointer (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """One field: what the one says and what the other says, ``None`` where it says nothing."""

    pointer: str
    before: Any
    after: Any


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[Difference]:
    """Walk two JSON values side by side; lists are compared place by place.

    >>> [tuple(found) for found in differences({"limits": [{"points_max": 6}]}, {"limits": [{"points_max": 8}, 1]})]
    [('/limits/0/points_max', 6, 8), ('/limits/1', None, 1)]
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted(before.keys() | after.keys()):
            escaped = name.replace("~", "~0").replace("/", "~1")
            yield from differences(before.get(name), after.get(name), f"{pointer}/{escaped}")
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            old, new = (each[place] if place < len(each) else None for each in (before, after))
            yield from differences(old, new, f"{pointer}/{place}")
    elif before != after or type(before) is not type(after):
        yield Difference(pointer, before, after)
