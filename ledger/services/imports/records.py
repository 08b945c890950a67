"""Records: an import as it is remembered: which file of whom, how it is read, and how far it has come.

The same file under the same mapping is the same import of its university, whenever it is handed in.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from ledger.domain import dates
from ledger.domain.ids import new_id
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.services.imports.files.detecting import Detection, detect
from ledger.services.imports.files.mapping import MappingFile, read_mapping
from ledger.services.imports.files.reading import MEDIA_TYPES
from ledger.services.node import Node
from ledger.store.reads import imports as store
from ledger.store.reads.imports import StoredImport

COMMITTED: Final = "committed"
PREVIEWED: Final = "previewed"
_NAME_CHARACTERS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import.

    Attributes:
        prepared: digest of the rows that are posted, "" until the commit begins.
        outcomes: digest of what became of the rows that were not posted, "" until all is done.
        counts: what was posted, None until all is done.
    """

    id: str
    organization: str
    sha256: str
    name: str
    mapping: MappingFile
    detection: Detection
    status: str
    prepared: str
    outcomes: str
    counts: Mapping[str, Any] | None
    created_at: str
    committed_at: str

    @property
    def media_type(self) -> str:
        """Give the media type of the file."""
        return MEDIA_TYPES[self.detection.form.format]


def hand_in(
    node: Node, caller: Caller, chunks: Iterable[bytes], name: str, mapping_text: str = "", sheet: str = ""
) -> ImportRecord:
    """Keep a file and find out how it is read; one that was handed in before is the import that it became then.

    Args:
        mapping_text: a mapping file's text, or "" where everything is to be detected.
        sheet: the name of a workbook's sheet, in place of the mapping's.

    Raises:
        Refused: ``import_mapping_invalid``, and those of ``detect``.
        DocumentTooLarge: the file is longer than the settings allow.
    """
    mapping = read_mapping(mapping_text)
    if sheet:
        mapping = msgspec.structs.replace(mapping, sheet=sheet)
    written = msgspec.json.encode(mapping, order="sorted")
    kept = node.documents.put(chunks, node.documents.bytes_max)
    fingerprint = sha256(kept.sha256.encode() + written).hexdigest()
    with node.store.reading() as unit:
        known = store.of_file(unit, caller.organization_id, fingerprint)
    if known is not None:
        return _read(known)
    detection = detect(node.documents, kept.sha256, mapping)
    now = node.clock()
    fresh = StoredImport(
        id=new_id("import", now, secrets.token_bytes(10)),
        organization=caller.organization_id,
        sha256=kept.sha256,
        fingerprint=fingerprint,
        name=_plain(name) or "import",
        media_type=MEDIA_TYPES[detection.form.format],
        mapping=written.decode(),
        detection=msgspec.json.encode(detection).decode(),
        status=PREVIEWED,
        prepared="",
        outcomes="",
        counts="",
        created_at=dates.instant_text(now),
        committed_at="",
    )
    with node.store.writing() as unit:
        known = store.of_file(unit, caller.organization_id, fingerprint)
        if known is None:
            store.add(unit, fresh)
    return _read(known or fresh)


def own_import(node: Node, caller: Caller, import_id: str) -> ImportRecord:
    """Give an import of the caller's organization.

    Raises:
        Refused: ``import_unknown``.
    """
    with node.store.reading() as unit:
        found = store.one(unit, import_id)
    if found is None or found.organization != caller.organization_id:
        raise Refused("import_unknown", import_id=import_id)
    return _read(found)


def own_imports(node: Node, caller: Caller, after: str, limit: int) -> list[ImportRecord]:
    """Give up to ``limit`` imports of the caller's organization behind the id ``after``, oldest first."""
    with node.store.reading() as unit:
        return [_read(found) for found in store.page(unit, caller.organization_id, after, limit)]


def fix_rows(node: Node, record: ImportRecord, prepared: str) -> str:
    """Settle which rows an import posts, and give them: those that somebody settled before, if anybody has."""
    with node.store.writing() as unit:
        store.fix_rows(unit, record.id, prepared)
        found = store.one(unit, record.id)
    return found.prepared if found else prepared


def complete(node: Node, record: ImportRecord, outcomes: str, counts: Mapping[str, Any]) -> ImportRecord:
    """Note that all of an import is posted, and give it as it stands then."""
    with node.store.writing() as unit:
        store.complete(
            unit, record.id, outcomes, msgspec.json.encode(counts).decode(), dates.instant_text(node.clock())
        )
        found = store.one(unit, record.id)
    if found is None:
        raise Refused("import_unknown", import_id=record.id)
    return _read(found)


def _read(found: StoredImport) -> ImportRecord:
    return ImportRecord(
        id=found.id,
        organization=found.organization,
        sha256=found.sha256,
        name=found.name,
        mapping=msgspec.json.decode(found.mapping, type=MappingFile),
        detection=msgspec.json.decode(found.detection, type=Detection),
        status=found.status,
        prepared=found.prepared,
        outcomes=found.outcomes,
        counts=msgspec.json.decode(found.counts) if found.counts else None,
        created_at=found.created_at,
        committed_at=found.committed_at,
    )


def _plain(name: str) -> str:
    """Make a file's name of what somebody calls it: no folders, no control characters."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    return "".join(one for one in last if one.isprintable())[-_NAME_CHARACTERS_MAX:]
