"""Documents: files kept under the SHA-256 of their bytes, beside the database and never in it.

What is kept under a digest has that digest and never changes: a document is written under another name, made durable
and renamed into its place, so it is there whole or not at all, and a second one of the same bytes is the same document.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple, Protocol

from ledger.store.durable_files import settle_folder

CHUNK_BYTES: Final = 1 << 18
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class DocumentTooLarge(Exception):
    """A document is longer than it may be; nothing of it is kept."""

    def __init__(self, bytes_max: int) -> None:
        super().__init__(f"expected a document of at most {bytes_max} bytes, found a longer one")
        self.bytes_max = bytes_max


class DocumentMissing(LookupError):
    """No document is kept under a digest."""


class DocumentDamaged(Exception):
    """What is kept under a digest has another one: somebody changed it behind the store's back."""


class Kept(NamedTuple):
    """A document that is kept: its digest in lower-case hexadecimal, and how many bytes it has."""

    sha256: str
    bytes: int


class Documents(Protocol):
    """Where documents are kept: a folder, or whatever keeps bytes under a name."""

    bytes_max: int
    """Longest document that anybody may hand in."""

    def put(self, chunks: Iterable[bytes], bytes_max: int) -> Kept:
        """Keep what the chunks add up to, never whole in memory.

        Raises:
            DocumentTooLarge: there are more than ``bytes_max``; nothing is kept.
        """

    def open(self, digest: str, *, verified: bool = False) -> BinaryIO:
        """Open a document for reading, from its start; ``verified`` reads it once before and compares its digest.

        Raises:
            DocumentMissing: there is none.
            DocumentDamaged: its bytes have another digest.
        """

    def has(self, digest: str) -> bool:
        """Tell whether a document is kept."""


class FolderDocuments:
    """Documents in a folder, two levels deep by the first digits of their digests; files are the owner's alone."""

    def __init__(self, folder: Path, bytes_max: int) -> None:
        self.folder = folder
        self.bytes_max = bytes_max

    def put(self, chunks: Iterable[bytes], bytes_max: int) -> Kept:
        """Keep what the chunks add up to. Raises ``DocumentTooLarge``."""
        with self._incoming() as (file, name):
            kept = _copied(chunks, file, bytes_max)
            place = self._place(kept.sha256)
            if place.exists():
                return kept
            file.flush()
            os.fsync(file.fileno())
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.rename(name, place)
            for folder in (place.parent, place.parent.parent, self.folder):
                settle_folder(folder)
        return kept

    def open(self, digest: str, *, verified: bool = False) -> BinaryIO:
        """Open a document. Raises ``DocumentMissing`` or ``DocumentDamaged``."""
        try:
            file = self._place(digest).open("rb")
        except FileNotFoundError:
            raise DocumentMissing(digest) from None
        if verified:
            found = file_digest(file, "sha256").hexdigest()
            if found != digest:
                file.close()
                raise DocumentDamaged(f"expected bytes with the digest {digest}, found {found}")
            file.seek(0)
        return file

    def has(self, digest: str) -> bool:
        """Tell whether a document is kept."""
        return self._place(digest).exists()

    def _place(self, digest: str) -> Path:
        if _DIGEST.fullmatch(digest) is None:
            raise DocumentMissing(digest)
        return self.folder / digest[:2] / digest[2:4] / digest

    @contextmanager
    def _incoming(self) -> Iterator[tuple[BinaryIO, str]]:
        """Give a file under a name of its own, which is gone afterwards unless it was renamed."""
        folder = self.folder / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, name
        finally:
            Path(name).unlink(missing_ok=True)


class NoDocuments:
    """In the place of a document store where a node was given none: it keeps nothing and has nothing."""

    bytes_max: int = 0

    def put(self, chunks: Iterable[bytes], bytes_max: int) -> Kept:
        """Refuse everything. Raises ``DocumentTooLarge``."""
        raise DocumentTooLarge(0)

    def open(self, digest: str, *, verified: bool = False) -> BinaryIO:
        """Find nothing. Raises ``DocumentMissing``."""
        raise DocumentMissing(digest)

    def has(self, digest: str) -> bool:
        """Tell that there is none."""
        return False


NO_DOCUMENTS: Final = NoDocuments()


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Walk a file from where it stands."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def closing_chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Walk a file from where it stands, and close it behind the last."""
    with file:
        yield from chunks_of(file)


def _copied(chunks: Iterable[bytes], file: BinaryIO, bytes_max: int) -> Kept:
    digest, count = sha256(), 0
    for chunk in chunks:
        count += len(chunk)
        if count > bytes_max:
            raise DocumentTooLarge(bytes_max)
        digest.update(chunk)
        file.write(chunk)
    return Kept(digest.hexdigest(), count)
