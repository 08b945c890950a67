"""Bundles: a folder or an archive of the whole journal at a signed checkpoint, read without trusting it.

Nothing is ever written, no link is followed, no name but those of ``names`` is opened, and no file is read beyond the
length that its name allows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from ledger.verifier.archives import CHUNK_BYTES, Archive, ArchiveRefused
from ledger.verifier.names import NameRefused, bytes_max, ordered

DEPTH_MAX = 12
FILES_MAX = 1_000_000
"""Files of a folder, so of a hundred million entries; an archive has fewer."""


class BundleUnreadable(Exception):
    """There is no bundle, or one that cannot be read to its end; the message says where."""


class Bundle(Protocol):
    """Files by name."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Give the length of each file, bytes."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a file's bytes a piece at a time. Raises BundleUnreadable."""


def whole(bundle: Bundle, name: str) -> bytes:
    """Give the bytes of a file that is never long. Raises BundleUnreadable."""
    if name not in bundle.sizes:
        raise BundleUnreadable(f"{name} is not in the bundle")
    return b"".join(bundle.chunks(name))


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a bundle.

    Raises:
        BundleUnreadable: neither a folder nor an archive, or with a file that no bundle has.
    """
    try:
        if path.is_dir():
            yield _Folder(path)
        else:
            with path.open("rb") as file:
                yield _Zip(Archive(file))
    except (ArchiveRefused, NameRefused, OSError) as refused:
        raise BundleUnreadable(f"{path}: {refused}") from refused


class _Zip:
    """A bundle in an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.sizes = {name: member.size for name, member in archive.members.items()}
        _refuse_lengths(self.sizes)
        if list(self.sizes) != ordered(self.sizes):
            raise ArchiveRefused("the files do not stand in their order: sorted by name, the manifest last")

    def chunks(self, name: str) -> Iterator[bytes]:
        return self._archive.chunks(name)


class _Folder:
    """A bundle in a folder of regular files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.sizes = dict(islice(_files(root, "", 0), FILES_MAX + 1))
        if len(self.sizes) > FILES_MAX:
            raise NameRefused(f"a bundle has at most {FILES_MAX} files")
        _refuse_lengths(self.sizes)

    def chunks(self, name: str) -> Iterator[bytes]:
        left = self.sizes[name]
        handle = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            while chunk := file.read(min(left + 1, CHUNK_BYTES)):
                left -= len(chunk)
                if left < 0:
                    break
                yield chunk
        if left:
            raise OSError(f"{name} has changed its length while it was read")


def _files(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, int]]:
    """Walk the files below a folder; what is neither a file nor a folder is no part of a bundle."""
    if depth > DEPTH_MAX:
        raise NameRefused(f"{prefix[:120]!a} lies deeper than any file of a bundle")
    with os.scandir(folder) as found:
        for item in found:
            name = prefix + item.name
            if item.is_dir(follow_symlinks=False):
                yield from _files(folder / item.name, f"{name}/", depth + 1)
            elif item.is_file(follow_symlinks=False):
                yield name, item.stat(follow_symlinks=False).st_size
            else:
                raise NameRefused(f"{name[:120]!a} is neither a file nor a folder")


def _refuse_lengths(sizes: Mapping[str, int]) -> None:
    for name, size in sizes.items():
        if size > bytes_max(name):
            raise NameRefused(f"{name} has {size} bytes; it may have {bytes_max(name)}")
