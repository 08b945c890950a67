"""Rows of what was erased from the vault."""

from __future__ import annotations

from typing import NamedTuple


class Erasure(NamedTuple):
    """A text that was erased: under what it was filed, its field, when, and the position that says so."""

    subject: str
    field: str
    erased_at: str
    position: int
