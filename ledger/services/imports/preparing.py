"""Preparing: rows of a file become activities, their companies and documents found, or a list of what is wrong.

A company is found by the blind digest of its registration number, a document among those that the university handed
in. What was prepared is what is posted: it is kept while a commit runs, so that one that was cut short goes on with the
same activities however the world has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

import msgspec

from ledger.domain.journal.commitments import blind
from ledger.domain.journal.facts import Evidence
from ledger.services.accruals import AccrualInput
from ledger.services.imports.files.mapping import EVIDENCE
from ledger.services.imports.files.reading import rows_of
from ledger.services.imports.files.rows import Draft, RowError, RowReader
from ledger.services.imports.records import ImportRecord
from ledger.services.node import Node
from ledger.store.documents import Documents
from ledger.store.reads import documents as read_documents
from ledger.store.reads import organizations as read_organizations
from ledger.store.reads.documents import UploadedDocument
from ledger.store.units import ReadingUnit

CHUNK_ROWS: Final = 500
"""So many rows are looked up, and decided in a preview, at a time."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row as an activity, or with everything that is wrong with it."""

    row: int
    item: AccrualInput | None
    errors: tuple[RowError, ...]


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Prepared)


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Walk items in lists of a size; the last may be shorter.

    >>> list(chunked(range(5), 2))
    [[0, 1], [2, 3], [4]]
    """
    walk = iter(items)
    while chunk := list(islice(walk, size)):
        yield chunk


def prepared_rows(node: Node, unit: ReadingUnit, record: ImportRecord) -> Iterator[list[Prepared]]:
    """Walk the rows of an import's file that are not empty, as activities, ``CHUNK_ROWS`` at a time.

    Raises:
        Refused: ``import_file_unreadable``.
    """
    reader = RowReader(record.detection, record.mapping)
    world = _World(node, unit, record.organization)
    header_row = record.detection.header_row
    rows = rows_of(node.documents, record.sha256, record.detection.form)
    drafts = (reader.read(row) for row in rows if row.number > header_row and not row.is_empty)
    for chunk in chunked(drafts, CHUNK_ROWS):
        world.look(chunk)
        yield [world.prepared(draft, reader) for draft in chunk]


def line_of(prepared: Prepared) -> bytes:
    """Write a prepared row as a line."""
    return _encoder.encode(prepared) + b"\n"


def kept_rows(documents: Documents, digest: str) -> Iterator[Prepared]:
    """Walk the prepared rows that are kept under a digest."""
    with documents.open(digest) as file:
        for line in file:
            yield _decoder.decode(line)


class _World:
    """What the ledger knows of the companies and documents that a file names."""

    def __init__(self, node: Node, unit: ReadingUnit, university: str) -> None:
        self._key = node.keys.blind_key
        self._unit = unit
        self._university = university
        self._companies: dict[str, str] = {}
        self._documents: Mapping[str, UploadedDocument] = {}

    def look(self, drafts: Sequence[Draft]) -> None:
        """Look up what some rows name; companies are remembered, for a file names the same ones again and again."""
        numbers = {draft.fields.get("registration_number", "") for draft in drafts} - self._companies.keys() - {""}
        blinds = {number: blind(self._key, "registration_number", number) for number in numbers}
        found = read_organizations.ids_by_registration(self._unit, blinds.values()) if blinds else {}
        self._companies |= {number: found.get(told, "") for number, told in blinds.items()}
        digests = {digest for draft in drafts for digest in draft.evidence.values()}
        if digests:
            self._documents = read_documents.uploads_of(self._unit, self._university, digests)

    def prepared(self, draft: Draft, reader: RowReader) -> Prepared:
        """Make an activity of a row that was looked up."""
        errors = list(draft.errors)
        company = self._company(draft, reader, errors)
        evidence = self._evidence(draft, reader, errors)
        if errors:
            return Prepared(draft.number, None, tuple(errors))
        fields = draft.fields
        item = AccrualInput(
            source_event_id=fields["source_event_id"],
            activity=fields["activity"],
            organization_id=company,
            occurred_on=fields["occurred_on"],
            inputs=draft.inputs,
            agreement_reference=fields.get("agreement_reference"),
            evidence=evidence,
            started_on=fields.get("started_on"),
            subject_reference=fields.get("subject_reference"),
        )
        return Prepared(draft.number, item, ())

    def _company(self, draft: Draft, reader: RowReader, errors: list[RowError]) -> str:
        named, number = draft.fields.get("organization_id", ""), draft.fields.get("registration_number", "")
        if not number:
            return named
        column, known = reader.headers["registration_number"], self._companies[number]
        if not known:
            errors.append(RowError(column, "registration_number_unknown", {"found": number}))
        elif named and named != known:
            errors.append(RowError(column, "companies_differ", {"organization_id": known, "found": named}))
        return known

    def _evidence(self, draft: Draft, reader: RowReader, errors: list[RowError]) -> tuple[Evidence, ...]:
        found = []
        for kind, digest in draft.evidence.items():
            known = self._documents.get(digest)
            if known is None:
                column = reader.headers[EVIDENCE + kind]
                errors.append(RowError(column, "evidence_not_uploaded", {"sha256": digest}))
            else:
                found.append(Evidence(kind, digest, known.media_type, known.bytes))
        return tuple(found)
