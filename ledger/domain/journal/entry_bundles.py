"""Entry bundles: up to 256 entries of the log in one file, each behind its length, as a tiled log serves them.

Invariant: ``unpack(pack(entries)) == entries``, and nothing but ``pack`` gives what ``unpack`` takes.
Source: c2sp.org/tlog-tiles, "Log Entries": a big-endian uint16 length, then the entry.
"""

from __future__ import annotations

from collections.abc import Iterable

LENGTH_BYTES = 2


class BundleRefused(ValueError):
    """Bytes are not an entry bundle; the message says where they end."""


def pack(entries: Iterable[bytes]) -> bytes:
    """Write entries, each of at most 65,535 bytes, one behind the other.

    >>> pack([b"ab", b"c"]).hex()
    '00026162000163'
    """
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def unpack(data: bytes, width: int) -> list[bytes]:
    """Read ``width`` entries.

    Raises:
        BundleRefused: the bytes end before, or behind, the last of them.
    """
    entries: list[bytes] = []
    at, end = 0, len(data)
    while len(entries) < width:
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if start > end or at > end:
            raise BundleRefused(f"{end} bytes end within entry {len(entries) + 1} of {width}")
        entries.append(data[start:at])
    if at != end:
        raise BundleRefused(f"{width} entries take {at} bytes, found {end}")
    return entries
