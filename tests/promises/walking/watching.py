"""Acts about what concerns persons: somebody reads it for a reason, the clock notes how often, two persons erase it."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from ledger.domain.commands import AnchorAccess, Command, NoteAccess, ProposeErasure
from ledger.domain.erasures import REASONS
from ledger.domain.journal.facts import AccessNoted, TextsOf
from tests.promises.walking.deciding import DOCUMENT, by_two
from tests.promises.walking.walk import REASON, SYSTEM, Act, Asked, Walk

READERS: Final = ("auditors", "auditors", "operator")


def read_of_persons(walk: Walk) -> Asked:
    """Read about an organization, or a list of them all; rarely as somebody who sees no more than its own."""
    who = walk.named(walk.company()) if walk.chance(0.05) else walk.pick(READERS)
    about = walk.pick(walk.holders()).organization if walk.chance(0.7) else ""
    door = "organizations.show" if about else "organizations.list"
    return who, (NoteAccess(door, about, about, reason=REASON if walk.chance(0.9) else None),)


def note_the_reads(walk: Walk) -> Asked | None:
    """Note in the journal how far the log of reads has come."""
    if not walk.ledger.reads:
        return None
    last = walk.ledger.reads[-1]
    noted = (sealed.entry.fact for sealed in reversed(walk.ledger.entries))
    before = next((fact.count for fact in noted if isinstance(fact, AccessNoted)), 0)
    return None if before == last.number else (SYSTEM, (AnchorAccess(last.number, last.hash.hex()),))


def erase(walk: Walk) -> Asked | None:
    """Erase what lies in the vault about somebody who left, or about anything; rarely about who is still there."""

    def propose() -> Command | None:
        books = walk.ledger.books
        active = {row.person for row in books.clients.rows() if not row.revoked_at}
        left = [row.person for row in books.clients.rows() if row.person not in active]
        gone = [row.organization for row in walk.organizations("company") if row.status != "active"]
        filed = defaultdict[str, list[str]](list)
        for one, field in sorted(walk.ledger.texts):
            filed[one].append(field)
        subject = walk.pick(left + gone if left + gone and walk.chance(0.7) else sorted(filed))
        clients = sorted(row.client for row in books.clients.rows() if row.person == subject)
        texts = tuple(TextsOf(one, tuple(filed[one])) for one in (subject, *clients) if one in filed)
        code = walk.pick(REASONS)
        return ProposeErasure(subject, texts, tuple(clients), code, REASON, DOCUMENT)

    return by_two(walk, "erasure", propose)


ACTS: Final[dict[Act, int]] = {read_of_persons: 2, note_the_reads: 1, erase: 2}
