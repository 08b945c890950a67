"""Disclosures: a text of the vault shown with its salt, so that whoever has the journal can check it.

An entry commits to its texts field by field; a *disclosure* names the entry's position, under which subject and field
the text was filed, its salt and its value. Whoever has that entry's bytes needs nothing else to tell whether the text
is the one that was committed to. What was erased is shown by nobody any more, and its commitment says nothing.

Invariant: a line is one JSON object with the names ``position``, ``subject``, ``field``, ``salt`` (hexadecimal) and
``value``; a text is filed under its entry's id or under what the entry's fact is about.
"""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any, Final, Literal, NamedTuple

from ledger.domain.journal.commitments import SECRET_BYTES_MIN, opens
from ledger.domain.journal.entries import Entry

SUBJECTS: Final = (
    "certificate",
    "proposal",
    "objection",
    "sanction",
    "redemption",
    "accrual",
    "user",
    "person",
    "organization",
)
"""The fields of facts under which texts are filed."""

Verdict = Literal["proven", "wrong", "erased"]


class DisclosureInvalid(ValueError):
    """A line that is no disclosure; the message says why, without the text."""


class Disclosure(NamedTuple):
    """A text, and where the journal commits to it."""

    position: int
    subject: str
    field: str
    salt: str
    value: str

    def to_line(self) -> str:
        """Write the line, without an end of line.

        >>> Disclosure(7, "per_01", "name", "00" * 16, "Kim").to_line()
        '{"position":7,"subject":"per_01","field":"name","salt":"00000000000000000000000000000000","value":"Kim"}'
        """
        return json.dumps(self._asdict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_line(cls, line: str) -> Disclosure:
        """Read a line.

        Raises:
            DisclosureInvalid: for anything that ``to_line`` would not have written.
        """
        try:
            plain: Any = json.loads(line)
            told = cls(**plain)
            salt = bytes.fromhex(told.salt)
        except (TypeError, ValueError) as error:
            raise DisclosureInvalid("expected an object of position, subject, field, salt and value") from error
        if tuple(map(type, told)) != (int, str, str, str, str) or len(salt) < SECRET_BYTES_MIN:
            raise DisclosureInvalid("expected a whole position, texts, and a salt of 16 bytes or more")
        return told


def subjects_of(entry: Entry) -> tuple[str, ...]:
    """Give under what an entry's texts may be filed: what its fact is about, and the entry itself."""
    about = (getattr(entry.fact, name, "") for name in SUBJECTS)
    return (*(subject for subject in about if subject), entry.id)


def verdict(disclosure: Disclosure, entry: Entry) -> Literal["proven", "wrong"]:
    """Tell whether a disclosed text is what the entry at its position committed to."""
    commitment = entry.commitments.get(disclosure.field)
    if entry.position != disclosure.position or commitment is None or disclosure.subject not in subjects_of(entry):
        return "wrong"
    try:
        proven = opens(commitment, bytes.fromhex(disclosure.salt), disclosure.value)
    except ValueError:
        return "wrong"
    return "proven" if proven else "wrong"


def is_erased(entry: Entry, field: str, erased: Set[tuple[str, str]]) -> bool:
    """Tell whether an entry's text was erased, given what was, as (subject, field)."""
    return any((subject, field) in erased for subject in subjects_of(entry))
