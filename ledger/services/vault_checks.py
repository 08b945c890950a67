"""Vault checks: every commitment of the journal opened by the text it is of, unless that text was erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ledger.domain.access import BEFORE_THE_FIRST, AccessLine, line_behind
from ledger.domain.decided import SealedEntry, VaultText
from ledger.domain.finding import Finding, Place
from ledger.domain.journal.commitments import opens
from ledger.domain.journal.disclosures import subjects_of
from ledger.domain.journal.entries import Entry, EntryInvalid
from ledger.domain.journal.facts import AccessNoted, TextsErased
from ledger.store.reads import access, journal, vault
from ledger.store.units import ReadingUnit

FINDINGS_MAX: Final = 10
"""How many findings are told of texts; more say nothing new."""


REASON: Final = "reason"
"""Under which field the reason of a read is filed; its subject is the line's id."""

REASONS_AT_ONCE: Final = 500


class VaultWalk:
    """The vault, looked into beside a walk over the journal.

    Attributes:
        proven: how many texts opened their commitments.
        erased: how many commitments say nothing any more, because their texts were erased.
        anchors: what the journal says of the access log, by the number of lines.
    """

    def __init__(self, unit: ReadingUnit) -> None:
        self.unit = unit
        self.proven = 0
        self.erased = 0
        self.accesses = 0
        self.anchors: list[tuple[Entry, AccessNoted]] = []
        self._gone = _erased_pairs(unit)
        self._findings: list[Finding] = []

    def take(self, page: Sequence[SealedEntry]) -> None:
        """Open the commitments of a page of entries."""
        entries = [sealed.entry for sealed in page]
        self.anchors += [(entry, entry.fact) for entry in entries if isinstance(entry.fact, AccessNoted)]
        committed = [entry for entry in entries if entry.commitments]
        subjects = {subject for entry in committed for subject in subjects_of(entry)}
        texts = {(text.subject, text.field): text for text in vault.openings(self.unit, subjects)}
        for entry in committed:
            for field, commitment in entry.commitments.items():
                kept = [texts[key] for key in ((subject, field) for subject in subjects_of(entry)) if key in texts]
                self._open(entry, field, commitment, kept)

    def findings(self) -> list[Finding]:
        """Give what is wrong with the texts, and with the log of who read what."""
        told = self._findings[:FINDINGS_MAX]
        for text in vault.openings(self.unit, {subject for subject, _ in self._gone}):
            if (text.subject, text.field) in self._gone:
                place = f"vault {text.subject} {text.field}"
                told.append(Finding("erased_text_present", place, "no text, because it was erased", "a text"))
                break
        return [*told, *self._access_findings()]

    def _open(self, entry: Entry, field: str, commitment: str, kept: Sequence[VaultText]) -> None:
        if any(_opens(commitment, text) for text in kept):
            self.proven += 1
        elif kept:
            told = Place(entry).finding("vault_text_differs", f"the text of {field} that was committed to", "another")
            self._findings.append(told)
        elif any((subject, field) in self._gone for subject in subjects_of(entry)):
            self.erased += 1
        else:
            expected = f"the text of {field}, or an entry that erased it"
            self._findings.append(Place(entry).finding("vault_text_missing", expected, "nothing"))

    def _access_findings(self) -> Iterator[Finding]:
        """Compute the chain of the access log again; the journal must have noted what it was."""
        heads, last, number = {0: BEFORE_THE_FIRST.hex()}, BEFORE_THE_FIRST, 0
        wanted, reasons = {fact.count for _, fact in self.anchors}, list[AccessLine]()
        for line in access.every_line(self.unit):
            expected = line_behind(number + 1, last, line.access)
            if expected != line:
                where = f"access log line {number + 1}"
                yield Finding("access_chain_broken", where, f"line {number + 1}, {expected.hash.hex()}", _told(line))
                return
            number, last = line.number, line.hash
            if number in wanted:
                heads[number] = last.hex()
            if line.access.reason:
                reasons.append(line)
            if len(reasons) >= REASONS_AT_ONCE:
                yield from self._open_reasons(reasons)
                reasons.clear()
        yield from self._open_reasons(reasons)
        self.accesses = number
        for entry, fact in self.anchors:
            if fact.count > number:
                yield Place(entry).finding("access_log_truncated", f"{fact.count} lines or more", number)
                return
            if heads[fact.count] != fact.head:
                yield Place(entry).finding("access_log_differs", fact.head, heads[fact.count])
                return

    def _open_reasons(self, lines: Sequence[AccessLine]) -> Iterator[Finding]:
        """Hold the reasons that were given to what their lines committed to; tells of the first that is not."""
        kept = {
            (text.subject, text.field): text for text in vault.openings(self.unit, [one.access.id for one in lines])
        }
        wrong: Finding | None = None
        for line in lines:
            key = line.access.id, REASON
            if key in kept and _opens(line.access.reason, kept[key]):
                self.proven += 1
            elif key not in kept and key in self._gone:
                self.erased += 1
            elif wrong is None:
                code, found = ("vault_text_differs", "another") if key in kept else ("vault_text_missing", "nothing")
                wrong = Finding(code, f"access log line {line.number}", "the reason that was committed to", found)
        if wrong is not None:
            yield wrong


def _told(line: AccessLine) -> str:
    return f"line {line.number}, {line.hash.hex()}"


def _opens(commitment: str, text: VaultText) -> bool:
    try:
        return opens(commitment, text.salt, text.value)
    except ValueError:
        return False


def _erased_pairs(unit: ReadingUnit) -> frozenset[tuple[str, str]]:
    """Give every (subject, field) that the journal says was erased; what cannot be read is found by the walk."""
    found = set()
    for data in journal.entries_of(unit, [TextsErased.KIND], unit.head.position):
        try:
            fact = Entry.from_bytes(data).fact
        except EntryInvalid:
            continue
        if isinstance(fact, TextsErased):
            found |= {(text.subject, field) for text in fact.texts for field in text.fields}
    return frozenset(found)
