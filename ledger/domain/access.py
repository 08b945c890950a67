"""Access: who looked at what concerns persons, through which door, why; a chain beside the journal, anchored in it.

A read is *of persons* if its answer may hold a text of the vault, a document, or who stands behind an authority. Who
sees more than their own organization is noted before the answer leaves. Each line of the access log carries the hash of
all before it; from time to time the journal notes how many lines there are and their last hash, so that nobody takes a
line out or puts another in its place without contradicting a signed log.

Invariant: lines are numbered from 1 without gaps, and the hash of a line is
SHA-256(0x02 || hash of the line before || canonical JSON (RFC 8785) of the line); before the first stand 32 zero bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from ledger.domain.commands import AnchorAccess, NoteAccess, Submission
from ledger.domain.decided import Access
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal import canonical
from ledger.domain.journal.facts import AccessNoted
from ledger.domain.needs import Needs

AUDITOR: Final = "auditor"
"""The role that reads nothing of persons without a reason."""

BEFORE_THE_FIRST: Final = bytes(32)
_LINE: Final = b"\x02"


class AccessLine(NamedTuple):
    """A line in its place: its number and the hash of the log up to it."""

    number: int
    access: Access
    hash: bytes


def line_behind(number: int, last: bytes, access: Access) -> AccessLine:
    """Put a line behind the last one, which has the number before its own."""
    told = canonical.encode({"number": number, **access._asdict()})
    return AccessLine(number, access, sha256(_LINE + last + told).digest())


def _nothing(command: Any, submission: Submission, needs: Needs) -> None:
    """Need nothing."""


def decide_note(desk: Desk, command: NoteAccess) -> Mapping[str, Any]:
    """Note that the actor is about to read."""
    told = (command.door, command.subject, command.about, command.filters)
    return {"access_id": desk.note_access(*told, command.reason).id}


def decide_anchor(desk: Desk, command: AnchorAccess) -> Mapping[str, Any]:
    """Note in the journal how far the access log had come."""
    return {"position": desk.record(AccessNoted(command.count, command.head)).position}


NOTE: Final = Handler("histories.read_all", _nothing, nothing_more, decide_note)
ANCHOR: Final = Handler("", _nothing, nothing_more, decide_anchor)
