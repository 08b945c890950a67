"""Mapping: what a university's own file calls things, where the known names do not say it.

A TOML file: ``encoding``, ``delimiter``, ``header_row`` and ``sheet`` where they are not to be detected, and three
tables: ``columns`` (our field = their header), ``constants`` (our field = a value that no column gives) and
``activities`` (their word = a rule's code). A field is a name of ``headers.toml``, ``input:NAME`` or ``evidence:KIND``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from ledger.domain.refusals import Refused
from ledger.services.imports.files.encoding import ENCODINGS

KNOWN: Final = Path(__file__).resolve().parents[4] / "config" / "imports" / "headers.toml"
DELIMITERS: Final = (",", ";", "\t")
INPUT: Final = "input:"
EVIDENCE: Final = "evidence:"
IGNORED: Final = "ignored"
"""The field of columns that are of no use."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_REMARK: Final = re.compile(r"[(\[].*[)\]]$")


class MappingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mapping file says; an empty one leaves everything to be detected."""

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""
    columns: dict[str, str] = {}
    constants: dict[str, str | int] = {}
    activities: dict[str, str] = {}


class Names(msgspec.Struct, frozen=True):
    """The known names of columns, by field."""

    fields: dict[str, list[str]]
    inputs: dict[str, list[str]]
    ignored: dict[str, list[str]]


def read_mapping(text: str) -> MappingFile:
    """Read a mapping file; its fields come out in full, such as ``input:students``.

    Raises:
        Refused: ``import_mapping_invalid``.
    """
    try:
        mapping = msgspec.convert(tomllib.loads(text), MappingFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _invalid(str(error)) from error
    if mapping.encoding and mapping.encoding not in ENCODINGS:
        raise _invalid(f"encoding is one of {', '.join(ENCODINGS)}, found {mapping.encoding}")
    if mapping.delimiter and mapping.delimiter not in DELIMITERS:
        raise _invalid(f"delimiter is a comma, a semicolon or a tab, found {mapping.delimiter!r}")
    if mapping.header_row < 0:
        raise _invalid(f"header_row is 1 or more, found {mapping.header_row}")
    columns = {full_name(field): header for field, header in mapping.columns.items()}
    constants = {full_name(field): value for field, value in mapping.constants.items()}
    return msgspec.structs.replace(mapping, columns=columns, constants=constants)


def full_name(field: str) -> str:
    """Give the full name of a field: an input goes by its bare name too.

    >>> full_name("students"), full_name("occurred_on"), full_name("evidence:attendance")
    ('input:students', 'occurred_on', 'evidence:attendance')

    Raises:
        Refused: ``import_mapping_invalid``.
    """
    if field in known_names().fields:
        return field
    prefix = next((prefix for prefix in (INPUT, EVIDENCE) if field.startswith(prefix)), "")
    if not _NAME.fullmatch(field.removeprefix(prefix)):
        known = ", ".join(known_names().fields)
        raise _invalid(f"a field is one of {known}, input:NAME or evidence:KIND, found {field}")
    return field if prefix else INPUT + field


def field_of(header: str, mapping: MappingFile) -> str:
    """Give the field that a column of this name gives, ``ignored`` for one of no use, "" for one that is not known.

    >>> field_of("발생일 (종료)", MappingFile()), field_of("Students", MappingFile()), field_of("비고", MappingFile())
    ('occurred_on', 'input:students', '')
    """
    wanted = alike(header)
    for field, told in mapping.columns.items():
        if alike(told) == wanted:
            return field
    for name in (wanted, _REMARK.sub("", wanted)):
        found = _by_name().get(name, "")
        if found:
            return "" if found in mapping.columns else found
    prefix, _, name = wanted.partition(":")
    plain = header.strip().partition(":")[2].strip().lower()
    return f"{prefix}:{plain}" if f"{prefix}:" in (INPUT, EVIDENCE) and _NAME.fullmatch(plain) else ""


@cache
def known_names() -> Names:
    """Give the known names of columns."""
    return msgspec.toml.decode(KNOWN.read_bytes(), type=Names)


@cache
def _by_name() -> dict[str, str]:
    names = known_names()
    found = {alike(name): field for field, told in names.fields.items() for name in (field, *told)}
    found |= {alike(name): INPUT + field for field, told in names.inputs.items() for name in (field, *told)}
    return found | {alike(name): IGNORED for told in names.ignored.values() for name in told}


def alike(header: str) -> str:
    """Make names alike that a reader would take for the same."""
    return re.sub(r"[\s_*]+", "", unicodedata.normalize("NFKC", header)).casefold()


def _invalid(reason: str) -> Refused:
    return Refused("import_mapping_invalid", reason=reason)
