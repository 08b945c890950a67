"""Rows of what somebody is told."""

from __future__ import annotations

from typing import NamedTuple


class ExpiryWarning(NamedTuple):
    """A warning that a holder was given: so many points were about to lapse after a last day."""

    holder: str
    expires_on: str
    days: int
    """The threshold that was reached."""
    points: int
    position: int


class Event(NamedTuple):
    """An entry that a caller should be told of: whom it concerns and what it is about, or ""."""

    position: int
    organization: str
    kind: str
    subject: str
