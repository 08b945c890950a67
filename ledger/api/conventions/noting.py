"""Noting: a read of what concerns persons is noted, with its reason, before anything is read.

Such a view may answer with a text of the vault, a document, or who stands behind an authority. Who sees more than their
own organization is noted; an auditor says why in the header ``Access-Reason``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from ledger.api.conventions.here import node
from ledger.auth.bearer import caller
from ledger.services import access

HEADER: Final = "Access-Reason"
ABOUT: Final = "organization_id"
"""The parameter that narrows a list to what concerns an organization."""

PARAMETER: Final[dict[str, Any]] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Why this is read, percent-encoded where it is not ASCII; an auditor must say. It is noted in the "
    "access log before the answer leaves, where the caller sees more than its own organization.",
    "schema": {"type": "string", "maxLength": access.REASON_CHARACTERS_MAX},
}


def note_reading(door: str, path: Mapping[str, Any]) -> None:
    """Note the current request; raises as ``access.note``."""
    subject = next((str(value) for value in path.values()), "") or request.args.get(ABOUT, "")
    access.note(
        node(), caller(), door, subject, request.headers.get(HEADER, ""), request.query_string.decode("latin-1")
    )
