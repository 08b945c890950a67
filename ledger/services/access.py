"""Access: note who reads what concerns persons before the answer leaves, show the log of it, and anchor it.

Reading and posting share the node's writer, so lines are chained in the order in which they were written. A read that
cannot be noted is refused: what the store cannot write it does not show either.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote

from ledger.domain.access import AUDITOR, AccessLine
from ledger.domain.commands import AnchorAccess, NoteAccess, Submission
from ledger.domain.dates import parse_instant, truncate_to_milliseconds
from ledger.domain.journal.commitments import blind
from ledger.domain.journal.entries import SYSTEM
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, private
from ledger.services.exports import forms_of
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.tables import flat
from ledger.services.visibility import narrowed, sees_all
from ledger.store.reads import access as read
from ledger.store.reads import vault

REASON_CHARACTERS_MAX: Final = 500
LINES_MAX: Final = 1_000
"""So many lines at most are not noted in the journal yet."""
WAITING_MAX: Final = timedelta(minutes=60)
"""So long at most a line waits for that, while others come."""
PAGE: Final = 500
COLUMNS: Final = (
    "number",
    "id",
    "at",
    "position",
    "client_id",
    "person_id",
    "organization_id",
    "door",
    "subject",
    "about",
    "filters",
    "reason",
    "reason_commitment",
    "hash",
)
FORMS: Final = forms_of(flat("access-log", COLUMNS, ("number", "position")))
"""How pages are written, by the name of the form, which is a file's extension too."""
_OPAQUE: Final = re.compile(r"[a-z]{3}_[0-9a-f]{32}|[0-9a-f]{64}")
"""An id, or the digest of a document: what a line may name. Other words name nothing that there is, and may tell of a
person, so they are not kept."""


def note(node: Node, caller: Caller, door: str, subject: str, told_reason: str, filters: str = "") -> None:
    """Note that a caller who sees more than its own is about to read; who sees its own alone is not noted.

    Args:
        door: name of what is asked.
        subject: id or digest of what is read, or "" for a list; what has the shape of neither is noted as "".
        told_reason: as it came, percent-encoded UTF-8 where it is not ASCII.
        filters: what a list is narrowed by, of which the log keeps a keyed digest.

    Raises:
        Refused: ``access_reason_missing``, ``client_not_active``.
        StoreUnavailable: it cannot be noted, so it must not be read.
    """
    if not sees_all(caller):
        return
    reason = _reason(told_reason)
    if not reason and caller.role == AUDITOR:
        raise Refused("access_reason_missing", characters_max=REASON_CHARACTERS_MAX)
    subject = subject if _OPAQUE.fullmatch(subject) else ""
    with node.store.reading() as unit:
        about = read.about(unit, subject)
    digest = blind(node.keys.blind_key, "filters", unicodedata.normalize("NFC", filters)) if filters else ""
    why = private(node, "reason", reason) if reason else None
    command = NoteAccess(door, subject, about, digest, why)
    asked = Submission(caller.client_id, caller.organization_id, secrets.token_hex(16), (command,))
    (outcome,) = post(node, [asked])[0].outcomes
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)
    _anchor_in_time(node)


def anchor(node: Node) -> int:
    """Note in the journal how far the access log has come; gives how many lines were not noted before."""
    with node.store.reading() as unit:
        (count, last), before = read.last_line(unit), read.noted(unit)
    if count > before:
        _post_anchor(node, count, last)
    return max(count - before, 0)


def list_access(node: Node, caller: Caller, organization_id: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Give up to ``limit`` lines behind a number; an organization sees who read what is its own.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    organization = narrowed(caller, organization_id)
    with node.store.reading() as unit:
        found = read.lines(unit, organization, after, limit)
        ids = [line.access.id for line in found] if sees_all(caller) else []
        texts = vault.texts(unit, ids)
    return [_shown(line, texts) for line in found]


def access_pages(node: Node, caller: Caller, organization_id: str, after: int) -> Iterator[list[dict[str, Any]]]:
    """Walk the lines behind a number, as far as the log has come now, a page at a time in constant memory.

    Raises:
        Refused: as ``list_access``; at once, before the first page is asked for.
    """
    with node.store.reading() as unit:
        last, _ = read.last_line(unit)
    first = list_access(node, caller, organization_id, after, PAGE)

    def walk(page: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
        while page := [line for line in page if line["number"] <= last]:
            yield page
            page = list_access(node, caller, organization_id, page[-1]["number"], PAGE)

    return walk(first)


def _shown(line: AccessLine, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Show a line; the words of a reason are for those who read all."""
    access = line.access
    return {
        "number": line.number,
        "id": access.id,
        "at": access.at,
        "position": access.position,
        "client_id": access.client,
        "person_id": access.person or None,
        "organization_id": access.organization or None,
        "door": access.door,
        "subject": access.subject or None,
        "about": access.about or None,
        "filters": access.filters or None,
        "reason": texts.get((access.id, "reason")),
        "reason_commitment": access.reason or None,
        "hash": line.hash.hex(),
    }


def _reason(told: str) -> str:
    """Read a reason; one that is empty, too long or no text is none."""
    try:
        text = unicodedata.normalize("NFC", unquote(told, errors="strict")).strip()
    except UnicodeDecodeError:
        return ""
    return text if len(text) <= REASON_CHARACTERS_MAX and text.isprintable() else ""


def _anchor_in_time(node: Node) -> None:
    """Anchor the log where enough lines, or an old one, wait for it."""
    with node.store.reading() as unit:
        (count, last), before = read.last_line(unit), read.noted(unit)
        first = read.written_at(unit, before + 1)
    waited = truncate_to_milliseconds(node.clock()) - parse_instant(first) if first else timedelta()
    if count - before >= LINES_MAX or waited >= WAITING_MAX:
        _post_anchor(node, count, last)


def _post_anchor(node: Node, count: int, last: bytes) -> None:
    asked = Submission(SYSTEM, "", secrets.token_hex(16), (AnchorAccess(count, last.hex()),))
    post(node, [asked])
