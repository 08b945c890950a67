"""Facts about what concerns persons: how far the log of who read it had come, and what of it was erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AccessNoted:
    """The access log had so many lines, the last of them with this hash (hexadecimal)."""

    KIND: ClassVar = "access_noted"
    count: int
    head: str


@dataclass(frozen=True, slots=True)
class TextsOf:
    """Texts of the vault: under what they were filed, and their fields."""

    subject: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextsErased:
    """Texts of the vault about a subject were erased; what the journal committed to says nothing any more."""

    KIND: ClassVar = "texts_erased"
    subject: str
    texts: tuple[TextsOf, ...]
    proposal: str = ""
