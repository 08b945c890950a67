"""Fields: the kinds of value on the wire, each with one strict reading and complaints that say what was expected.

Nothing is converted by guess: a number in quotes is not a number, true is not 1, and a day is a day that exists. A
complaint is a ``Refusal`` without pointer; whoever walks the body adds where it stood. Texts are in Unicode NFC and
free of control characters, because they may become canonical bytes, keyed digests or cells of a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from marshmallow import ValidationError, fields

from ledger.domain.dates import instant_text
from ledger.domain.ids import PREFIXES
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refusal

FOUND_CHARACTERS_MAX = 80
_DAY: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,15}")


def found_text(value: object) -> str:
    """Tell what was found, shortly: the value if it is plain, its kind if it is not."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    told = ascii(value) if isinstance(value, str) and not value.isprintable() else str(value)
    shortened = told if len(told) <= FOUND_CHARACTERS_MAX else told[:FOUND_CHARACTERS_MAX] + "…"
    return f'"{shortened}"' if isinstance(value, str) else shortened


def complaint(code: str, **params: str | int) -> ValidationError:
    """Make marshmallow's carrier of one refusal."""
    return ValidationError([Refusal(code, params)])


def text_complaint(value: str) -> Refusal | None:
    """Find what is wrong with the characters of a text: control characters, lone surrogates, not NFC."""
    if value.isascii() and value.isprintable():
        return None
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs"):
            return Refusal("text_has_control_characters", {"found": f"{ord(character):04X}"})
    if not unicodedata.is_normalized("NFC", value):
        return Refusal("text_not_normalized", {"found": found_text(value)})
    return None


class Strict(fields.Field[Any]):
    """What every field has: complaints about absence and null that name the field."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        if key == "required":
            return complaint("field_missing", found=str(self.data_key or self.name))
        if key == "null":
            return complaint("field_is_null")
        return super().make_error(key)


class Text(Strict, fields.String):
    """A text of ``minimum`` to ``maximum`` characters, optionally of a shape; ``expected`` says the shape in words."""

    def __init__(
        self, *, minimum: int = 1, maximum: int = 200, shape: str = "", expected: str = "", **kwargs: Any
    ) -> None:
        told = {"minLength": minimum, "maxLength": maximum} | ({"pattern": f"^(?:{shape})$"} if shape else {})
        super().__init__(**_described(kwargs, told))
        self.minimum, self.maximum, self.expected = minimum, maximum, expected
        self.shape = re.compile(shape, re.ASCII) if shape else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise complaint("not_text", found=found_text(value))
        refusal = text_complaint(value)
        if refusal is not None:
            raise ValidationError([refusal])
        if not self.minimum <= len(value) <= self.maximum:
            raise complaint("text_length_out_of_range", minimum=self.minimum, maximum=self.maximum, found=len(value))
        if self.shape is not None and self.shape.fullmatch(value) is None:
            raise complaint("text_shape_unexpected", expected=self.expected, found=found_text(value))
        return value


class Id(Text):
    """The id of a noun, such as ``org_…``, or of any of some nouns."""

    def __init__(self, *nouns: str, **kwargs: Any) -> None:
        prefixes = [PREFIXES[noun] for noun in nouns]
        super().__init__(
            minimum=1,
            maximum=36,
            shape=f"(?:{'|'.join(prefixes)})_[0-9a-f]{{32}}" if len(nouns) > 1 else f"{prefixes[0]}_[0-9a-f]{{32}}",
            expected=" or ".join(f"an id such as {prefix}_01a0551da00070008000000000000000" for prefix in prefixes),
            **kwargs,
        )


class Whole(Strict, fields.Integer):
    """A whole number of ``minimum`` to ``maximum``; true and 1.0 are none."""

    def __init__(self, *, minimum: int = 0, maximum: int = POINTS_MAX, **kwargs: Any) -> None:
        super().__init__(**_described(kwargs, {"minimum": minimum, "maximum": maximum}))
        self.minimum, self.maximum = minimum, maximum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise complaint("not_a_whole_number", found=found_text(value))
        if not self.minimum <= value <= self.maximum:
            raise complaint("number_out_of_range", minimum=self.minimum, maximum=self.maximum, found=found_text(value))
        return value


class Count(Whole):
    """A whole number written in a query string."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str) or _COUNT.fullmatch(value) is None:
            raise complaint("not_a_whole_number", found=found_text(value))
        return super()._deserialize(int(value), attr, data, **kwargs)


