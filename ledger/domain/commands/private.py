"""Private: a text that may not enter the journal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Private:
    """A text for the vault with its blind digest (``commitments.blind``), by which equal texts are found."""

    value: str
    blind: str
