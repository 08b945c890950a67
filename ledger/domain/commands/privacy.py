"""Commands about what concerns persons: note who reads it, anchor those notes, and erase it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private
from ledger.domain.journal.facts import Evidence, TextsOf


@dataclass(frozen=True, slots=True)
class NoteAccess:
    """Somebody who sees more than their own is about to read what concerns persons.

    Attributes:
        subject: id of what is read, or "" for a list.
        about: the organization that it concerns, or "" for more than one.
        filters: digest of what a list was narrowed by, or "".
    """

    KIND: ClassVar = "access.note"
    door: str
    subject: str = ""
    about: str = ""
    filters: str = ""
    reason: Private | None = None


@dataclass(frozen=True, slots=True)
class AnchorAccess:
    """The clock notes in the journal how many lines the access log has, and the hash of the last."""

    KIND: ClassVar = "access.anchor"
    count: int
    head: str


@dataclass(frozen=True, slots=True)
class ProposeErasure:
    """The operator proposes to erase texts of the vault about a subject.

    Attributes:
        texts: what lies in the vault about it.
        clients: every client and user of a person.
    """

    KIND: ClassVar = "erasures.propose"
    subject: str
    texts: tuple[TextsOf, ...]
    clients: tuple[str, ...]
    reason_code: str
    reason: Private
    document: Evidence