class Day(Strict, fields.String):
    """A calendar date that exists, as ISO 8601 text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_described(kwargs, {"format": "date", "example": "2026-08-31"}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or _DAY.fullmatch(value) is None:
            raise complaint("not_a_date", found=found_text(value))
        try:
            date.fromisoformat(value)
        except ValueError:
            raise complaint("not_a_date", found=found_text(value)) from None
        return value


class Instant(Strict, fields.String):
    """A point in time as RFC 3339 text with an offset; read as UTC with milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_described(kwargs, {"format": "date-time", "example": "2026-08-31T15:00:00.000Z"}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        told = read_instant(value)
        if told is None:
            raise complaint("not_an_instant", found=found_text(value))
        return told


class PositionOrInstant(Strict, fields.String):
    """A journal position (an ``int``) or a point in time (a ``str``), written in a query string."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and _COUNT.fullmatch(value) is not None and int(value) <= POINTS_MAX:
            return int(value)
        told = read_instant(value)
        if told is None:
            raise complaint("not_a_position_or_instant", found=found_text(value))
        return told


class Flag(Strict, fields.Boolean):
    """``true`` or ``false`` written in a query string."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise complaint("not_a_flag", found=found_text(value))
        return bool(value == "true")


class Truth(Strict, fields.Boolean):
    """``true`` or ``false`` as JSON has them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise complaint("not_a_flag", found=found_text(value))
        return value


class OneOf(Strict, fields.String):
    """One of a few known words."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**_described(kwargs, {"enum": list(choices)}))
        self.choices = tuple(choices)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise complaint("not_one_of", expected=", ".join(self.choices), found=found_text(value))
        return value


class Items(Strict, fields.List[Any]):
    """An array of ``minimum`` to ``maximum`` values."""

    def __init__(self, inner: Any, *, minimum: int = 0, maximum: int, **kwargs: Any) -> None:
        super().__init__(inner, **_described(kwargs, {"minItems": minimum, "maxItems": maximum}))
        self.minimum, self.maximum = minimum, maximum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise complaint("not_a_list", found=found_text(value))
        if not self.minimum <= len(value) <= self.maximum:
            raise complaint("list_length_out_of_range", minimum=self.minimum, maximum=self.maximum, found=len(value))
        return super()._deserialize(value, attr, data, **kwargs)


class Part(Strict, fields.Nested):
    """An object inside an object."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping):
            raise complaint("not_an_object", found=found_text(value))
        return super()._deserialize(value, attr, data, partial=partial, **kwargs)


class WholeNumbers(Strict, fields.Dict):
    """An object of whole numbers of zero or more under lower-case names: what an activity is priced from."""

    def __init__(self, *, names_max: int, **kwargs: Any) -> None:
        super().__init__(
            keys=fields.String(),
            values=Whole(),
            **_described(kwargs, {"maxProperties": names_max}),
        )
        self.names_max = names_max

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, int]:
        if not isinstance(value, Mapping):
            raise complaint("not_an_object", found=found_text(value))
        if len(value) > self.names_max:
            raise complaint("list_length_out_of_range", minimum=0, maximum=self.names_max, found=len(value))
        number = Whole()
        read: dict[str, int] = {}
        wrong: dict[str, Any] = {}
        for name, each in value.items():
            try:
                read[name] = number._deserialize(each, name, value)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return read


class AnyObject(Strict, fields.Dict):
    """An object whose content is read further on, by whoever knows its terms."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise complaint("not_an_object", found=found_text(value))
        return dict(value)


def nothing() -> None:
    """Give None where a value was left out, without the document calling null a value."""


def read_instant(value: object) -> str | None:
    """Read RFC 3339 text with an offset as the ledger's own text of that instant, or None if it is not one.

    >>> read_instant("2026-09-01T00:00:00+09:00"), read_instant("2026-09-01")
    ('2026-08-31T15:00:00.000Z', None)
    """
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        return None
    try:
        return instant_text(datetime.fromisoformat(value.upper()).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _described(kwargs: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Add what the document should say of a field to what its user says of it."""
    return {**kwargs, "metadata": {**told, **kwargs.get("metadata", {})}}
