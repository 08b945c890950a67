"""History filters: which transactions a caller asks for, read as what the store finds them by.

Filters narrow what a caller sees, never widen it: whoever sees one organization's history alone is answered as if there
were no other, and a leg that is hidden from it is found by nothing. The ledger keeps digests of texts and no texts, so
a reference is found where it is told as it was written, and not by a part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from ledger.domain.ids import PREFIXES
from ledger.domain.journal.commitments import blind
from ledger.domain.refusals import Refused
from ledger.services.agencies import reads_programs, runs_program_of
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.visibility import narrowed, sees_all
from ledger.store.reads.history_pages import Cited, HistoryFilter

OLDEST, NEWEST = "oldest", "newest"
ORDERS: Final = (OLDEST, NEWEST)

_LABELS: Final = ("source_event_id", "reference")
_ID: Final = re.compile(f"({'|'.join(PREFIXES.values())})_[0-9a-f]{{32}}")
_ACCOUNT: Final = re.compile(r"org_[0-9a-f]{32}:[a-z]+")
_POSITION: Final = re.compile(r"[1-9][0-9]{0,17}")
_NOUNS: Final = {
    "txn": "id",
    "acr": "subject",
    "red": "subject",
    "san": "subject",
    "lot": "lot",
    "org": "organization",
    "per": "person",
    "cli": "client",
    "usr": "client",
}


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """Which transactions are wanted; what is "" or ``None`` does not matter.

    Attributes:
        recorded_from: first instant; ``recorded_to`` is the first instant no longer wanted.
        effective_from: first accounting day; ``effective_to`` is the last; so with the days on which it occurred.
        reference: the university's event id or the company's reference, as they wrote it.
        subject: id of the accrual or redemption that they are about.
        university_id: who posted it.
        program: code of the program of the redemption that it is about.
        activity: code of the activity by which a lot that it moved was earned.
        q: what a person would paste: an id, an account, a reference as it was written, or a position.
        order: ``oldest`` or ``newest`` first.
        recorded_as_of: a position or an instant; the history as it stood then.
        effective_as_of: the history as of an accounting day.
    """

    organization_id: str = ""
    account: str = ""
    kind: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    effective_from: str = ""
    effective_to: str = ""
    reference: str = ""
    subject: str = ""
    university_id: str = ""
    program: str = ""
    activity: str = ""
    person_id: str = ""
    client_id: str = ""
    lot: str = ""
    occurred_from: str = ""
    occurred_to: str = ""
    q: str = ""
    order: str = OLDEST
    recorded_as_of: int | str | None = None
    effective_as_of: str | None = None


def as_pasted(text: str) -> str:
    """Give what was pasted as the ledger takes texts in: in NFC, without the spaces around it."""
    return normalize("NFC", text).strip()


def check_ranges(wanted: TransactionFilter) -> None:
    """Let pass what some entry could meet.

    Raises:
        Refused: ``period_ends_before_it_begins``, naming the parameter.
    """
    for begins, ends, name in (
        (wanted.recorded_from, wanted.recorded_to, "/to"),
        (wanted.effective_from, wanted.effective_to, "/effective_to"),
        (wanted.effective_from, wanted.effective_as_of, "/effective_as_of"),
        (wanted.occurred_from, wanted.occurred_to, "/occurred_to"),
    ):
        if begins and ends and begins > ends:
            raise Refused("period_ends_before_it_begins", name, begins=begins, ends=ends)


def store_filter(node: Node, caller: Caller, wanted: TransactionFilter, position: int) -> HistoryFilter:
    """Read what a caller asks for as the filter of the store, as the journal stood at a position.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    pasted = as_pasted(wanted.q)
    noun = _noun_of(pasted)
    key = node.keys.blind_key
    told = [(wanted.reference, 0)] if wanted.reference else []
    if pasted and noun is None:
        told.append((pasted, int(pasted) if _POSITION.fullmatch(pasted) else 0))
    about = wanted.subject or (pasted if noun == "subject" else "")
    decided_by = decides(node, caller, about)
    days = [day for day in (wanted.effective_to, wanted.effective_as_of) if day]
    return HistoryFilter(
        organization=wanted.organization_id if decided_by else narrowed(caller, wanted.organization_id),
        account=wanted.account,
        kind=wanted.kind,
        recorded_from=wanted.recorded_from,
        recorded_to=wanted.recorded_to,
        effective_from=wanted.effective_from,
        effective_to=min(days, default=""),
        cited=tuple(Cited(tuple(blind(key, label, text) for label in _LABELS), at) for text, at in told),
        subject=wanted.subject,
        university=wanted.university_id,
        program=wanted.program,
        rule=wanted.activity,
        person=wanted.person_id,
        client=wanted.client_id,
        lot=wanted.lot,
        occurred_from=wanted.occurred_from,
        occurred_to=wanted.occurred_to,
        also=((noun, pasted),) if noun else (),
        reader="" if decided_by or sees_all(caller) else caller.organization_id,
        position_max=position,
        newest_first=wanted.order == NEWEST,
    )


def _noun_of(pasted: str) -> str | None:
    """Give the noun that a text is the id of, ``None`` where it is no id by which transactions are found."""
    if _ACCOUNT.fullmatch(pasted):
        return "account"
    return _NOUNS.get(pasted[:3]) if _ID.fullmatch(pasted) else None


def decides(node: Node, caller: Caller, subject: str) -> bool:
    """Tell whether a caller sees what is about a redemption because its organization runs the program."""
    if not subject or not reads_programs(caller):
        return False
    with node.store.reading() as unit:
        return runs_program_of(unit, caller, subject)
