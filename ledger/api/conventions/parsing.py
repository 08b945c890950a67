"""Parsing: the one strict reading of JSON bodies, query strings and forms.

A body is one JSON object in UTF-8, each name once; its numbers are whole and within 2^53-1, its texts in Unicode NFC
without control characters, so that every reader of the same bytes reads the same values (RFC 8259 sections 4, 6, 8).
Unknown fields and unknown or repeated query parameters are refused. Every complaint names its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, NoReturn

from flask import Request
from marshmallow import RAISE, ValidationError
from werkzeug.datastructures import MultiDict

from ledger.api.conventions.fields import FOUND_CHARACTERS_MAX, found_text, text_complaint
from ledger.api.conventions.negotiation import JSON
from ledger.api.conventions.problems import Invalid
from ledger.api.conventions.shapes import Body
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refusal, Refused

_DIGITS_MAX: Final = 17
"""A number of more characters is beyond 2^53-1, sign included."""


def read_json(data: bytes) -> tuple[Any, list[Refusal]]:
    """Read JSON bytes strictly: the value, and what in it no value of the wire may be, each with its pointer.

    Raises:
        Refused: ``json_malformed`` where it is not JSON.
    """
    reader = _Reader()
    try:
        value = reader.decoder.decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("json_malformed", reason=f"a byte that is not UTF-8 at {error.start}") from None
    except RecursionError:
        raise Refused("json_malformed", reason="too many levels of nesting") from None
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at line {error.lineno} column {error.colno}"
        raise Refused("json_malformed", reason=reason) from None
    # Plain ASCII without escapes holds no text worth a second look, and most bodies are that.
    if reader.doubtful or not data.isascii() or b"\\" in data or b"\x7f" in data:
        return value, list(_complaints(value))
    return value, []


def read_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object strictly; raises as ``read_json``, and ``Invalid`` for whatever is wrong in it."""
    value, found = read_json(data)
    if found:
        raise Invalid(found)
    if not isinstance(value, dict):
        raise Invalid([not_an_object(value)])
    return value


def not_an_object(value: object) -> Refusal:
    """Make the complaint about a value that is no object."""
    return Refusal("not_an_object", {"found": found_text(value)})


def media_type_of(request: Request, supported: Iterable[str]) -> str:
    """Give the media type of the body.

    Raises:
        Refused: ``media_type_unsupported`` for any but the supported, another charset than UTF-8, or a coding.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if request.mimetype in supported and charset in ("utf-8", "utf8") and coding == "identity":
        return request.mimetype
    found = request.headers.get("Content-Type", "nothing") + ("" if coding == "identity" else f" in {coding}")
    raise Refused("media_type_unsupported", expected=" or ".join(supported), found=found_text(found))


def read_body(request: Request, optional: bool = False) -> dict[str, Any]:
    """Read a request's body as one JSON object; an absent one is ``{}`` where it is ``optional``.

    Raises:
        Refused: ``body_missing``, ``media_type_unsupported`` or ``json_malformed``.
        Invalid: see ``read_json``.
    """
    data = request.get_data(cache=True)
    if not data.strip():
        if not optional:
            raise Refused("body_missing")
        return {}
    media_type_of(request, (JSON,))
    return read_object(data)


def each_once(values: MultiDict[str, str]) -> dict[str, str]:
    """Read parameters that may not repeat. Raises ``Invalid``."""
    found = [
        Refusal("parameter_repeated", {"found": found_text(name)}, name)
        for name, every in values.lists()
        if len(every) > 1
    ]
    if found:
        raise Invalid(found, "parameter")
    return values.to_dict()


def complaints_of(messages: Any, pointer: str = "") -> Iterator[Refusal]:
    """Walk what marshmallow found wrong and give each refusal its JSON pointer (RFC 6901)."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from complaints_of(inner, pointer if name == "_schema" else f"{pointer}/{_escaped(name)}")
        return
    for each in messages:
        if each.code == "unknown_field":
            name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            yield Refusal(each.code, {"found": found_text(name)}, pointer)
        else:
            yield Refusal(each.code, each.params, pointer)


def load(schema: Body, data: Mapping[str, Any]) -> Any:
    """Load a body that was read strictly. Raises ``Invalid`` with the place of everything that is wrong."""
    quick = schema.quick(data)
    if quick is not None:
        return quick
    try:
        return schema.load(data, unknown=RAISE)
    except ValidationError as error:
        raise Invalid(complaints_of(error.messages)) from None


def load_query(schema: Body, request: Request) -> Any:
    """Load the query string of a request. Raises ``Invalid`` with the name of every parameter that is wrong."""
    try:
        return schema.load(each_once(request.args), unknown=RAISE) if request.query_string else schema.of_nothing
    except ValidationError as error:
        raise Invalid([_of_parameter(each) for each in complaints_of(error.messages)], "parameter") from None


class _Unfit(NamedTuple):
    """A number that no value of the wire may be, as it was written."""

    text: str
    whole: bool


class _Reader:
    """A strict decoder that remembers whether a number needs a second look at its place."""

    def __init__(self) -> None:
        self.doubtful = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=_object,
            parse_float=self._fraction,
            parse_int=self._whole,
            parse_constant=_constant,
        )

    def _fraction(self, text: str) -> _Unfit:
        self.doubtful = True
        return _Unfit(text, whole=False)

    def _whole(self, text: str) -> int | _Unfit:
        if len(text) < _DIGITS_MAX and abs(int(text)) <= POINTS_MAX:
            return int(text)
        self.doubtful = True
        return _Unfit(text, whole=True)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("json_malformed", reason=f"the name {found_text(twice)} twice in one object")
    return value


def _constant(text: str) -> NoReturn:
    raise Refused("json_malformed", reason=text)


def _complaints(value: Any) -> Iterator[Refusal]:
    """Walk a value for numbers and texts that none of the wire may be."""
    queue: list[tuple[str, Any]] = [("", value)]
    for pointer, found in queue:
        if isinstance(found, str):
            refusal = text_complaint(found)
            if refusal is not None:
                yield Refusal(refusal.code, refusal.params, pointer)
        elif isinstance(found, _Unfit):
            yield _number_complaint(found, pointer)
        elif isinstance(found, dict):
            queue.extend((f"{pointer}/{_escaped(name)}", name) for name in found if text_complaint(name))
            queue.extend((f"{pointer}/{_escaped(name)}", inner) for name, inner in found.items())
        elif isinstance(found, list):
            queue.extend((f"{pointer}/{index}", inner) for index, inner in enumerate(found))


def _number_complaint(number: _Unfit, pointer: str) -> Refusal:
    found = number.text[:FOUND_CHARACTERS_MAX]
    if number.whole:
        bounds = {"minimum": -POINTS_MAX, "maximum": POINTS_MAX}
        return Refusal("number_out_of_range", {**bounds, "found": found}, pointer)
    return Refusal("not_a_whole_number", {"found": found}, pointer)


def _of_parameter(found: Refusal) -> Refusal:
    name = found.pointer.removeprefix("/")
    code = "unknown_parameter" if found.code == "unknown_field" else found.code
    return Refusal(code, found.params, name)


def _escaped(name: object) -> str:
    readable = str(name).encode("utf-8", "backslashreplace").decode()  # half of a surrogate pair has no UTF-8
    return readable.replace("~", "~0").replace("/", "~1")
