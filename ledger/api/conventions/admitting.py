"""Admitting: the guard before a view: who asks, what they may do, and what they want to get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.api.conventions.documenting import Conventions
from ledger.api.conventions.here import door
from ledger.api.conventions.negotiation import negotiated
from ledger.api.conventions.noting import note_reading
from ledger.api.conventions.problems import Invalid
from ledger.auth.bearer import authenticate, confirm, presume, require
from ledger.domain.refusals import Refused

View = Callable[..., Any]


def admitted(run: View, conventions: Conventions) -> View:
    """Put the guard before a view: who asks, what they may do, and what they want to get; a read of what concerns
    persons is noted."""

    def guarded(**path: Any) -> Any:
        if conventions.permissions is not None:
            authenticate(door().callers, door().tokens, changing_password=conventions.kind == "own")
            require(*conventions.permissions)
        chosen = negotiated(conventions.offered) if conventions.offered is not None else ""
        if _is_personal(conventions, chosen):
            note_reading(conventions.name, path)
        return run(**path)

    return guarded


def _is_personal(conventions: Conventions, media_type: str) -> bool:
    personal = conventions.personal
    return personal if isinstance(personal, bool) else media_type in personal


def admitted_until_decided(run: View, conventions: Conventions) -> View:
    """Put the guard before a command: its unit of work asks once more who may act, so until then it is presumed.

    Where a request does not come so far, the database is asked here, before anybody is told why.
    """
    permissions, offered = conventions.permissions or (), conventions.offered or ()

    def guarded(**path: Any) -> Any:
        callers = door().callers
        if not presume(callers, door().tokens).permissions.intersection(permissions):
            confirm(callers)
            require(*permissions)
        try:
            negotiated(offered)
            return run(**path)
        except (Refused, Invalid):
            confirm(callers)
            require(*permissions)
            raise

    return guarded
