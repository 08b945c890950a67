"""Rule files: rule versions as TOML, in the shape of ``config/demo/rules.toml``.

One ``[[rule]]`` is one version: code, version, valid_from, valid_to where it has an end, and its terms under
``[rule.terms]``. What was written reads back as the same versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from ledger.domain.rulebook import read_version
from ledger.domain.rules.fields import Fields, TermsInvalid
from ledger.domain.rules.versions import RuleVersion
from ledger.services.term_files import read_versions

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def write_rules(versions: Iterable[RuleVersion]) -> str:
    """Write rule versions as TOML, in the order in which they come."""
    return "\n".join("\n".join(_lines(version)) + "\n" for version in versions)


def read_rules(text: str) -> list[RuleVersion]:
    """Read rule versions from TOML, at least one.

    Raises:
        Refused: ``rules_file_invalid``, saying where and why.
    """
    return read_versions(text, "rule", rule_version_of, "rules_file_invalid")


def rule_version_of(told: Any) -> RuleVersion:
    """Read one ``[[rule]]`` strictly; raises ``TermsInvalid``."""
    if not isinstance(told, Mapping):
        raise TermsInvalid("rule", "a table", told)
    rest = {name: value for name, value in told.items() if name not in ("valid_from", "valid_to")}
    fields = Fields(rest, "rule")
    code, number = fields.code("code"), fields.whole("version", 1, 1_000_000)
    fields.table("terms")
    fields.done()
    first = _day(told, "valid_from", code)
    last = _day(told, "valid_to", code) if "valid_to" in told else None
    return read_version(code, number, first, last, rest["terms"])


def _day(told: Mapping[str, Any], name: str, code: str) -> str:
    value = told.get(name, "nothing")
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TermsInvalid(f"{code}.{name}", "a day such as 2026-01-01 without quotes", str(value))
    return value.isoformat()


def _lines(version: RuleVersion) -> Iterator[str]:
    yield "[[rule]]"
    yield f"code = {_text(version.code)}"
    yield f"version = {version.version}"
    yield f"valid_from = {version.valid_from.isoformat()}"
    if version.valid_to is not None:
        yield f"valid_to = {version.valid_to.isoformat()}"
    yield ""
    yield "[rule.terms]"
    for name, value in version.terms.to_json().items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{name} = ["
            for each in value:
                yield f"  {_value(each)},"
            yield "]"
        else:
            yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    """Write a value of terms on one line: they hold texts, whole numbers, flags, lists and tables."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:_}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f"{{ {', '.join(f'{name} = {_value(each)}' for name, each in value.items())} }}"


def _text(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04X}" if ord(character) < 0x20 or character == "\x7f" else character
