"""Fields: one JSON object while it is read, strictly, into terms.

Invariant: whatever is read has the stated type and range, and ``done()`` refuses what nobody asked for; so
terms made through here need no second check. Floats and nulls have no way in, and texts are in Unicode NFC,
because terms become canonical bytes in the journal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.domain.journal.canonical import JsonObject
from ledger.domain.points import POINTS_MAX
from ledger.domain.rules.arithmetic import parse_exact

Object = Mapping[str, object]
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}", re.ASCII)
_TEXT_MAX = 2_000


def is_code(text: str) -> bool:
    """Tell whether a text is a code such as ``S3-01``: letters, digits and hyphens, at most 64."""
    return _CODE.fullmatch(text) is not None


class TermsInvalid(ValueError):
    """Say where terms are wrong, what was expected there and what was found."""

    def __init__(self, path: str, expected: str, found: object) -> None:
        super().__init__(f"{path}: expected {expected}, found {found!r}")
        self.path = path
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in English and Korean."""

    en: str
    ko: str

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"en": self.en, "ko": self.ko}


class Fields:
    """Read one JSON object key by key; every method raises ``TermsInvalid`` naming the path."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise TermsInvalid(path, "an object", data)
        self.path = path
        self._data: Mapping[str, object] = data
        self._read: set[str] = set()

    def has(self, key: str) -> bool:
        """Tell whether an optional key is there."""
        return key in self._data

    def invalid(self, key: str, expected: str) -> TermsInvalid:
        """Make the complaint about the value of ``key``."""
        return TermsInvalid(f"{self.path}.{key}", expected, self._data.get(key, "nothing"))

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        known = ", ".join(sorted(self._read))
        for key in self._data:
            if key not in self._read:
                raise TermsInvalid(f"{self.path}.{key}", f"only the keys {known}", key)

    def text(self, key: str) -> str:
        """Read a text of 1 to 2,000 characters in NFC."""
        value = self._take(key)
        if not isinstance(value, str) or not 1 <= len(value) <= _TEXT_MAX:
            raise self.invalid(key, f"a text of 1 to {_TEXT_MAX} characters")
        if not unicodedata.is_normalized("NFC", value):
            raise self.invalid(key, "a text in Unicode NFC")
        return value

    def word(self, key: str) -> str:
        """Read a lower-case name such as ``allowance_krw``."""
        value = self.text(key)
        if _WORD.fullmatch(value) is None:
            raise self.invalid(key, "a lower-case name such as allowance_krw")
        return value

    def code(self, key: str) -> str:
        """Read a code such as ``S3-01``."""
        value = self.text(key)
        if not is_code(value):
            raise self.invalid(key, "a code of letters, digits and hyphens such as S3-01")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Read a list of different lower-case names; an absent list is an empty one."""
        items = self._list(key)
        for index, item in enumerate(items):
            if not isinstance(item, str) or _WORD.fullmatch(item) is None or item in items[:index]:
                raise TermsInvalid(f"{self.path}.{key}[{index}]", "a lower-case name, once", item)
        return tuple(str(item) for item in items)

    def codes(self, key: str) -> tuple[str, ...]:
        """Read a list of different codes, at least one."""
        items = self._list(key)
        for index, item in enumerate(items):
            if not isinstance(item, str) or not is_code(item) or item in items[:index]:
                raise TermsInvalid(f"{self.path}.{key}[{index}]", "a code such as INT-STD, once", item)
        if not items:
            raise self.invalid(key, "at least one code")
        return tuple(str(item) for item in items)

    def choice(self, key: str, options: Collection[str]) -> str:
        """Read one of ``options``."""
        value = self._take(key)
        if not isinstance(value, str) or value not in options:
            raise self.invalid(key, f"one of {', '.join(options)}")
        return value

    def whole(self, key: str, minimum: int, maximum: int = POINTS_MAX) -> int:
        """Read a whole number within bounds, both included."""
        value = self._take(key)
        if type(value) is not int or not minimum <= value <= maximum:
            raise self.invalid(key, f"a whole number from {minimum} to {maximum}")
        return value

    def optional_whole(self, key: str, minimum: int, maximum: int = POINTS_MAX) -> int | None:
        """Read a whole number within bounds where there is one."""
        return self.whole(key, minimum, maximum) if self.has(key) else None

    def exact(self, key: str) -> Fraction:
        """Read a positive number: a whole one, or a text such as "0.6" or "1/3"; never a float."""
        value = self._take(key)
        expected = 'a positive whole number, or a text such as "0.6" or "1/3"'
        if type(value) is int and 0 < value <= POINTS_MAX:
            return Fraction(value)
        if not isinstance(value, str):
            raise self.invalid(key, expected)
        try:
            number = parse_exact(value)
        except ValueError as error:
            raise self.invalid(key, expected) from error
        if number <= 0:
            raise self.invalid(key, expected)
        return number

    def flag(self, key: str) -> bool:
        """Read true or false; an absent flag is false."""
        value = self._take(key) if self.has(key) else False
        if type(value) is not bool:
            raise self.invalid(key, "true or false")
        return value

    def optional_day(self, key: str) -> date | None:
        """Read a date (a TOML date, or ISO 8601 text) where there is one."""
        if not self.has(key):
            return None
        value = self._take(key)
        if type(value) is date:
            return value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self.invalid(key, "a date such as 2026-08-31") from error
        raise self.invalid(key, "a date such as 2026-08-31")

    def bilingual(self, key: str) -> Bilingual:
        """Read a text in English and Korean."""
        fields = self.table(key)
        both = Bilingual(fields.text("en"), fields.text("ko"))
        fields.done()
        return both

    def table(self, key: str) -> Fields:
        """Read an object inside this one."""
        return Fields(self._take(key), f"{self.path}.{key}")

    def tables(self, key: str) -> tuple[Fields, ...]:
        """Read a list of objects; an absent list is an empty one."""
        items = enumerate(self._list(key))
        return tuple(Fields(item, f"{self.path}.{key}[{index}]") for index, item in items)

    def _list(self, key: str) -> list[object]:
        value = self._take(key) if self.has(key) else []
        if not isinstance(value, list):
            raise self.invalid(key, "a list")
        return value

    def _take(self, key: str) -> object:
        self._read.add(key)
        if key not in self._data:
            raise self.invalid(key, "a value")
        return self._data[key]
