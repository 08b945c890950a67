"""Archives: files in one ZIP file that has exactly one spelling: stored, in order, without dates, extras or comments.

Whoever changes a byte of an archive changes a file in it or the way it is spelled, and the reader refuses any other
spelling than the writer's. Nothing is compressed, so nothing can grow when it is read.

Invariant: an archive that ``Archive`` opens is byte for byte what ``ArchiveWriter`` writes of the same files.
Source: PKWARE APPNOTE 6.3.3, sections 4.3.7, 4.3.12 and 4.3.16; no ZIP64, so less than 4 GiB and 65,535 files.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

ARCHIVE_BYTES_MAX: Final = 2**32 - 2
FILES_MAX: Final = 2**16 - 2
NAME_BYTES_MAX: Final = 200
CHUNK_BYTES: Final = 1 << 20

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION, _STORED, _MIDNIGHT, _FIRST_DAY = 20, 0, 0, 0x21
"""Version 2.0, stored, 00:00:00 on 1980-01-01, which is the first day that the format knows."""


class ArchiveRefused(ValueError):
    """A file is not an archive, or not in its one spelling; the message says where."""


class Member(NamedTuple):
    """A file of an archive: its name, the CRC-32 and length of its bytes, and where they and its header begin."""

    name: str
    crc: int
    size: int
    header_at: int

    @property
    def begins_at(self) -> int:
        """Give where its bytes begin."""
        return self.header_at + _LOCAL.size + len(self.name)

    def local(self) -> bytes:
        """Write the header in front of its bytes."""
        name = self.name.encode("ascii")
        fields = (_VERSION, 0, _STORED, _MIDNIGHT, _FIRST_DAY, self.crc, self.size, self.size, len(name), 0)
        return _LOCAL.pack(b"PK\3\4", *fields) + name

    def central(self) -> bytes:
        """Write its line in the directory at the end."""
        name = self.name.encode("ascii")
        told = (_VERSION, _VERSION, 0, _STORED, _MIDNIGHT, _FIRST_DAY, self.crc, self.size, self.size, len(name))
        return _CENTRAL.pack(b"PK\1\2", *told, 0, 0, 0, 0, 0, self.header_at) + name


def directory(members: list[Member], at: int) -> bytes:
    """Write the directory of members, which begins at ``at``, with the end of the archive."""
    lines = b"".join(member.central() for member in members)
    count = len(members)
    return lines + _END.pack(b"PK\5\6", 0, 0, count, count, len(lines), at, 0)


class ArchiveWriter:
    """Writes files one behind the other; ``close`` writes the directory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._members: list[Member] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file.

        Raises:
            ArchiveRefused: the archive would pass what it can hold.
        """
        at, crc, size = self._file.tell(), 0, 0
        member = Member(name, 0, 0, at)
        self._file.write(member.local())
        for chunk in chunks:
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if at + size > ARCHIVE_BYTES_MAX or len(self._members) >= FILES_MAX:
                raise ArchiveRefused("an archive holds less than 4 GiB and 65,535 files; write a folder instead")
            self._file.write(chunk)
        end = self._file.tell()
        member = member._replace(crc=crc, size=size)
        self._file.seek(at)
        self._file.write(member.local())
        self._file.seek(end)
        self._members.append(member)

    def close(self) -> None:
        """Write the directory. Raises ArchiveRefused."""
        at = self._file.tell()
        told = directory(self._members, at)
        if at + len(told) > ARCHIVE_BYTES_MAX:
            raise ArchiveRefused("an archive holds less than 4 GiB and 65,535 files; write a folder instead")
        self._file.write(told)


class Archive:
    """An archive opened for reading; ``members`` are its files by name, in order."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the headers and the directory.

        Raises:
            ArchiveRefused: not an archive in its one spelling.
        """
        self._file = file
        self._size = file.seek(0, 2)
        self.members: dict[str, Member] = {}
        self._read_members()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a file's bytes a piece at a time.

        Raises:
            ArchiveRefused: they are others than its header says.
        """
        member, crc = self.members[name], 0
        at, left = member.begins_at, member.size
        while left:
            self._file.seek(at)
            chunk = self._file.read(min(left, CHUNK_BYTES))
            if not chunk:
                raise ArchiveRefused(f"the archive ends within {name}")
            crc, at, left = zlib.crc32(chunk, crc), at + len(chunk), left - len(chunk)
            yield chunk
        if crc != member.crc:
            raise ArchiveRefused(f"{name}: expected CRC-32 {member.crc:08x}, found {crc:08x}")

    def _read_members(self) -> None:
        at = 0
        while (member := self._member_at(at)) is not None:
            if member.name in self.members or len(self.members) >= FILES_MAX:
                raise ArchiveRefused(f"{member.name} stands in the archive twice, or is one file too many")
            self.members[member.name] = member
            at = member.begins_at + member.size
        told = directory(list(self.members.values()), at)
        self._file.seek(at)
        if at + len(told) != self._size or self._file.read(len(told)) != told:
            raise ArchiveRefused(f"at byte {at}: expected the directory of {len(self.members)} files, and the end")

    def _member_at(self, at: int) -> Member | None:
        """Read the header at a place, ``None`` where the directory begins."""
        self._file.seek(at)
        head = self._file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            return None
        *_, crc, size, _, name_bytes, _ = _LOCAL.unpack(head)
        name = self._file.read(min(name_bytes, NAME_BYTES_MAX))
        member = Member(name.decode("latin-1"), crc, size, at)
        if not name.isascii() or member.local() != head + name or member.begins_at + size > self._size:
            raise ArchiveRefused(f"at byte {at}: expected a stored file in the one spelling of an archive")
        return member
