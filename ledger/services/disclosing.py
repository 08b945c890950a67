"""Disclosing: texts of the vault with the salts that open their commitments, for those entitled to check them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from ledger.domain.journal.disclosures import Disclosure, subjects_of
from ledger.domain.journal.entries import Entry
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.store.reads import vault
from ledger.store.reads.telling import pages_of_bytes

DISCLOSE: Final = "vault.disclose"
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which texts are wanted.

    Attributes:
        subjects: under what they are filed; none for all.
        first, last: positions of the entries that commit to them, both included; 0 for the last is the head's.
    """

    subjects: Collection[str] = ()
    first: int = 1
    last: int = 0


def disclosures(node: Node, caller: Caller, chosen: Chosen) -> Iterator[Disclosure]:
    """Walk the chosen texts in the order of the entries that commit to them, a page at a time; of what was erased there
    is nothing to show. Who calls this has noted it before (``access.note``).

    Raises:
        Refused: ``permission_missing``; at once.
    """
    if DISCLOSE not in caller.permissions:
        raise Refused("permission_missing", client_id=caller.client_id, permission=DISCLOSE)
    with node.store.reading() as unit:
        head = unit.head.position
    last = min(chosen.last or head, head)
    return _walk(node, frozenset(chosen.subjects), chosen.first, last)


def disclosure_lines(told: Iterator[Disclosure]) -> Iterator[bytes]:
    """Write disclosures as NDJSON."""
    return (f"{one.to_line()}\n".encode() for one in told)


def _walk(node: Node, subjects: frozenset[str], first: int, last: int) -> Iterator[Disclosure]:
    for page in pages_of_bytes(node.store, first, last, PAGE):
        entries = [entry for entry in map(Entry.from_bytes, page) if entry.commitments]
        wanted = {subject for entry in entries for subject in subjects_of(entry)}
        with node.store.reading() as unit:
            texts = vault.openings(unit, wanted & subjects if subjects else wanted)
        found = {(text.subject, text.field): text for text in texts}
        for entry in entries:
            for field in sorted(entry.commitments):
                for subject in subjects_of(entry):
                    if text := found.get((subject, field)):
                        yield Disclosure(entry.position, subject, field, text.salt.hex(), text.value)
                        break
