"""Evidence used twice: one document, by its digest, behind two activities, of one university or of two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.domain.exceptions.listing import Exceptional, Figures, Listing, Parameter, Place, Read, place_of
from ledger.domain.journal import facts

_KINDS: Final = tuple(
    fact.KIND
    for fact in (
        facts.ClaimSubmitted,
        facts.ClaimResubmitted,
        facts.AccrualPosted,
        facts.ActivityNoted,
        facts.EvidenceAdded,
    )
)
_PARAMETERS: Final = (Parameter("walks", 1, "walks over the journal; memory holds the digests of one of them"),)


class _Use(NamedTuple):
    accrual: str
    university: str
    place: Place


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find digests behind two activities; a claim and the award that came of it are one.

    Each walk looks at the digests of its own share, so that memory can be kept small however long the journal is.
    """
    walks = max(1, parameters["walks"])
    for number in range(walks):
        used: dict[bytes, list[_Use]] = {}
        for entry in read(_KINDS):
            fact: Any = entry.fact
            for document in fact.evidence:
                digest = bytes.fromhex(document.sha256)
                if int.from_bytes(digest[:4]) % walks == number:
                    use = _Use(fact.accrual, fact.university, place_of(entry))
                    yield from _again(used.setdefault(digest, []), use, document)


def _again(uses: list[_Use], use: _Use, document: facts.Evidence) -> Iterator[Exceptional]:
    if any(each.accrual == use.accrual for each in uses):
        return
    for first in uses[:1]:
        rule = "evidence_used_twice" if first.university == use.university else "evidence_used_by_two_universities"
        why: Figures = {"sha256": document.sha256, "kind": document.kind, "first": first.accrual, "again": use.accrual}
        yield Exceptional(rule, why, (first.place, use.place))
    uses.append(use)


LISTING: Final = Listing(
    "evidence-twice", "Give documents, by their digests, that stand behind two activities.", _PARAMETERS, find
)
